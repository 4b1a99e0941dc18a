import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

import { KeptConnection } from '../../../../src/codex/appServer/keptConnection.ts';

describe('a connection to an app-server that is kept', () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => {
    unheard.push(reason);
  };
  before(() => process.on('unhandledRejection', hear));
  after(() => process.off('unhandledRejection', hear));

  it('is closed without a word where its keeper has just gone', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['--version']);
    const asked = Promise.resolve(gone);
    const parts = {
      socket: () => Promise.reject(new Error('there is none')),
      keeper: () => asked,
      said: () => Promise.resolve(''),
    };
    new KeptConnection(parts, { onLine: () => undefined, onEnd: () => undefined }).close();
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(unheard, []);
  });
});
