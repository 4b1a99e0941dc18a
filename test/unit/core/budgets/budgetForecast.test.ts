import assert from 'node:assert/strict';

import fc from 'fast-check';

import { FORECAST_PARTS, budgetForecast } from '../../../../src/core/budgets/budgetForecast.ts';
import { credits } from '../../make.ts';

const evenly = (amount: number) => Array.from({ length: FORECAST_PARTS }, () => credits(amount));
const anyParts = fc.array(fc.nat(1000).map(credits), { minLength: FORECAST_PARTS, maxLength: FORECAST_PARTS });
const anyShare = fc.double({ min: 0.03, max: 1, noNaN: true });
const sumOf = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

describe('what a budget’s window will come to', () => {
  it('is not told in its first 3 %', () => {
    assert.equal(budgetForecast(evenly(1), 0.0299), undefined);
    assert.notEqual(budgetForecast(evenly(1), 0.03), undefined);
  });

  it('is not told where nothing was spent', () => assert.equal(budgetForecast(evenly(0), 0.5), undefined));

  it('is at most as much again at half of it, where spending is steady', () => {
    const forecast = budgetForecast(evenly(1), 0.5);
    assert.deepEqual(forecast, { low: credits(12 + 6), high: credits(24) });
  });

  it('is a wider range where spending comes in bursts', () => {
    const bursts = evenly(0).with(3, credits(12));
    const [steady, bursty] = [budgetForecast(evenly(1), 0.5), budgetForecast(bursts, 0.5)];
    assert.ok(steady && bursty);
    assert.ok(bursty.low < steady.low && bursty.high > steady.high);
  });

  it('is what was spent at its end', () =>
    assert.deepEqual(budgetForecast(evenly(1), 1), { low: credits(12), high: credits(12) }));

  it('is never less than what was spent', () => {
    fc.assert(
      fc.property(anyParts, anyShare, (parts, share) => {
        const forecast = budgetForecast(parts, share);
        assert.ok(forecast === undefined || (sumOf(parts) <= forecast.low && forecast.low <= forecast.high));
      }),
    );
  });

  it('narrows as the window passes', () => {
    fc.assert(
      fc.property(anyParts, anyShare, anyShare, (parts, a, b) => {
        const width = (share: number): number => {
          const forecast = budgetForecast(parts, share);
          return forecast === undefined ? 0 : forecast.high - sumOf(parts);
        };
        assert.ok(width(Math.max(a, b)) <= width(Math.min(a, b)) + 1);
      }),
    );
  });
});
