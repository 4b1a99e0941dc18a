import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

import type { Disposable } from '../base/disposable.ts';

/**
 * What Codex runs as a hook before each request. It waits until a pass lies in its folder and takes it: of those that
 * wait, one can remove a pass, and no other. Nothing but its own Codex's end lets it go without one, so that a guard
 * that hangs or dies holds the run.
 */
const SCRIPT = `gate=$1
looks=0
until [ -e "$gate/open" ]; do
  for pass in "$gate"/pass.*; do
    [ -e "$pass" ] && rm "$pass" 2>/dev/null && exit 0
  done
  kill -0 "$PPID" 2>/dev/null || exit 0
  looks=$((looks + 1))
  if [ "$looks" -lt 200 ]; then pause=0.02; else pause=0.2; fi
  sleep "$pause" 2>/dev/null || sleep 1
done
exit 0
`;

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
/** A year. A hook that takes longer is passed over, and its request starts. */
const TIMEOUT_S = 31_536_000;
const STATUS_MESSAGE = 'Codex Guardrails counts the response before';

/** Compaction has a hook of its own, and passes the other one by. */
const EVENTS = { PreModelRequest: 'pre_model_request', PreCompact: 'pre_compact' } as const;

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
    await writeFile(path.join(folder, 'gate.sh'), SCRIPT, { mode: PRIVATE_FILE });
    return new RequestGate(folder);
  }

  /**
   * Arguments for a codex that waits here: hooks for this one process, told that they are trusted, so that nothing is
   * written into the person's home. A person's own hooks run beside them.
   */
  get codexArgs(): readonly string[] {
    const command = `/bin/sh ${quoted(path.join(this.#folder, 'gate.sh'))} ${quoted(this.#folder)}`;
    const names = Object.keys(EVENTS) as readonly (keyof typeof EVENTS)[];
    const hooks = names.map((name) => `hooks.${name}=[{hooks=[${hookToml(command)}]}]`);
    const trust = names.map(
      (name) => `"${HOOK_KEY_PREFIX}${EVENTS[name]}:0:0"={trusted_hash="${hash(name, command)}"}`,
    );
    return ['features.hooks=true', ...hooks, `hooks.state={${trust.join(',')}}`].flatMap((flag) => ['-c', flag]);
  }

  /** Lets one request pass. The pass has a name, by which it can be taken back. */
  async pass(name: string): Promise<void> {
    await writeFile(this.#passFile(name), '', { mode: PRIVATE_FILE });
  }

  /** Takes a pass back. False: a request has gone with it. */
  async takeBack(name: string): Promise<boolean> {
    try {
      await unlink(this.#passFile(name));
      return true;
    } catch {
      return false;
    }
  }

  /** Lets all pass from now on. */
  async open(): Promise<void> {
    await writeFile(path.join(this.#folder, 'open'), '', { mode: PRIVATE_FILE });
  }

  /** Removes the folder. Requests that wait go on waiting until their Codex has ended. */
  dispose(): void {
    void rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }

  #passFile(name: string): string {
    return path.join(this.#folder, `pass.${name}`);
  }
}

/** As Codex names the hooks that it was started with. */
const HOOK_KEY_PREFIX = '/<session-flags>/config.toml:';

function hookToml(command: string): string {
  // A basic string of TOML is written as one of JSON.
  return `{type="command",command=${JSON.stringify(command)},timeout=${TIMEOUT_S},statusMessage="${STATUS_MESSAGE}"}`;
}

/** Codex trusts a hook by the hash of its definition: JSON without blanks, keys in order. */
function hash(event: keyof typeof EVENTS, command: string): string {
  const hook = { async: false, command, statusMessage: STATUS_MESSAGE, timeout: TIMEOUT_S, type: 'command' };
  const definition = JSON.stringify({ event_name: EVENTS[event], hooks: [hook] });
  return `sha256:${createHash('sha256').update(definition).digest('hex')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
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
