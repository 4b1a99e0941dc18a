import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Calendar } from '../../../../src/core/calendar.ts';
import { SPEND_STACKS, spendBuckets, spendByRun, spendTable } from '../../../../src/core/usage/spend.ts';
import { usdMicros } from '../../../../src/core/money.ts';
import { API_KEY_ACCOUNT } from '../../../../src/core/usage/usageEvent.ts';
import { sliceOf, type LedgerEvent, type UsageSlice } from '../../../../src/core/usage/usageSlice.ts';
import { HOUR_MS, NOW_MS, card, credits, eventOfCredits } from '../../make.ts';

const DAY_MS = 24 * HOUR_MS;
const utc = new Calendar('UTC');
const berlin = new Calendar('Europe/Berlin');

const slice = (atMs: number, amount: number, change: Partial<LedgerEvent> = {}): UsageSlice =>
  sliceOf(eventOfCredits(amount, { occurredAtMs: atMs, ...change }), card, 'included');

describe('the bars of the past', () => {
  for (const [bucket, count] of [
    ['hour', 48],
    ['day', 30],
    ['week', 26],
    ['month', 12],
  ] as const) {
    it(`are ${count} by ${bucket}, the last of them with now in it, each from where the last one ended`, () => {
      const { spans } = spendBuckets({ bucket, span: undefined }, berlin, NOW_MS);
      assert.equal(spans.length, count);
      const last = spans.at(-1)!;
      assert.ok(last.fromMs <= NOW_MS && NOW_MS < last.untilMs);
      spans.slice(1).forEach(({ fromMs }, index) => assert.equal(fromMs, spans[index]!.untilMs));
    });
  }

  it('by hour count 25 where summer time ends', () => {
    const day = berlin.dayOf(Date.parse('2026-10-25T12:00:00Z'));
    assert.equal(spendBuckets({ bucket: 'hour', span: day }, berlin, NOW_MS).spans.length, 25);
  });

  it('are cut off where the span ends', () => {
    const span = { fromMs: NOW_MS, untilMs: NOW_MS + DAY_MS };
    const { spans } = spendBuckets({ bucket: 'day', span }, utc, NOW_MS);
    assert.deepEqual(
      spans.map(({ fromMs, untilMs }) => untilMs - fromMs),
      [12 * HOUR_MS, 12 * HOUR_MS],
    );
  });

  it('are longer than asked for where there would be too many', () => {
    const span = { fromMs: NOW_MS - 300 * DAY_MS, untilMs: NOW_MS };
    assert.equal(spendBuckets({ bucket: 'hour', span }, utc, NOW_MS).bucket, 'day');
    const years = { fromMs: NOW_MS - 3_000 * DAY_MS, untilMs: NOW_MS };
    assert.equal(spendBuckets({ bucket: 'hour', span: years }, utc, NOW_MS).bucket, 'month');
  });
});

type Counted = Pick<UsageSlice, 'credits' | 'requests'>;

describe('what was spent', () => {
  const { spans } = spendBuckets({ bucket: 'day', span: undefined }, utc, NOW_MS);

  it('adds up to all of it, however it is divided', () => {
    const request = fc.record({
      agoMs: fc.nat(29 * DAY_MS),
      amount: fc.integer({ min: 1, max: 50 }),
      model: fc.constantFrom('gpt-5.5', 'gpt-6-luna', 'gpt-99', undefined),
      workspace: fc.constantFrom('/a', '/b', undefined),
      tier: fc.constantFrom('fast', undefined),
    });
    fc.assert(
      fc.property(fc.array(request), fc.constantFrom(...SPEND_STACKS), (all, stack) => {
        const slices = all.map(({ agoMs, amount, ...change }) => slice(NOW_MS - agoMs, amount, change));
        const sums = spendTable(slices, { stack, only: undefined }, spans).flatMap((bucket) => bucket.sums);
        const total = (pick: (one: Counted) => number, of: readonly Counted[]): number =>
          of.reduce((sum, one) => sum + pick(one), 0);
        for (const pick of [(one: Counted) => one.credits, (one: Counted) => one.requests]) {
          assert.equal(total(pick, sums), total(pick, slices));
        }
      }),
    );
  });

  it('stands in the bar in which it happened, the beginning in it and the end not', () => {
    const [first, second] = [spans[0]!, spans[1]!];
    const slices = [first.fromMs - 1, first.fromMs, first.untilMs - 1, second.fromMs].map((atMs) => slice(atMs, 1));
    const table = spendTable(slices, { stack: 'model', only: undefined }, spans);
    assert.deepEqual(
      table.slice(0, 3).map(({ sums }) => sums.map(({ credits: amount }) => amount)),
      [[credits(2)], [credits(1)], []],
    );
  });

  it('of one kind leaves out all others', () => {
    const slices = [slice(NOW_MS, 1), slice(NOW_MS, 2, { tier: 'fast' })];
    const [sum] = spendTable(slices, { stack: 'tier', only: 'unknown' }, spans).at(-1)!.sums;
    assert.deepEqual([sum?.key, sum?.credits], ['unknown', credits(1)]);
  });

  it('with an API key is told in dollars, and is none of the credits', () => {
    const byKey = slice(NOW_MS, 25, { account: API_KEY_ACCOUNT });
    const [sum] = spendTable([slice(NOW_MS, 2), byKey], { stack: 'model', only: undefined }, spans).at(-1)!.sums;
    assert.deepEqual(
      [sum?.listPrice, sum?.credits, sum?.usd, sum?.requests, sum?.usdRequests],
      [credits(27), credits(2), usdMicros(1e6), 2, 1],
    );
  });

  it('by run has the dearest first, and no more than are asked for', () => {
    const slices = [1, 5, 3].map((amount) => slice(NOW_MS, amount, { runId: `run-${amount}` }));
    const runs = spendByRun([...slices, slice(NOW_MS, 1, { runId: 'run-3' })], { stack: 'model', only: undefined }, 2);
    assert.deepEqual(
      runs.map(({ runId, requests, credits: amount }) => [runId, requests, amount]),
      [
        ['run-5', 1, credits(5)],
        ['run-3', 2, credits(4)],
      ],
    );
  });
});
