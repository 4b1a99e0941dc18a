import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { messageOf } from '../base/errors.ts';

/** How a `codex app-server` is started. */
export interface AppServerCommand {
  readonly codexPath: string;
  /** Besides `app-server`: settings for this one process. */
  readonly args?: readonly string[];
  readonly cwd: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Hears what it writes, and once how it ended or why it never started. */
export interface AppServerListener {
  onLine(line: string): void;
  onEnd(reason: string): void;
}

/** A started `codex app-server`. */
export interface AppServerProcess {
  writeLine(line: string): void;
  /** Closes its input, upon which it ends by itself; if it does not, it is ended. */
  close(): void;
}

/** Starts one; how that goes wrong is for the listener to hear. */
export type StartAppServer = (command: AppServerCommand, listener: AppServerListener) => AppServerProcess;

const EXIT_GRACE_MS = 2_000;
const KEPT_STDERR_CHARS = 8_000;
const KEPT_REASON_CHARS = 300;
/** In a group of its own, a Ctrl-C in our terminal does not reach the app-server, which would die in mid-request. */
const HAS_GROUPS = process.platform !== 'win32';

/** Starts an app-server from this thread, which stands still meanwhile: the longer, the more memory the process has. */
export const startAppServer: StartAppServer = ({ codexPath, args = [], cwd, env }, listener) => {
  const child = spawn(codexPath, ['app-server', ...args], {
    env,
    stdio: 'pipe',
    detached: HAS_GROUPS,
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stderr = '';
  child.once('error', (error) => {
    listener.onEnd(`codex could not be started: ${messageOf(error)}`);
  });
  child.once('exit', (code, signal) => {
    const how = signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`;
    listener.onEnd(`codex app-server ended ${how}${lastWords(stderr)}`);
  });
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR_CHARS);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    listener.onLine(line);
  });
  return {
    writeLine: (line) => {
      child.stdin.write(line + '\n');
    },
    close: () => {
      child.stdin.end();
      const timer = setTimeout(() => {
        kill(child.pid);
      }, EXIT_GRACE_MS);
      timer.unref();
      child.once('exit', () => {
        clearTimeout(timer);
      });
    },
  };
};

/** The codex on PATH may be a script around the program: both are in one group. */
function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) {
      process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL');
    }
  } catch {
    // It has gone by itself.
  }
}

/** What it said of its end: an error that it names, else its last line. A backtrace helps nobody. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const words = lines.find((line) => line.startsWith('Error:')) ?? lines.at(-1) ?? '';
  return words === '' ? '' : `: ${words.slice(0, KEPT_REASON_CHARS)}`;
}
