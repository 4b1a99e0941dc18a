import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { type CreditsMicros, creditsMicros } from '../../../src/core/money.ts';
import { remainderOf, suggestedRaise } from '../../../src/core/remainder.ts';
import { credits } from '../make.ts';

const estimate = (p10: number, p50: number, p90: number) => ({
  p05: credits(p10),
  p10: credits(p10),
  p50: credits(p50),
  p90: credits(p90),
  p95: credits(p90),
});

describe('what remains of a run', () => {
  it('of which nothing is spent is the estimate itself', () => {
    const { p10, p50, p90 } = remainderOf(estimate(4, 8, 16), credits(0));
    assert.deepEqual([p10, p50, p90], [credits(4), credits(8), credits(16)]);
  });

  it('at its median is what the other half of such runs goes beyond it', () => {
    // S(8) = 1∕2, so that half of the rest lies where S = 1∕4: (x∕8)^β = 3, with β = 2 ln 9 ∕ ln 4.
    const beta = (2 * Math.log(9)) / Math.log(4);
    const expected = Math.round(8e6 * 3 ** (1 / beta) - 8e6);
    assert.equal(remainderOf(estimate(4, 8, 16), credits(8)).p50, expected);
  });

  it('is never less than nothing, in order, and within what can be counted', () => {
    const micros = fc.integer({ min: 0, max: 1e15 }).map((value) => creditsMicros(value));
    const ordered = fc.tuple(micros, micros, micros).map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ordered, micros, ([low, median, high], spent) => {
        const [p10, p50, p90] = [low, median, high] as [CreditsMicros, CreditsMicros, CreditsMicros];
        const rest = remainderOf({ p05: p10, p10, p50, p90, p95: p90 }, spent);
        assert.ok(0 <= rest.p10 && rest.p10 <= rest.p50 && rest.p50 <= rest.p90);
        assert.ok(suggestedRaise(rest) > 0);
      }),
    );
  });
});

describe('a raise to offer', () => {
  for (const [p90, offered] of [
    [19.2, 20],
    [123.4, 130],
    [0.123, 0.13],
    [0, 0.01],
  ] as const) {
    it(`for ${p90} more is ${offered}`, () => {
      const rest = { p10: credits(0), p50: credits(0), p90: credits(p90) };
      assert.equal(suggestedRaise(rest), credits(offered));
    });
  }
});
