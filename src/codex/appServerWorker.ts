import { parentPort, workerData } from 'node:worker_threads';

import { assert } from '../base/assert.ts';
import type { AppServerCommand } from './appServer/appServerPort.ts';
import { startAppServer } from './appServer/appServerProcess.ts';
import type { FromAppServerWorker, ToAppServerWorker } from './appServer/startInWorker.ts';

/** The thread that an app-server is started from, and lives as long as it. See `startInWorker`. */
assert(parentPort !== null, 'an app-server is started from a worker thread');
const port = parentPort;

function tell(message: FromAppServerWorker): void {
  port.postMessage(message);
}

const server = startAppServer(workerData as AppServerCommand, {
  onLine: (line) => {
    tell({ kind: 'line', line });
  },
  onEnd: (reason) => {
    tell({ kind: 'end', reason });
    port.close();
  },
});

port.on('message', (message: ToAppServerWorker) => {
  if (message.kind === 'line') {
    server.writeLine(message.line);
  } else if (message.kind === 'close') {
    server.close();
  } else {
    server.leave();
  }
});
