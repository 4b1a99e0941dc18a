import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { IncludedWindow, WindowReading } from '../../../../src/core/wallet/statement/meterProofs.ts';
import { meterAt, meterTimeline } from '../../../../src/core/wallet/statement/meterTimeline.ts';
import { credits } from '../../make.ts';

const MINUTE_MS = 60_000;

/** A window of 300 minutes; all instants are in minutes. */
const included = (usedPercent: number, resetsAt: number | undefined, minutes: number | undefined = 300) => ({
  usedPercent,
  windowMinutes: minutes,
  resetsAtMs: resetsAt === undefined ? undefined : resetsAt * MINUTE_MS,
});
const weekly = (usedPercent: number, resetsAt: number) => included(usedPercent, resetsAt, 10_080);
const reading = (
  minute: number,
  windows: readonly IncludedWindow[],
  change: Partial<WindowReading> = {},
): WindowReading => ({
  atMs: minute * MINUTE_MS,
  windows,
  hasCredits: true,
  unlimited: false,
  balance: undefined,
  ...change,
});

/** `meter from–until`, in minutes; the millisecond of a reading itself is not shown. */
const brief = (readings: readonly WindowReading[]): string[] =>
  meterTimeline(readings)
    .filter(({ fromMs, untilMs }) => untilMs - fromMs > 1)
    .map(
      ({ fromMs, untilMs, meter }) => `${meter} ${Math.floor(fromMs / MINUTE_MS)}–${Math.floor(untilMs / MINUTE_MS)}`,
    );

const empty = { hasCredits: false, balance: credits(0) };

describe('the meter of the past', () => {
  const cases: readonly (readonly [says: string, readings: readonly WindowReading[], timeline: readonly string[]])[] = [
    ['is not known without readings', [], []],
    ['was the allowance since its window began', [reading(500, [included(99.9, 600)])], ['included 300–500']],
    [
      'was the allowance since the last of its windows began',
      [reading(500, [included(50, 600), weekly(20, 10_100)])],
      ['included 300–500'],
    ],
    ['is not known where a window does not say when it began', [reading(500, [included(50, undefined)])], []],
    [
      'is not known where a window does not say how long it is',
      [reading(500, [{ ...included(50, 600), windowMinutes: undefined }])],
      [],
    ],
    ['was credits from a used-up window until it reset', [reading(500, [included(100, 600)])], ['credits 500–600']],
    [
      'was credits until the last of the used-up windows reset',
      [reading(500, [included(100, 600), weekly(104, 900)])],
      ['credits 500–900'],
    ],
    [
      'was credits only until the used-up one of two windows reset',
      [reading(500, [included(100, 600), weekly(99, 900)])],
      ['credits 500–600'],
    ],
    ['is not known where there were no credits to draw', [reading(500, [included(100, 600)], empty)], []],
    [
      'is not known where the balance left nothing to draw',
      [reading(500, [included(100, 600)], { hasCredits: undefined, balance: credits(0) })],
      [],
    ],
    [
      'was credits where they are unlimited, whatever else is said',
      [reading(500, [included(100, 600)], { ...empty, unlimited: true })],
      ['credits 500–600'],
    ],
    [
      'was credits where nothing is said of them',
      [reading(500, [included(100, 600)], { hasCredits: undefined, unlimited: undefined })],
      ['credits 500–600'],
    ],
    [
      'is not known between the last sight of allowance and the first of none',
      [reading(400, [included(80, 600)]), reading(500, [included(100, 600)])],
      ['included 300–400', 'unknown 400–500', 'credits 500–600'],
    ],
    [
      'was credits until the reset, and is told again from the next window',
      [reading(500, [included(100, 600)]), reading(700, [included(3, 920)])],
      ['credits 500–600', 'unknown 600–620', 'included 620–700'],
    ],
    [
      'was credits up to a reading that has none left',
      [reading(500, [included(100, 600)]), reading(550, [included(100, 600)], empty)],
      ['credits 500–550'],
    ],
    [
      'is not known around a reset that came before its time',
      [reading(400, [included(90, 600)]), reading(500, [included(5, 600)]), reading(550, [included(9, 600)])],
      ['included 300–400', 'unknown 400–500', 'included 500–550'],
    ],
    [
      'is not known between a used-up window and allowance before its reset',
      [reading(400, [included(100, 600)]), reading(450, [included(100, 600)]), reading(500, [included(5, 600)])],
      ['credits 400–450', 'unknown 450–500'],
    ],
    [
      'is not known where both are proven',
      [reading(400, [included(100, 600)]), reading(700, [weekly(5, 10_500)])],
      ['credits 400–420', 'unknown 420–600', 'included 600–700'],
    ],
    ['was credits between readings without windows', [reading(0, []), reading(90, [])], ['credits 0–90']],
    [
      'is not known where one of two readings without windows has no credits',
      [reading(0, []), reading(90, [], empty), reading(120, [])],
      [],
    ],
    [
      'is not known where nothing is said',
      [reading(0, [], { hasCredits: undefined }), reading(90, [], { hasCredits: undefined })],
      [],
    ],
    [
      'is one stretch where neighbours agree',
      [reading(400, [included(10, 600)]), reading(500, [included(30, 600)])],
      ['included 300–500'],
    ],
  ];
  for (const [says, readings, timeline] of cases) {
    it(says, () => assert.deepEqual(brief(readings), timeline));
  }

  const used = meterTimeline([reading(400, [included(80, 600)]), reading(500, [included(100, 600)])]);
  for (const [says, atMs, meter] of [
    ['before all that is known', 299 * MINUTE_MS, 'unknown'],
    ['at the first instant of a window', 300 * MINUTE_MS, 'included'],
    ['at a reading with allowance', 400 * MINUTE_MS, 'included'],
    ['just after it', 400 * MINUTE_MS + 1, 'unknown'],
    ['for the request that used the window up', 500 * MINUTE_MS, 'unknown'],
    ['for the next one', 500 * MINUTE_MS + 1, 'credits'],
    ['at the reset', 600 * MINUTE_MS, 'unknown'],
  ] as const) {
    it(`is ${meter} ${says}`, () => assert.equal(meterAt(used, atMs), meter));
  }
});

/** A window's use over time, read now and then, and at either side of a reset in mid-window. */
const anyUse = fc.record({
  growth: fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 90 }), percent: fc.nat(40), isRead: fc.boolean() }), {
    maxLength: 60,
  }),
  resetsEarlyAt: fc.array(fc.nat(3000), { maxLength: 2 }),
});

describe('a timeline of meters', () => {
  it('never says other than what was drawn on, through windows that roll and are reset before their time', () => {
    fc.assert(
      fc.property(anyUse, ({ growth, resetsEarlyAt }) => {
        const truth: { readonly minute: number; readonly meter: string }[] = [];
        const readings: WindowReading[] = [];
        let [minute, percent, resetsAt] = [0, 0, 300];
        for (const step of growth) {
          const before = minute;
          minute += step.minutes;
          const isEarly = resetsEarlyAt.some((early) => before < early && early <= minute);
          if (isEarly) {
            readings.push(reading(before, [included(percent, resetsAt)]));
          }
          if (minute >= resetsAt || isEarly) {
            percent = 0;
            resetsAt = isEarly && minute < resetsAt ? resetsAt : minute + 300;
          }
          truth.push({ minute, meter: percent >= 100 ? 'credits' : 'included' });
          percent = Math.min(100, percent + step.percent);
          if (step.isRead || isEarly) {
            readings.push(reading(minute, [included(percent, resetsAt)]));
          }
        }
        const timeline = meterTimeline(readings);
        for (const request of truth) {
          const said = meterAt(timeline, request.minute * MINUTE_MS);
          assert.ok(said === 'unknown' || said === request.meter, `${request.minute}: ${said}, not ${request.meter}`);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('has no gaps, no overlaps and no two neighbours alike', () => {
    const anyReading = fc.record({
      minute: fc.nat(2000),
      used: fc.constantFrom(0, 50, 100),
      resetsIn: fc.integer({ min: -10, max: 300 }),
      hasCredits: fc.constantFrom(true, false, undefined),
      hasWindow: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyReading, { maxLength: 40 }), (seen) => {
        const readings = seen
          .toSorted((a, b) => a.minute - b.minute)
          .map(({ minute, used, resetsIn, hasCredits, hasWindow }) =>
            reading(minute, hasWindow ? [included(used, minute + resetsIn)] : [], { hasCredits }),
          );
        const timeline = meterTimeline(readings);
        for (const [index, span] of timeline.entries()) {
          const next = timeline[index + 1];
          assert.ok(span.fromMs < span.untilMs);
          assert.ok(next === undefined || (next.fromMs === span.untilMs && next.meter !== span.meter));
        }
      }),
    );
  });
});
