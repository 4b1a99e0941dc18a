import assert from 'node:assert/strict';

import fc from 'fast-check';

import { rangeDuringRun } from '../../../../src/core/estimate/duringRun.ts';
import { creditsMicros } from '../../../../src/core/money.ts';
import { costRangeOf, remainderOf, suggestedRaise } from '../../../../src/core/estimate/remainder.ts';
import { credits } from '../../make.ts';

const NOTHING = credits(0);

describe('what remains of a run', () => {
  it('is what its range leaves above what is spent', () => {
    const range = { p10: credits(4), p50: credits(8), p90: credits(16) };
    assert.deepEqual(remainderOf(range, credits(3)), { p10: credits(1), p50: credits(5), p90: credits(13) });
  });

  it('is never less than nothing, in order, and within what can be counted, whatever the estimate', () => {
    const micros = fc.integer({ min: 0, max: 1e15 });
    const ordered = fc.array(micros, { minLength: 5, maxLength: 5 }).map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ordered, micros, fc.integer({ min: 0, max: 1e12 }), (values, spent, leastNext) => {
        const [p05 = 0, p10 = 0, p50 = 0, p90 = 0, p95 = 0] = values;
        const range = costRangeOf(rangeDuringRun({ p05, p10, p50, p90, p95 }, { spent, leastNext }));
        const rest = remainderOf(range, creditsMicros(spent));
        assert.ok(0 <= rest.p10 && rest.p10 <= rest.p50 && rest.p50 <= rest.p90);
        assert.ok(suggestedRaise(rest, NOTHING) > 0);
      }),
    );
  });
});

describe('a raise to offer', () => {
  for (const [p90, least, offered] of [
    [19.2, 0, 20],
    [123.4, 0, 130],
    [0.123, 0, 0.13],
    [0, 0, 0.01],
    [0.2, 4, 4],
    [5, 4, 5],
  ] as const) {
    it(`for ${p90} more, and ${least} at least, is ${offered}`, () => {
      const rest = { p10: NOTHING, p50: NOTHING, p90: credits(p90) };
      assert.equal(suggestedRaise(rest, credits(least)), credits(offered));
    });
  }
});
