import assert from 'node:assert/strict';

import { Calendar } from '../../../src/core/calendar.ts';
import { type Period, windowOf } from '../../../src/core/period.ts';
import { DAY_MS } from '../make.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const auckland = new Calendar('Pacific/Auckland');

const windows: readonly (readonly [period: Period, from: string, resetsAt: string | undefined])[] = [
  // 13 hours ahead: it is already the 21st, a Saturday.
  ['day', '2026-11-20T11:00:00Z', '2026-11-21T11:00:00Z'],
  ['week', '2026-11-15T11:00:00Z', '2026-11-22T11:00:00Z'],
  ['month', '2026-10-31T11:00:00Z', '2026-11-30T11:00:00Z'],
  ['utc-month', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
  ['rolling-24h', '2026-11-19T12:00:00Z', undefined],
  ['rolling-7d', '2026-11-13T12:00:00Z', undefined],
  ['rolling-30d', '2026-10-21T12:00:00Z', undefined],
];

describe('the window of a budget', () => {
  for (const [period, from, resetsAt] of windows) {
    it(`by ${period} reaches back to ${from} and resets ${resetsAt ?? 'never'}`, () =>
      assert.deepEqual(windowOf(period, NOW, auckland), {
        fromMs: Date.parse(from),
        resetsAtMs: resetsAt === undefined ? undefined : Date.parse(resetsAt),
      }));
  }

  it('by rolling-24h is as long on the day the clocks change', () => {
    const changeMs = Date.parse('2026-09-27T12:00:00Z');
    assert.equal(changeMs - windowOf('rolling-24h', changeMs, auckland).fromMs, DAY_MS);
  });

  it('begins anew at the instant it resets', () => {
    const { resetsAtMs = 0 } = windowOf('day', NOW, auckland);
    assert.equal(windowOf('day', resetsAtMs, auckland).fromMs, resetsAtMs);
  });
});
