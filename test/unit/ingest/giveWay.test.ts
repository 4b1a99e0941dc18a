import assert from 'node:assert/strict';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';

const GIVE_WAY = new URL('../../../src/ingest/giveWay.ts', import.meta.url).href;
const THREAD = `
  import { readlinkSync } from 'node:fs';
  import { getPriority } from 'node:os';
  import { basename } from 'node:path';
  import { parentPort } from 'node:worker_threads';
  import { giveWay } from '${GIVE_WAY}';
  giveWay();
  parentPort.postMessage(getPriority(Number(basename(readlinkSync('/proc/thread-self')))));
`;

describe('a thread that reads a home', () => {
  it('gives way to all others, and slows none of them', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const before = getPriority();
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`));
    const [priority] = (await once(worker, 'message')) as [number];
    await worker.terminate();
    assert.deepEqual([priority, getPriority()], [Math.min(19, before + 10), before]);
  });
});
