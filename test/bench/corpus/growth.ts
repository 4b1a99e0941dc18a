import { appendFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';

import { seededRandom } from '../../support/codex/seededRandom.ts';
import { uuidV7 } from '../../support/codex/uuidV7.ts';
import { type Corpus, restore } from './corpus.ts';
import { usageRecord } from './recentRequestLines.ts';

const USAGE = { input: 9_000, cached: 8_960, cacheWrite: 0, output: 120, reasoning: 0 };

/** Adds one more request, a line, to the largest rollout while `work` goes on. */
export async function whileOneLineLonger<T>(corpus: Corpus, work: () => Promise<T>): Promise<T> {
  const { thread, file } = corpus.growing;
  const longer = path.join(corpus.home, file);
  const { atimeMs, mtimeMs } = statSync(longer);
  const atMs = mtimeMs + 60_000;
  const turn = { id: uuidV7(Math.floor(atMs), seededRandom(thread.seed)), startedAtMs: atMs };
  const usages = { usage: USAGE, turnUsage: USAGE, threadUsage: USAGE };
  const request = { atMs, responseId: 'resp_one_more', ...usages, reasoningBytes: 0, outputBytes: 0 };
  const { type, payload } = usageRecord(thread, turn, request);
  appendFileSync(longer, `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), type, payload })}\n`);
  try {
    return await work();
  } finally {
    restore(corpus);
    utimesSync(longer, atimeMs / 1000, mtimeMs / 1000);
  }
}
