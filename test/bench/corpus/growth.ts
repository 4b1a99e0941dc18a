import { randomUUID } from 'node:crypto';
import { appendFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';

import { seededRandom } from '../../support/codex/seededRandom.ts';
import { uuidV7 } from '../../support/codex/uuidV7.ts';
import { type Corpus, restore } from './corpus.ts';
import { usageRecord } from './recentRequestLines.ts';

/** Dear enough to be seen in a sum of credits. */
const USAGE = { input: 90_000, cached: 0, cacheWrite: 0, output: 1_200, reasoning: 0 };

/** Lets `work` add requests to the largest rollout, a line each; afterwards the corpus is what it was. */
export async function whileGrowing<T>(corpus: Corpus, work: (addRequest: () => void) => Promise<T>): Promise<T> {
  const longer = path.join(corpus.home, corpus.growing.file);
  const { atimeMs, mtimeMs } = statSync(longer);
  try {
    return await work(() => {
      appendFileSync(longer, `${requestLine(corpus, Date.now())}\n`);
    });
  } finally {
    restore(corpus);
    utimesSync(longer, atimeMs / 1000, mtimeMs / 1000);
  }
}

/** A request that no ledger knows. */
function requestLine({ growing: { thread } }: Corpus, atMs: number): string {
  const turn = { id: uuidV7(atMs, seededRandom(thread.seed)), startedAtMs: atMs };
  const usages = { usage: USAGE, turnUsage: USAGE, threadUsage: USAGE };
  const request = { atMs, responseId: `resp_${randomUUID()}`, ...usages, reasoningBytes: 0, outputBytes: 0 };
  const { type, payload } = usageRecord(thread, turn, request);
  return JSON.stringify({ timestamp: new Date(atMs).toISOString(), type, payload });
}
