import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

import type { Disposable } from '../base/disposable.ts';
import { GuardError } from '../base/errors.ts';
import { GATE_SCRIPTS, gateArgs } from './gateHooks.ts';
import { type ToldResponse, parseToldResponse } from './toldResponse.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const TURN_ID = /^[\w-]+$/;

/**
 * A folder at which a Codex's requests wait until they are let pass, one by one. Whoever works as the same user can
 * open it, the agent's own shell as well: it keeps honest runs within their limits, and is no lock.
 */
export class RequestGate implements Disposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether Codex can be made to wait here: its hooks are run by a POSIX shell. */
  static get isPossible(): boolean {
    return process.platform !== 'win32';
  }

  /** Makes a gate, shut, in a folder of its own under `parent`; folders of this machine's processes that are gone are removed. */
  static async create(parent: string): Promise<RequestGate> {
    await mkdir(parent, { recursive: true, mode: PRIVATE_FOLDER });
    await removeAbandoned(parent);
    const folder = path.join(parent, [hostname(), process.pid, randomUUID()].join('~'));
    await mkdir(folder, { mode: PRIVATE_FOLDER });
    const scripts = Object.entries(GATE_SCRIPTS);
    await Promise.all(
      scripts.map(([name, script]) => writeFile(path.join(folder, name), script, { mode: PRIVATE_FILE })),
    );
    return new RequestGate(folder);
  }

  /** Arguments for a codex that waits here, and tells here what its responses used. */
  get codexArgs(): readonly string[] {
    return gateArgs(this.#folder);
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

  /** What was told of a turn's responses and has not been read yet; each is told once. */
  async takeTold(turnId: string): Promise<ToldResponse[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.startsWith(`told.${turnId}.`));
    const told = names.map(async (name) => {
      const file = path.join(this.#folder, name);
      const text = await readFile(file, 'utf8');
      await unlink(file);
      return parseToldResponse(text);
    });
    return (await Promise.all(told)).filter((response) => response !== undefined);
  }

  /** Lets all pass from now on. */
  async open(): Promise<void> {
    await writeFile(path.join(this.#folder, 'open'), '', { mode: PRIVATE_FILE });
  }

  /** Removes the folder. Requests that wait go on waiting until their Codex has ended. */
  dispose(): void {
    void rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Throws `codex.protocol` where a turn's name would lead elsewhere. */
  #passFile(turnId: string): string {
    if (!TURN_ID.test(turnId)) {
      throw new GuardError('codex.protocol', 'codex names a turn in a way that no file can be named');
    }
    return path.join(this.#folder, `pass.${turnId}`);
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  const folders = await readdir(parent);
  const abandoned = folders.filter((name) => {
    const [host, pid] = name.split('~');
    return host === hostname() && !isAlive(Number(pid));
  });
  await Promise.all(abandoned.map((name) => rm(path.join(parent, name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
