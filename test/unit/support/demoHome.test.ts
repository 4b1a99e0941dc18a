import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { writeDemoHistory, type DemoRollout } from '../../support/codex/demoHome.ts';

const NOW_MS = new Date(2026, 10, 20, 15).getTime();

const line = z.object({
  timestamp: z.iso.datetime(),
  ordinal: z.number(),
  type: z.string(),
  payload: z.object({
    usage: z.object({ input_tokens: z.number() }).optional(),
    rate_limits: z.object({ credits: z.object({ balance: z.string() }) }).optional(),
  }),
});

describe('writeDemoHistory', () => {
  let folder: string;
  let rollouts: readonly DemoRollout[];
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'demo-home-'));
    rollouts = await writeDemoHistory(path.join(folder, 'home'), { nowMs: NOW_MS, days: 30, seed: 1 });
  });
  after(() => rm(folder, { recursive: true }));

  it('gives the same bytes for the same seed, and others for another', async () => {
    const again = await writeDemoHistory(path.join(folder, 'again'), { nowMs: NOW_MS, days: 30, seed: 1 });
    const other = await writeDemoHistory(path.join(folder, 'other'), { nowMs: NOW_MS, days: 30, seed: 2 });
    const bytes = (written: readonly DemoRollout[]): Promise<string[]> =>
      Promise.all(written.map(({ file }) => readFile(file, 'utf8')));
    assert.deepEqual(await bytes(again), await bytes(rollouts));
    assert.notDeepEqual(await bytes(other), await bytes(rollouts));
  });

  it('writes numbered lines in the order of time, none later than now', async () => {
    for (const { file } of rollouts) {
      const lines = await readLines(file);
      assert.deepEqual(
        lines.map(({ ordinal }) => ordinal),
        lines.map((_, index) => index),
      );
      const times = lines.map(({ timestamp }) => Date.parse(timestamp));
      assert.deepEqual(
        times.toSorted((a, b) => a - b),
        times,
      );
      assert.ok((times.at(-1) ?? Infinity) < NOW_MS);
    }
  });

  it('says what each file used', async () => {
    for (const { file, usage } of rollouts) {
      const records = (await readLines(file)).filter(({ type }) => type === 'token_usage_record');
      assert.equal(records.length, usage.requests);
      assert.equal(
        records.reduce((total, { payload }) => total + (payload.usage?.input_tokens ?? NaN), 0),
        usage.inputTokens,
      );
    }
  });

  it('has two to eight runs on a working day', () => {
    const runsByDay = new Map<string, number>();
    for (const { thread } of rollouts.filter((rollout) => rollout.thread.parentId === undefined)) {
      const day = new Date(thread.turns[0]?.startedAtMs ?? NaN);
      const key = `${day.getMonth()}-${day.getDate()}-${day.getDay()}`;
      runsByDay.set(key, (runsByDay.get(key) ?? 0) + thread.turns.length);
    }
    const today = `10-20-5`;
    const workingDays = [...runsByDay].filter(([key]) => !/-[06]$/.test(key) && key !== today);
    assert.equal(workingDays.length, 21);
    assert.deepEqual(
      workingDays.filter(([, runs]) => runs < 2 || runs > 8),
      [],
    );
  });

  it('is varied: every model and program, three workspaces, subagents, and a pool that is topped up', async () => {
    const distinct = (trait: (rollout: DemoRollout) => unknown): number => new Set(rollouts.map(trait)).size;
    assert.equal(
      distinct(({ thread }) => thread.model),
      4,
    );
    assert.equal(
      distinct(({ thread }) => thread.originator),
      3,
    );
    assert.equal(
      distinct(({ thread }) => thread.workspace),
      3,
    );
    assert.ok(rollouts.some(({ thread }) => thread.parentId !== undefined));
    const lines = (await Promise.all(rollouts.map(({ file }) => readLines(file)))).flat();
    const balances = lines
      .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))
      .flatMap(({ payload }) => (payload.rate_limits ? [Number(payload.rate_limits.credits.balance)] : []));
    assert.ok(balances.every((balance) => balance > 0));
    assert.ok(balances.some((balance, index) => balance > (balances[index - 1] ?? Infinity)));
  });
});

async function readLines(file: string): Promise<z.infer<typeof line>[]> {
  const text = await readFile(file, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((each) => line.parse(JSON.parse(each)));
}
