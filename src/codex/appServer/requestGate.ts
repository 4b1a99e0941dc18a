import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

import type { Disposable } from '../../base/disposable.ts';
import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { AskingTurn } from './askingTurn.ts';
import { GATE_SCRIPTS, gateArgs } from './gateHooks.ts';
import { isKeptIn } from './keptServer.ts';
import { type ToldResponse, parseToldResponse } from '../hooks/toldResponse.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const TURN_ID = /^[\w-]+$/;
/** So that their names stand in the order of reading. */
const SEEN_DIGITS = 6;

/**
 * A folder at which a Codex's requests wait until they are let pass, one by one. Whoever works as the same user can
 * open it, the agent's own shell as well: it keeps honest runs within their limits, and is no lock.
 */
export class RequestGate implements Disposable {
  readonly folder: string;
  /** How many responses were read. */
  #seen: number;

  private constructor(folder: string, seen: number) {
    this.folder = folder;
    this.#seen = seen;
  }

  /** Whether Codex can be made to wait here: its hooks are run by a POSIX shell. */
  static get isPossible(): boolean {
    return process.platform !== 'win32';
  }

  /**
   * Makes a gate, shut, in a folder of its own under `parent`. Folders of this machine's processes that are gone are
   * removed, unless an app-server is kept there.
   */
  static async create(parent: string): Promise<RequestGate> {
    await mkdir(parent, { recursive: true, mode: PRIVATE_FOLDER });
    await removeAbandoned(parent);
    const folder = path.join(parent, [hostname(), process.pid, randomUUID()].join('~'));
    await mkdir(folder, { mode: PRIVATE_FOLDER });
    const scripts = Object.entries(GATE_SCRIPTS);
    await Promise.all(
      scripts.map(([name, script]) => writeFile(path.join(folder, name), script, { mode: PRIVATE_FILE })),
    );
    return new RequestGate(folder, 0);
  }

  /** The gate that is there already, whose guard has gone. What that let pass and has not gone yet is taken back. */
  static async reopen(folder: string): Promise<RequestGate> {
    const names = await readdir(folder);
    const passes = names.filter((name) => name.startsWith('pass.'));
    await Promise.all(passes.map((name) => rm(path.join(folder, name), { force: true })));
    return new RequestGate(folder, names.filter(isSeen).length);
  }

  /** Arguments for a codex that waits here, and tells here what its responses used. */
  get codexArgs(): readonly string[] {
    return gateArgs(this.folder);
  }

  /** Lets a request of this turn pass. */
  async pass(turnId: string): Promise<void> {
    await writeFile(this.#passFile(turnId), '', { mode: PRIVATE_FILE });
  }

  /** Takes a turn's pass back. False: its request has gone with it. */
  async takeBack(turnId: string): Promise<boolean> {
    try {
      await unlink(this.#passFile(turnId));
      return true;
    } catch {
      return false;
    }
  }

  /** What was told of a turn's responses, or of all turns', and has not been read yet; each is told once. */
  async takeTold(turnId?: string): Promise<ToldResponse[]> {
    const prefix = turnId === undefined ? 'told.' : `told.${turnId}.`;
    const names = (await readdir(this.folder)).filter((name) => name.startsWith(prefix));
    const told = names.map(async (name) => {
      const file = path.join(this.folder, name);
      const response = await readTold(file);
      // Kept for a guard that comes later: it counts anew.
      await rename(file, path.join(this.folder, `seen.${String(this.#seen++).padStart(SEEN_DIGITS, '0')}`));
      return response;
    });
    return (await Promise.all(told)).filter((response) => response !== undefined);
  }

  /** What was told and read before, in the order of reading. */
  async seen(): Promise<ToldResponse[]> {
    const names = (await readdir(this.folder)).filter(isSeen).sort();
    const responses = await Promise.all(names.map((name) => readTold(path.join(this.folder, name))));
    return responses.filter((response) => response !== undefined);
  }

  /** The turns whose requests wait here now. */
  async waiting(): Promise<AskingTurn[]> {
    const names = (await readdir(this.folder)).filter((name) => name.startsWith('waits.'));
    const turns = names.map(async (name) => {
      const [pid, agentId = ''] = (await readFile(path.join(this.folder, name), 'utf8')).trim().split(' ');
      const turn = { turnId: name.slice('waits.'.length), agentId: agentId === '' ? undefined : agentId };
      return isAlive(Number(pid)) ? turn : undefined;
    });
    return (await Promise.all(turns)).filter((turn) => turn !== undefined);
  }

  /** Lets all pass from now on. */
  async open(): Promise<void> {
    await writeFile(path.join(this.folder, 'open'), '', { mode: PRIVATE_FILE });
  }

  /** Removes the folder. Requests that wait go on waiting until their Codex has ended. */
  dispose(): void {
    void rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Throws `codex.protocol` where a turn's name would lead elsewhere. */
  #passFile(turnId: string): string {
    if (!TURN_ID.test(turnId)) {
      throw new GuardError('codex.protocol', phrase('codex names a turn in a way that no file can be named'));
    }
    return path.join(this.folder, `pass.${turnId}`);
  }
}

function isSeen(name: string): boolean {
  return name.startsWith('seen.');
}

async function readTold(file: string): Promise<ToldResponse | undefined> {
  return parseToldResponse(await readFile(file, 'utf8'));
}

async function removeAbandoned(parent: string): Promise<void> {
  const folders = await readdir(parent);
  const removals = folders.map(async (name) => {
    const [host, pid] = name.split('~');
    const folder = path.join(parent, name);
    if (host === hostname() && !isAlive(Number(pid)) && !(await isKeptIn(folder))) {
      await rm(folder, { recursive: true, force: true });
    }
  });
  await Promise.all(removals);
}

/** Zero would be a group of processes. */
function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // It is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
