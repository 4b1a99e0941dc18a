import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { messageOf } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { StartAppServer } from './appServerPort.ts';
import { startKept } from './keptServer.ts';
import { withLastWords } from './lastWords.ts';

const EXIT_GRACE_MS = 2_000;
const KEPT_STDERR_CHARS = 8_000;
/** In a group of its own, a Ctrl-C in our terminal does not reach the app-server, which would die in mid-request. */
const HAS_GROUPS = process.platform !== 'win32';

/** Starts an app-server from this thread, which stands still meanwhile: the longer, the more memory the process has. */
export const startAppServer: StartAppServer = (command, listener) =>
  command.keptIn === undefined ? startPiped(command, listener) : startKept(command, command.keptIn, listener);

const startPiped: StartAppServer = ({ codexPath, args = [], cwd, env }, listener) => {
  const child = spawn(codexPath, ['app-server', ...args], {
    env,
    stdio: 'pipe',
    detached: HAS_GROUPS,
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stderr = '';
  child.once('error', (error) => {
    listener.onEnd(phrase('codex could not be started: {0}', messageOf(error)));
  });
  child.once('exit', (code, signal) => {
    const how =
      signal === null
        ? phrase('codex app-server ended with code {0}', code ?? '?')
        : phrase('codex app-server ended by {0}', signal);
    listener.onEnd(withLastWords(how, stderr));
  });
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR_CHARS);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    listener.onLine(line);
  });
  const close = (): void => {
    child.stdin.end();
    const timer = setTimeout(() => {
      kill(child.pid);
    }, EXIT_GRACE_MS);
    timer.unref();
    child.once('exit', () => {
      clearTimeout(timer);
    });
  };
  return {
    writeLine: (line) => {
      child.stdin.write(line + '\n');
    },
    close,
    leave: close,
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
