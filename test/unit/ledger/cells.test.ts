import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Calendar } from '../../../src/core/calendar.ts';
import { GROUPINGS } from '../../../src/core/usage/cuts.ts';
import { NO_METERS } from '../../../src/core/wallet/meters.ts';
import { summarize } from '../../../src/core/usage/summarize.ts';
import { type LedgerEvent, slicesOf } from '../../../src/core/usage/usageSlice.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { DAY_MS, NOW_MS, card, event, tokens } from '../make.ts';
import { totalsOf } from './bill.ts';
import { batch, newLedgers } from './openLedger.ts';

/** Half and quarter hours off, changes of clocks at both ends of the day, and both sides of the date line. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'Africa/Cairo',
] as const;

const THREADS = ['a', 'b', 'c', 'd'] as const;
/** Their logs lack something. */
const INCOMPLETE: ReadonlySet<string> = new Set(['c', 'd']);

const anyInstant = fc.oneof(
  fc.integer({ min: NOW_MS - 400 * DAY_MS, max: NOW_MS }),
  // Close together, so that quarters of an hour hold several, and just at their ends.
  fc.integer({ min: 0, max: 8 }).map((quarter) => NOW_MS - 27 * DAY_MS + quarter * 900_000),
  fc.integer({ min: NOW_MS - 27 * DAY_MS, max: NOW_MS - 27 * DAY_MS + 7_200_000 }),
  fc.constantFrom(
    ...['2026-10-25T00:59:59.999Z', '2026-10-25T01:00Z', '2026-03-29T01:00Z'].map((at) => Date.parse(at)),
  ),
);

const anyEvents = fc
  .array(
    fc.record({
      occurredAtMs: anyInstant,
      threadId: fc.constantFrom(...THREADS),
      runId: fc.constantFrom('r', 's'),
      // With a price, with a derived one, with none, and unknown.
      model: fc.constantFrom(undefined, 'gpt-5.5', 'gpt-6-luna', 'gpt-6.1-terra', 'gpt-99'),
      tier: fc.constantFrom(undefined, 'fast', 'ultrafast', 'flex'),
      workspace: fc.constantFrom(undefined, '/w', '/w/inner'),
      surface: fc.constantFrom('exec' as const, 'tui' as const),
      usage: fc
        .tuple(fc.nat(400_000), fc.nat(5000))
        .map(([input, output]) => tokens(input, Math.floor(input / 3), output)),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((made) =>
    made.map((each, index) =>
      event({
        ...each,
        responseId: `resp-${index}`,
        turnId: `${each.threadId}-${each.runId}`,
        isIncomplete: INCOMPLETE.has(each.threadId),
      }),
    ),
  );

const anyFilter = fc.constantFrom({}, { model: 'gpt-6*' }, { workspace: '/w' }, { surface: 'tui' as const });
const anyCut = fc.record({
  grouping: fc.constantFrom(...GROUPINGS),
  timezone: fc.constantFrom(...ZONES),
  filter: anyFilter,
});

/** Writes events in several goes, so that sums are made both while writing and when first asked for. */
function fill(ledger: Ledger, events: readonly LedgerEvent[], goes: number): Ledger {
  for (let go = 0; go < goes; go += 1) {
    const ofGo = events.filter((_, index) => index % goes === go);
    const byThread = Map.groupBy(ofGo, ({ threadId }) => threadId);
    ledger.writer.append(
      [...byThread].map(([threadId, ofThread]) => {
        const made = batch(ofThread);
        return { ...made, thread: made.thread && { ...made.thread, isIncomplete: INCOMPLETE.has(threadId) } };
      }),
    );
    if (go === 0) {
      ledger.report('day', 0, NOW_MS, 'UTC');
    }
  }
  return ledger;
}

describe('whatever the ledger holds', function () {
  // Hundreds of ledgers are made.
  this.timeout(60_000);

  const newLedger = newLedgers();

  it('is reported as its requests one by one add up to, in any zone', () => {
    fc.assert(
      fc.property(anyEvents, anyCut, fc.integer({ min: 1, max: 3 }), (events, { grouping, timezone, filter }, goes) => {
        const ledger = fill(newLedger(), events, goes);
        const report = ledger.report(grouping, 0, Number.MAX_SAFE_INTEGER, timezone, filter);
        ledger.close();
        assert.deepEqual(
          report,
          summarize(slicesOf(events, card, NO_METERS), grouping, new Calendar(timezone), filter),
        );
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  const inRange = (events: readonly LedgerEvent[], fromMs: number, untilMs: number) =>
    events.filter(({ occurredAtMs }) => occurredAtMs >= fromMs && occurredAtMs < untilMs);

  function holdBetweenInstants(events: fc.Arbitrary<LedgerEvent[]>, numRuns: number): void {
    fc.assert(
      fc.property(events, anyCut, anyInstant, anyInstant, (all, { grouping, timezone, filter }, a, b) => {
        const [fromMs, untilMs] = [Math.min(a, b), Math.max(a, b)];
        const ledger = fill(newLedger(), all, 2);
        const report = ledger.report(grouping, fromMs, untilMs, timezone, filter);
        ledger.close();
        const slow = summarize(
          slicesOf(inRange(all, fromMs, untilMs), card, NO_METERS),
          grouping,
          new Calendar(timezone),
          filter,
        );
        assert.deepEqual(report, slow);
      }),
      { seed: 2, numRuns },
    );
  }

  const complete = anyEvents.map((events) => events.filter(({ isIncomplete }) => !isIncomplete));

  it('is reported between any two instants as its requests there add up to', () => {
    holdBetweenInstants(complete, 50);
  });

  it('adds up between two instants, and is in doubt just where it is by its requests', () => {
    holdBetweenInstants(anyEvents, 150);
  });

  it('has the same totals in every cut', () => {
    fc.assert(
      fc.property(anyEvents, fc.constantFrom(...ZONES), (events, timezone) => {
        const ledger = fill(newLedger(), events, 2);
        const reports = GROUPINGS.map((grouping) => [
          grouping,
          ledger.report(grouping, 0, Number.MAX_SAFE_INTEGER, timezone),
        ]);
        ledger.close();
        const totals = totalsOf(Object.fromEntries(reports) as Parameters<typeof totalsOf>[0]);
        assert.equal(new Set(totals.map((each) => JSON.stringify(each))).size, 1);
      }),
      { seed: 3, numRuns: 15 },
    );
  });
});
