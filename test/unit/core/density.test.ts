import assert from 'node:assert/strict';

import fc from 'fast-check';

import { densityCurve } from '../../../src/core/estimate/density.ts';
import type { QuantileValues } from '../../../src/core/estimate/quantiles.ts';

const POINTS = 4001;
const ESTIMATE: QuantileValues = { p05: 3, p10: 4, p50: 8, p90: 18, p95: 26 };

/** The share of the area under the curve up to an amount; the axis ends so far away that nothing is missed. */
function shareBelow(values: QuantileValues, amount: number): number {
  const until = values.p95 * 40;
  const heights = densityCurve(values, until, POINTS * 10);
  const step = until / (heights.length - 1);
  const all = heights.reduce((sum, height) => sum + height, 0);
  return heights.slice(0, Math.round(amount / step)).reduce((sum, height) => sum + height, 0) / all;
}

describe('the curve of an estimate', () => {
  it('has as much of its area below each quantile as the quantile says', () => {
    for (const [quantile, probability] of [
      ['p10', 0.1],
      ['p50', 0.5],
      ['p90', 0.9],
    ] as const) {
      const share = shareBelow(ESTIMATE, ESTIMATE[quantile]);
      assert.ok(Math.abs(share - probability) < 0.02, `${quantile}: ${share}`);
    }
  });

  it('has no steps', () => {
    const heights = densityCurve(ESTIMATE, 40, POINTS);
    const steps = heights.slice(1).map((height, index) => Math.abs(height - (heights[index] ?? 0)));
    assert.ok(Math.max(...steps) < 0.01, String(Math.max(...steps)));
  });

  it('is never below nothing, nor above one, nor no number, whatever the quantiles are', () => {
    const amounts = fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(amounts, fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (unsorted, until) => {
        const [p05 = 0, p10 = 0, p50 = 0, p90 = 0, p95 = 0] = unsorted.toSorted((a, b) => a - b);
        const heights = densityCurve({ p05, p10, p50, p90, p95 }, until, 33);
        assert.equal(heights.length, 33);
        assert.ok(heights.every((height) => height >= 0 && height <= 1));
      }),
    );
  });
});
