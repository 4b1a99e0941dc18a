import { Worker } from 'node:worker_threads';

import { messageOf } from '../../base/errors.ts';
import { type Said, phrase } from '../../base/phrase.ts';
import type { StartAppServer } from './appServerPort.ts';

/** To the worker: a line for the app-server, that it is to end, or that it is to be let go of. */
export type ToAppServerWorker =
  { readonly kind: 'line'; readonly line: string } | { readonly kind: 'close' } | { readonly kind: 'leave' };

/** From the worker: a line of the app-server, or how it ended. */
export type FromAppServerWorker =
  { readonly kind: 'line'; readonly line: string } | { readonly kind: 'end'; readonly reason: Said };

/**
 * Starts app-servers from threads of their own, for a thread that others share. On Linux to start a process means to
 * copy the tables of all memory that this one has: with 1 GB the thread that does it stands still for 50 ms.
 *
 * `script` is the bundled `appServerWorker.ts`.
 */
export function startInWorker(script: string): StartAppServer {
  return ({ codexPath, args = [], cwd, env, keptIn }, listener) => {
    const worker = new Worker(script, {
      workerData: { codexPath, args, cwd, env: { ...env }, keptIn },
      name: 'codex-guardrails-app-server',
    });
    let hasEnded = false;
    const end = (reason: Said): void => {
      if (!hasEnded) {
        hasEnded = true;
        listener.onEnd(reason);
      }
    };
    worker.on('message', (message: FromAppServerWorker) => {
      if (message.kind === 'line') {
        listener.onLine(message.line);
      } else {
        end(message.reason);
      }
    });
    worker.on('error', (error) => {
      end(phrase('codex could not be started: {0}', messageOf(error)));
    });
    worker.on('exit', () => {
      end(phrase('the thread of codex app-server ended'));
    });
    const send = (message: ToAppServerWorker): void => {
      worker.postMessage(message);
    };
    return {
      writeLine: (line) => {
        send({ kind: 'line', line });
      },
      close: () => {
        send({ kind: 'close' });
      },
      leave: () => {
        send({ kind: 'leave' });
      },
    };
  };
}
