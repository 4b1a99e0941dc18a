import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { totalUsage, type UsageTotals } from './backendLog.ts';
import { demoAccounts } from './demoAccount.ts';
import { endOf, planDemo, type DemoThread } from './demoPlan.ts';
import { demoRollout } from './demoRollout.ts';
import { seededRandom } from './seededRandom.ts';

export interface DemoHistoryOptions {
  readonly nowMs: number;
  readonly days: number;
  /** The same seed (and time zone) gives the same files. */
  readonly seed: number;
  /** The folders that the work was done in. */
  readonly workspaces?: readonly [string, ...string[]];
}

/** One written rollout, with what a reader must find in it. */
export interface DemoRollout {
  readonly thread: DemoThread;
  readonly file: string;
  readonly usage: UsageTotals;
}

const WORKSPACES = ['/home/dev/src/checkout-api', '/home/dev/src/web-shop', '/home/dev/src/data-pipeline'] as const;

/**
 * Fills a Codex home with a made-up past: what a person has who used Codex on every working day until `nowMs`.
 * A demo without it would open on an empty page.
 */
export async function writeDemoHistory(
  codexHome: string,
  { nowMs, days, seed, workspaces = WORKSPACES }: DemoHistoryOptions,
): Promise<readonly DemoRollout[]> {
  const threads = planDemo({ nowMs, days, workspaces }, seededRandom(seed));
  const accounts = demoAccounts(threads);
  const rollouts: DemoRollout[] = [];
  for (const thread of threads) {
    const file = rolloutFile(codexHome, thread);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, demoRollout(thread, accounts));
    const lastWrite = new Date(endOf(thread));
    await utimes(file, lastWrite, lastWrite);
    const usages = thread.turns.flatMap(({ requests }) => requests.map(({ usage }) => usage));
    rollouts.push({ thread, file, usage: totalUsage(usages) });
  }
  return rollouts;
}

/** Codex names the file after the thread's start in local time, and so the folder. */
function rolloutFile(codexHome: string, { id, turns }: DemoThread): string {
  const start = new Date(turns[0]?.startedAtMs ?? 0);
  const [year, month, day, hour, minute, second] = [
    start.getFullYear(),
    start.getMonth() + 1,
    start.getDate(),
    start.getHours(),
    start.getMinutes(),
    start.getSeconds(),
  ].map((part) => String(part).padStart(2, '0'));
  const name = `rollout-${year}-${month}-${day}T${hour}-${minute}-${second}-${id}.jsonl`;
  return path.join(codexHome, 'sessions', `${year}`, `${month}`, `${day}`, name);
}
