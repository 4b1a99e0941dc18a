import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface SpawnOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How a process ended: with a code, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Every process carries its tracker's id in this variable, and so does whatever it starts in turn. */
const TRACKER_VARIABLE = 'TEST_PROCESS_TRACKER';

/**
 * Starts processes and answers for them: none outlives `killAll`, nor the process that started it.
 *
 * Each one leads a process group of its own, so that Ctrl-C in the terminal reaches it only through here and
 * its group ends with it. What has left the group (an agent's shell commands, a daemon) is found by its
 * environment; that takes Linux.
 */
export class ProcessTracker {
  readonly #id = randomUUID();
  readonly #running = new Set<ChildProcessWithoutNullStreams>();
  readonly #onExit = (): void => this.#kill();
  readonly #onSignal = (): never => process.exit(1);

  constructor() {
    process.on('exit', this.#onExit);
    for (const signal of ENDING_SIGNALS) {
      process.on(signal, this.#onSignal);
    }
  }

  /** Starts a process with its input and outputs piped. */
  spawnTracked(command: string, args: readonly string[], { cwd, env }: SpawnOptions): ChildProcessWithoutNullStreams {
    const child = spawn(command, args, {
      cwd,
      env: { ...env, [TRACKER_VARIABLE]: this.#id },
      detached: true,
      stdio: 'pipe',
    });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }

  /** All that runs of what was started here, and of what that has started in turn. Takes Linux. */
  running(): readonly number[] {
    return pidsWithEnvironment(`${TRACKER_VARIABLE}=${this.#id}`);
  }

  /** Kills what still runs and waits for its end. The tracker answers for nothing afterwards. */
  async killAll(): Promise<void> {
    const exits = [...this.#running].map(waitForExit);
    this.#kill();
    await Promise.all(exits);
    process.off('exit', this.#onExit);
    for (const signal of ENDING_SIGNALS) {
      process.off(signal, this.#onSignal);
    }
  }

  #kill(): void {
    for (const { pid } of this.#running) {
      if (pid !== undefined) {
        kill(-pid);
      }
    }
    pidsWithEnvironment(`${TRACKER_VARIABLE}=${this.#id}`).forEach(kill);
  }
}

/** Kills a process, or the group of a negative number. One that has just ended by itself is no error. */
function kill(pid: number): void {
  ignoring(['ESRCH'], () => process.kill(pid, 'SIGKILL'));
}

function pidsWithEnvironment(entry: string): number[] {
  return pids().filter((pid) => readOf(pid, 'environ').split('\0').includes(entry));
}

/** All that run now. None where the system does not tell as Linux does. */
function pids(): number[] {
  return existsSync('/proc/self/environ')
    ? readdirSync('/proc')
        .map(Number)
        .filter((pid) => pid > 0)
    : [];
}

/** Processes come and go while we look, and other people's are none of our business: empty for both. */
function readOf(pid: number, what: 'cmdline' | 'environ'): string {
  return ignoring(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'], () => readFileSync(`/proc/${pid}/${what}`, 'utf8')) ?? '';
}

function ignoring<T>(codes: readonly string[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}

/** The processes (on Linux) with a text in their command line, and another in their environment. */
export function processesWith(inCommand: string, inEnvironment: string): number[] {
  return pids().filter(
    (pid) => readOf(pid, 'cmdline').includes(inCommand) && readOf(pid, 'environ').includes(inEnvironment),
  );
}

/** Resolves when the process has ended and all its output has been read. Rejects when it could not be started. */
export async function waitForExit(child: ChildProcessWithoutNullStreams): Promise<ProcessExit> {
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (!ended || !child.stdout.closed || !child.stderr.closed) {
    await once(child, 'close');
  }
  return { code: child.exitCode, signal: child.signalCode };
}
