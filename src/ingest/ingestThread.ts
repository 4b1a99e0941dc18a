import { parentPort } from 'node:worker_threads';

import { assert } from '../base/assert.ts';
import { openUsageWriter } from '../ledger/usage/openUsageWriter.ts';
import { giveWay } from './giveWay.ts';
import { ingestJobs } from './ingestJobs.ts';
import { RolloutReader } from './readRollout.ts';
import type { ThreadInput } from './readingThreads.ts';
import { SharedWork } from './sharedWork.ts';
import { cachedWorkspaceOf } from './workspaceOf.ts';

/** A thread that helps with reading rollouts: it works off its share of the jobs it is told, tells each step, and ends. */
assert(parentPort !== null, 'this runs in a worker thread');
const port = parentPort;

async function run(input: ThreadInput): Promise<void> {
  const { ledgerFile, rateCard, promptSalt, givesWay, jobs, memory } = input;
  if (givesWay) {
    giveWay();
  }
  const work = new SharedWork(memory);
  const reader = new RolloutReader({ workspaceOf: cachedWorkspaceOf(), promptSalt });
  const { writer, close } = openUsageWriter(ledgerFile, rateCard);
  try {
    const steps = ingestJobs(() => work.take(jobs), reader, writer, work);
    for await (const step of steps) {
      port.postMessage(step);
    }
  } finally {
    close();
  }
}

port.once('message', (input: ThreadInput) => void run(input));
