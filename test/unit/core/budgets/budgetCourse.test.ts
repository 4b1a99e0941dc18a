import assert from 'node:assert/strict';

import { courseSpan } from '../../../../src/core/budgets/budgetCourse.ts';
import { HOUR_MS, NOW_MS } from '../../make.ts';

const DAY_MS = 24 * HOUR_MS;
const day = { fromMs: NOW_MS - 12 * HOUR_MS, resetsAtMs: NOW_MS + 12 * HOUR_MS };

describe('the parts of a budget’s window', () => {
  it('that have begun end with the one that goes on', () => {
    assert.deepEqual(courseSpan(day, NOW_MS + 1), {
      window: { fromMs: day.fromMs, untilMs: day.resetsAtMs },
      parts: 24,
      begun: 13,
      begunUntilMs: NOW_MS + HOUR_MS,
    });
    assert.equal(courseSpan(day, NOW_MS).begun, 12);
  });

  it('are one at its very beginning, and all at its end', () => {
    assert.equal(courseSpan(day, day.fromMs).begun, 1);
    assert.equal(courseSpan(day, day.resetsAtMs).begun, 24);
  });

  it('have all begun in a rolling window, which ends now', () => {
    const { window, begun } = courseSpan({ fromMs: NOW_MS - 7 * DAY_MS, resetsAtMs: undefined }, NOW_MS);
    assert.deepEqual([window.untilMs, begun], [NOW_MS, 24]);
  });
});
