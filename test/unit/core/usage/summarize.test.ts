import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Calendar } from '../../../../src/core/calendar.ts';
import { sumCredits } from '../../../../src/core/money.ts';
import { GROUPINGS, type Grouping, needsTurns, spansOf } from '../../../../src/core/usage/cuts.ts';
import { Meters, NO_METERS } from '../../../../src/core/wallet/meters.ts';
import { summarize } from '../../../../src/core/usage/summarize.ts';
import { summarizeRuns } from '../../../../src/core/usage/summarizeRuns.ts';
import { type LedgerEvent, sliceOf, slicesOf } from '../../../../src/core/usage/usageSlice.ts';
import { API_KEY_ACCOUNT } from '../../../../src/core/usage/usageEvent.ts';
import { creditsOf, usdOf } from '../../../../src/core/usage/usageSums.ts';
import { DAY_MS, HOUR_MS, NOW_MS, card, credits, event, eventOfCredits, tokens } from '../../make.ts';

const berlin = new Calendar('Europe/Berlin');
const cut = (events: Iterable<LedgerEvent>, grouping: Grouping, filter = {}) =>
  summarize(slicesOf(events, card, NO_METERS), grouping, berlin, filter);

it('credits are told apart by the meter they were drawn from, and add up', () => {
  const span = { fromMs: NOW_MS, untilMs: NOW_MS + HOUR_MS, meter: 'credits' } as const;
  const before = { fromMs: NOW_MS - HOUR_MS, untilMs: NOW_MS, meter: 'included' } as const;
  const meters = new Meters(new Map([['ada', [before, span]]]));
  const events = [-2, -1, 0].map((hours, index) =>
    eventOfCredits(index + 1, { account: 'ada', occurredAtMs: NOW_MS + hours * HOUR_MS }),
  );
  const { totals } = summarize(slicesOf(events, card, meters), 'day', berlin);
  assert.deepEqual([totals.credits, totals.includedCredits, totals.paidCredits], [credits(6), credits(2), credits(3)]);
});

it('what an API key paid is told in dollars, and is none of the credits', () => {
  const { totals } = cut([eventOfCredits(1), eventOfCredits(4, { account: API_KEY_ACCOUNT })], 'day');
  assert.deepEqual([totals.credits, totals.usd, totals.usdRequests, totals.requests], [credits(1), 160_000, 1, 2]);
  assert.deepEqual([creditsOf(totals), usdOf(totals, card)], [credits(1), 200_000]);
});

it('what an API key alone paid has no credits, and no price where the API has none', () => {
  const priced = cut([eventOfCredits(4, { account: API_KEY_ACCOUNT })], 'day').totals;
  assert.deepEqual([creditsOf(priced), usdOf(priced, card)], [undefined, 160_000]);
  const unpriced = cut([event({ account: API_KEY_ACCOUNT, model: 'gpt-99' })], 'day').totals;
  assert.deepEqual([creditsOf(unpriced), unpriced.unpricedRequests, unpriced.usdRequests], [undefined, 1, 0]);
});

describe('a cut', () => {
  const events = [
    eventOfCredits(1, { occurredAtMs: Date.parse('2026-10-31T22:59:59Z'), workspace: undefined, model: undefined }),
    eventOfCredits(2, { occurredAtMs: Date.parse('2026-10-31T23:00:00Z'), threadId: 'thread-2', runId: 'run-2' }),
    eventOfCredits(4, { occurredAtMs: Date.parse('2026-11-02T12:00:00Z'), surface: 'tui' }),
  ];
  const cuts: readonly (readonly [grouping: Grouping, rows: Readonly<Record<string, number>>])[] = [
    ['day', { '2026-10-31': 0, '2026-11-01': 2, '2026-11-02': 4 }],
    ['week', { '2026-10-26': 2, '2026-11-02': 4 }],
    ['month', { '2026-10': 0, '2026-11': 6 }],
    ['thread', { 'thread-1': 4, 'thread-2': 2 }],
    ['run', { 'run-2': 2, 'turn-1': 4 }],
    ['model', { 'gpt-5.5': 6, unknown: 0 }],
    ['workspace', { '/work/api': 6, unknown: 0 }],
    ['surface', { exec: 2, tui: 4 }],
  ];
  for (const [grouping, rows] of cuts) {
    it(`by ${grouping} has the keys ${Object.keys(rows).join(', ')}, in this order`, () => {
      const rowsOfCut = cut(events, grouping).rows.map(({ key, credits: sum }) => [key, sum]);
      assert.deepEqual(
        rowsOfCut,
        Object.entries(rows).map(([key, sum]) => [key, credits(sum)]),
      );
    });
  }

  const filters = [
    ['workspace', { workspace: '/work' }, 6],
    ['model', { model: 'gpt-*' }, 6],
    ['surface', { surface: 'tui' }, 4],
    ['nothing', {}, 6],
  ] as const;
  for (const [what, filter, sum] of filters) {
    it(`of one ${what} leaves the rest out of rows and totals`, () => {
      const { rows, totals } = cut(events, 'day', filter);
      assert.deepEqual([totals.credits, sumCredits(rows.map((row) => row.credits))], [credits(sum), credits(sum)]);
    });
  }

  it('of nothing has no rows and a total of zero', () => {
    const { rows, totals } = cut([], 'day');
    assert.deepEqual([rows, totals.requests, totals.credits], [[], 0, 0]);
  });
});

describe('the sums of a row', () => {
  const rowOf = (...events: LedgerEvent[]) => cut(events, 'day').totals;

  it('count requests without a price, and leave them out of the credits', () => {
    const { credits: sum, unpricedRequests, requests } = rowOf(eventOfCredits(3), event({ model: 'gpt-99' }));
    assert.deepEqual([sum, unpricedRequests, requests], [credits(3), 1, 2]);
  });

  it('count requests whose price is derived from the API’s', () =>
    assert.equal(rowOf(event({ model: 'gpt-6.1-terra' }), event()).derivedPriceRequests, 1));

  it('add up the tokens', () => {
    const { usage } = rowOf(event({ usage: tokens(10, 4, 2) }), event({ usage: tokens(5, 5, 1) }));
    assert.deepEqual(usage, tokens(15, 9, 3));
  });

  it('are incomplete where a single thread is', () =>
    assert.equal(rowOf(event(), event({ isIncomplete: true })).isIncomplete, true));

  it('are kept apart in however many rows', () => {
    const threads = Array.from({ length: 300 }, (_, index) => ({ threadId: String(1000 + index), amount: index % 30 }));
    const events = threads.flatMap(({ threadId, amount }) =>
      ['gpt-5.5', `own-${threadId}`].map((model) => eventOfCredits(amount, { threadId, model })),
    );
    assert.deepEqual(
      cut(events, 'thread').rows.map((row) => [row.key, row.credits, row.usage.inputTokens, row.models]),
      threads.map(({ threadId, amount }) => {
        const models = ['gpt-5.5', `own-${threadId}`];
        return [threadId, credits(amount), amount * 16_000, models];
      }),
    );
  });

  it('name each model once, in the order of their names', () => {
    const models = ['gpt-6-sol', 'gpt-5.5', 'gpt-6-sol', undefined].map((model) => event({ model }));
    assert.deepEqual(rowOf(...models).models, ['gpt-5.5', 'gpt-6-sol', 'unknown']);
  });
});

const anyEvent = fc
  .record({
    occurredAtMs: fc.integer({ min: NOW_MS - 400 * DAY_MS, max: NOW_MS }),
    threadId: fc.constantFrom('a', 'b', 'c'),
    runId: fc.constantFrom('r', 's'),
    model: fc.constantFrom(undefined, 'gpt-5.5', 'gpt-6-luna', 'gpt-99'),
    tier: fc.constantFrom(undefined, 'fast'),
    workspace: fc.constantFrom(undefined, '/w'),
    usage: fc
      .tuple(fc.nat(300_000), fc.nat(5000))
      .map(([input, output]) => tokens(input, Math.floor(input / 3), output)),
  })
  .map(event);

describe('the spans of a cut', () => {
  const range = { fromMs: Date.parse('2026-10-24T10:00:00Z'), untilMs: Date.parse('2026-10-27T10:00:00Z') };
  const starts = (grouping: Grouping) =>
    spansOf(grouping, berlin, range).map(({ fromMs }) => new Date(fromMs).toISOString().slice(0, 16));

  it('by day are the calendar’s, also where the clocks change', () =>
    assert.deepEqual(starts('day'), ['2026-10-24T10:00', '2026-10-24T22:00', '2026-10-25T23:00', '2026-10-26T23:00']));

  it('by anything else than time are one', () => assert.deepEqual(starts('model'), ['2026-10-24T10:00']));

  it('follow each other without a gap', () => {
    const spans = spansOf('day', berlin, range);
    assert.deepEqual(
      spans.map(({ untilMs }) => untilMs),
      [...spans.slice(1).map(({ fromMs }) => fromMs), range.untilMs],
    );
  });
});

describe('whatever was used', () => {
  it('adds up to the same in every cut', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.constantFrom(...GROUPINGS), (events, grouping) => {
        const { rows, totals } = cut(events, grouping);
        assert.deepEqual(
          [sumCredits(rows.map((row) => row.credits)), rows.reduce((sum, row) => sum + row.requests, 0)],
          [totals.credits, events.length],
        );
      }),
    );
  });

  it('gives the same cut when requests of a span and the same surroundings are added up before', () => {
    const byTime = GROUPINGS.filter((grouping) => !needsTurns(grouping));
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.constantFrom(...byTime), (events, grouping) => {
        const range = { fromMs: 0, untilMs: Math.max(1, ...events.map(({ occurredAtMs }) => occurredAtMs + 1)) };
        const known = { ...range, fromMs: Math.min(range.untilMs - 1, ...events.map((each) => each.occurredAtMs)) };
        const slices = spansOf(grouping, berlin, known).flatMap((span) =>
          events
            .filter(({ occurredAtMs }) => occurredAtMs >= span.fromMs && occurredAtMs < span.untilMs)
            .map((each) => ({
              ...sliceOf(each, card, 'unknown'),
              atMs: span.fromMs,
              threadId: undefined,
              runId: undefined,
            })),
        );
        assert.deepEqual(summarize(slices, grouping, berlin), cut(events, grouping));
      }),
    );
  });

  it('gives the same cut in any order of requests', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), fc.constantFrom(...GROUPINGS), (events, grouping) =>
        assert.deepEqual(cut(events.toReversed(), grouping), cut(events, grouping)),
      ),
    );
  });

  it('gives runs that add up to the total', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const runs = summarizeRuns(events, card);
        assert.equal(sumCredits(runs.flatMap((run) => run.credits ?? [])), cut(events, 'day').totals.credits);
      }),
    );
  });
});

describe('a run', () => {
  const first = eventOfCredits(2, { occurredAtMs: NOW_MS - HOUR_MS, effort: 'high' });
  const child = eventOfCredits(3, { threadId: 'child', model: 'gpt-6-sol', effort: 'low', workspace: '/other' });

  it('is its first request’s model, effort and folder', () => {
    const [run] = summarizeRuns([first, child], card);
    assert.deepEqual([run?.model, run?.effort, run?.workspace], ['gpt-5.5', 'high', '/work/api']);
  });

  it('lasts from its first request to its last', () => {
    const [run] = summarizeRuns([first, child], card);
    assert.deepEqual([run?.startedAtMs, run?.endedAtMs], [NOW_MS - HOUR_MS, NOW_MS]);
  });

  it('counts the threads beside its own as subagents', () =>
    assert.equal(summarizeRuns([first, child, child], card)[0]?.subagents, 1));

  it('without any price has no credits, not zero', () => {
    const [run] = summarizeRuns([event({ model: 'gpt-99' })], card);
    assert.deepEqual([run?.credits, run?.unpricedRequests], [undefined, 1]);
  });

  it('that a key pays for, and that has a price in credits alone, counts in caps and has cost no zero dollars', () => {
    const [run] = summarizeRuns([event({ model: 'gpt-5.2-codex', account: API_KEY_ACCOUNT })], card);
    assert.ok(run?.credits !== undefined && run.credits > 0, String(run?.credits));
    assert.deepEqual([run.usd, run.unpricedRequests], [undefined, 1]);
  });

  it('comes before those that began earlier', () => {
    const runs = summarizeRuns([first, event({ runId: 'later' })], card);
    assert.deepEqual(
      runs.map(({ runId }) => runId),
      ['later', 'turn-1'],
    );
  });
});
