import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { RolloutBatch } from '../../../src/ledger/usage/usageWriter.ts';
import { HOUR_MS, NOW_MS, event, eventOfCredits } from '../make.ts';
import { FOREVER, batch, ledgerFixture, newLedgers } from './openLedger.ts';

/** A thread's turn of one request, which a log tells that names no root. */
interface Told {
  readonly threadId: string;
  readonly parentThreadId?: string;
  readonly turnId: string;
  readonly atMs: number;
  readonly rootTurnId?: string;
}

function told({ threadId, parentThreadId, turnId, atMs, rootTurnId }: Told): RolloutBatch {
  const request = event({ threadId, turnId, runId: rootTurnId ?? turnId, responseId: turnId, occurredAtMs: atMs + 1 });
  const made = batch([request]);
  assert.ok(made.thread);
  const turn = { turnId, rootTurnId, startedAtMs: atMs, contextTokens: 0, idleMs: undefined, prompt: undefined };
  return { ...made, thread: { ...made.thread, parentThreadId, startedAtMs: atMs }, turns: [turn] };
}

const root = told({ threadId: 'root', turnId: 'r1', atMs: NOW_MS });
const later = told({ threadId: 'root', turnId: 'r2', atMs: NOW_MS + HOUR_MS });
const child = told({ threadId: 'child', parentThreadId: 'root', turnId: 'c1', atMs: NOW_MS + 10 });
const secondChild = told({ threadId: 'child-2', parentThreadId: 'root', turnId: 'd1', atMs: NOW_MS + HOUR_MS + 10 });
const grandchild = told({ threadId: 'grandchild', parentThreadId: 'child', turnId: 'g1', atMs: NOW_MS + 20 });
const great = told({ threadId: 'great', parentThreadId: 'grandchild', turnId: 'h1', atMs: NOW_MS + 30 });
/** Its log tells its root. */
const told2 = told({ threadId: 'told', parentThreadId: 'root', turnId: 't1', atMs: NOW_MS + 5, rootTurnId: 'r0' });

describe('the turns of subagents whose logs do not name their root', () => {
  const { open } = ledgerFixture();
  const newLedger = newLedgers();
  const runsOf = (ledger: Ledger): Readonly<Record<string, number>> =>
    Object.fromEntries(ledger.report('run', ...FOREVER).rows.map(({ key, requests }) => [key, requests]));
  const family = [root, later, child, secondChild, grandchild, great, told2];

  it('belong to the run in which they began, in whatever order the logs are read, one by one or at once', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(family, { minLength: family.length }), fc.boolean(), (order, isAtOnce) => {
        const ledger = newLedger();
        for (const batches of isAtOnce ? [order] : order.map((each) => [each])) {
          ledger.writer.append(batches);
        }
        const runs = runsOf(ledger);
        ledger.close();
        assert.deepEqual(runs, { r0: 1, r1: 4, r2: 2 });
      }),
      { numRuns: 15, seed: 11 },
    );
  });

  it('stay there when their logs are read again', () => {
    const ledger = open();
    ledger.writer.append(family);
    ledger.writer.append([child, grandchild]);
    assert.deepEqual(runsOf(ledger), { r0: 1, r1: 4, r2: 2 });
  });

  it('are runs of their own while their parent is unknown', () => {
    const ledger = open();
    ledger.writer.append([child, grandchild]);
    assert.deepEqual(runsOf(ledger), { c1: 2 });
  });

  for (const [says, threads] of [
    ['its own parent', [told({ threadId: 'a', parentThreadId: 'a', turnId: 'a1', atMs: NOW_MS })]],
    [
      'its own grandparent',
      [
        told({ threadId: 'a', parentThreadId: 'b', turnId: 'a1', atMs: NOW_MS }),
        told({ threadId: 'b', parentThreadId: 'a', turnId: 'b1', atMs: NOW_MS }),
        told({ threadId: 'c', parentThreadId: 'b', turnId: 'c1', atMs: NOW_MS }),
      ],
    ],
  ] as const) {
    it(`of a thread that is ${says} count once all the same`, () => {
      const ledger = open();
      ledger.writer.append(threads);
      ledger.writer.append(threads);
      const runs = Object.values(runsOf(ledger));
      assert.equal(
        runs.reduce((sum, requests) => sum + requests, 0),
        threads.length,
      );
    });
  }

  it('add to the run they join, also where it was told before', () => {
    const ledger = open();
    ledger.writer.append([root]);
    const before = ledger.latestRuns(9).map(({ runId, requests }) => [runId, requests]);
    ledger.writer.append([child]);
    const after = ledger.latestRuns(9).map(({ runId, requests, subagents }) => [runId, requests, subagents]);
    assert.deepEqual([before, after], [[['r1', 1]], [['r1', 2, 1]]]);
  });
});

describe('the latest runs', () => {
  const { open } = ledgerFixture();
  const inRun = (runId: string, responseId: string, minute: number, amount = 1) =>
    eventOfCredits(amount, { runId, responseId, occurredAtMs: NOW_MS + minute * 60_000 });
  const latest = (ledger: Ledger, limit: number) =>
    ledger.latestRuns(limit).map(({ runId, requests, credits: sum }) => `${runId} ${requests} ${(sum ?? 0) / 1e6}`);

  it('are those active last, in the order of their beginnings', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', '1', 1), inRun('b', '2', 2), inRun('c', '3', 3), inRun('a', '4', 4)])]);
    assert.deepEqual(
      [latest(ledger, 2), latest(ledger, 3)],
      [
        ['c 1 1', 'a 2 2'],
        ['c 1 1', 'b 1 1', 'a 2 2'],
      ],
    );
  });

  it('are added up again where they have grown, and only there', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', '1', 1), inRun('b', '2', 2)])]);
    const before = ledger.latestRuns(2);
    ledger.writer.append([batch([inRun('a', '1', 1), inRun('a', '3', 3, 5)])]);
    assert.deepEqual([latest(ledger, 2), ledger.latestRuns(2)[0] === before[0]], [['b 1 1', 'a 2 6'], true]);
  });

  it('are added up again where another process has made them grow', () => {
    const [reading, writing] = [open(), open()];
    writing.writer.append([batch([inRun('a', '1', 1)])]);
    const before = latest(reading, 2);
    writing.writer.append([batch([inRun('a', '2', 2, 7)])]);
    assert.deepEqual([before, latest(reading, 2)], [['a 1 1'], ['a 2 8']]);
  });

  it('come back right after they were out of sight', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', '1', 1), inRun('b', '2', 2)])]);
    const seen = [latest(ledger, 2), latest(ledger, 1)];
    ledger.writer.append([batch([inRun('a', '3', 3)])]);
    assert.deepEqual([...seen, latest(ledger, 2)], [['b 1 1', 'a 1 1'], ['b 1 1'], ['b 1 1', 'a 2 2']]);
  });
});
