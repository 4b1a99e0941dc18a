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
    rate_limits: z
      .object({
        primary: z.object({ used_percent: z.number() }),
        secondary: z.object({ used_percent: z.number() }),
        credits: z.object({ balance: z.string() }),
      })
      .optional(),
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

  it('is varied: every model and program, three workspaces, and subagents', () => {
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
  });

  it('uses the allowance first, and credits after; others draw once, and once credits are bought', async () => {
    const lines = (await Promise.all(rollouts.map(({ file }) => readLines(file)))).flat();
    const told = lines
      .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))
      .flatMap(({ payload: { rate_limits: limits } }) => limits ?? []);
    const changes = told.slice(1).map(({ credits }, index) => {
      const { primary, secondary, credits: before } = told[index] ?? assert.fail('there is one before');
      const isUsedUp = primary.used_percent === 100 || secondary.used_percent === 100;
      return { isUsedUp, added: Number(credits.balance) - Number(before.balance) };
    });
    assert.deepEqual(
      changes
        .filter(({ isUsedUp, added }) => added > 0 || (added < 0 && !isUsedUp))
        .map(({ added }) => Math.round(added)),
      [500, -42],
    );
    assert.ok(changes.some(({ isUsedUp, added }) => isUsedUp && added < 0));
    assert.ok(told.every(({ credits }) => Number(credits.balance) > 0));
  });
});

async function readLines(file: string): Promise<z.infer<typeof line>[]> {
  const text = await readFile(file, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((each) => line.parse(JSON.parse(each)));
}
