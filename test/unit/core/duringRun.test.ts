import assert from 'node:assert/strict';

import fc from 'fast-check';

import {
  NO_OUTLOOK,
  type RunProgress,
  chanceToPassCap,
  outlookAfter,
  progressInCredits,
  rangeDuringRun,
} from '../../../src/core/estimate/duringRun.ts';
import { QUANTILES, type QuantileValues } from '../../../src/core/estimate/quantiles.ts';
import { CACHED_WEIGHT } from '../../../src/core/estimate/units.ts';
import { NOW_MS, card, credits } from '../make.ts';

const before: QuantileValues = { p05: 5_000, p10: 10_000, p50: 40_000, p90: 160_000, p95: 250_000 };
const NOTHING = spent(0);

function spent(units: number, contextTokens = 0): RunProgress {
  return { spent: units, leastNext: CACHED_WEIGHT * contextTokens };
}

const anyEstimate: fc.Arbitrary<QuantileValues> = fc
  .array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 5, maxLength: 5 })
  .map((values) => values.sort((a, b) => a - b))
  .map(([p05 = 1, p10 = 2, p50 = 3, p90 = 4, p95 = 5]) => ({ p05, p10, p50, p90, p95 }));
const anySpent = fc.integer({ min: 1, max: 2_000_000_000 });
const anyContext = fc.nat(2_000_000);

describe('the range of a run that goes on', () => {
  it('is the estimate as long as nothing is spent', () => {
    const during = rangeDuringRun(before, NOTHING);
    for (const quantile of QUANTILES) {
      assert.ok(Math.abs(during[quantile] / before[quantile] - 1) < 1e-9, quantile);
    }
  });

  it('begins at what is spent, and at what the next request reads from the cache', () => {
    const { p05 } = rangeDuringRun(before, spent(200_000, 100_000));
    assert.ok(p05 >= 210_000, String(p05));
  });

  it('has a middle that goes up with what is spent', () => {
    const middles = [1, 20_000, 100_000, 400_000].map((units) => rangeDuringRun(before, spent(units)).p50);
    assert.deepEqual(
      middles,
      middles.toSorted((a, b) => a - b),
    );
  });

  it('never has an end that is lowered by spending more, whatever the estimate', () => {
    fc.assert(
      fc.property(anyEstimate, anySpent, anySpent, anyContext, (estimate, first, second, contextTokens) => {
        const [less, more] = [Math.min(first, second), Math.max(first, second)];
        const [earlier, later] = [less, more].map((units) => rangeDuringRun(estimate, spent(units, contextTokens)));
        for (const quantile of QUANTILES) {
          assert.ok((later?.[quantile] ?? 0) >= (earlier?.[quantile] ?? 0) * (1 - 1e-9), quantile);
        }
      }),
    );
  });

  it('has its quantiles in order, none below what is spent, however far beyond the estimate', () => {
    fc.assert(
      fc.property(anyEstimate, anySpent, anyContext, (estimate, units, contextTokens) => {
        const during = rangeDuringRun(estimate, spent(units, contextTokens));
        const values = QUANTILES.map((quantile) => during[quantile]);
        assert.ok(values.every(Number.isFinite) && values.every((value) => value >= units * (1 - 1e-9)));
        assert.deepEqual(
          values,
          values.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});

describe('the range of a run whose estimate is one figure', () => {
  const one = { p05: 100, p10: 100, p50: 100, p90: 100, p95: 100 };

  it('is about that figure while less is spent, and about what is spent behind it', () => {
    const [early, late] = [spent(10), spent(500)].map((progress) => rangeDuringRun(one, progress));
    assert.ok(Math.abs((early?.p50 ?? 0) - 100) < 2, String(early?.p50));
    assert.ok((late?.p50 ?? 0) >= 500 && (late?.p95 ?? 0) < 520, String(late?.p95));
  });

  it('is a number, too, where the figure is zero', () =>
    assert.ok(
      Object.values(rangeDuringRun({ p05: 0, p10: 0, p50: 0, p90: 0, p95: 0 }, spent(3))).every(Number.isFinite),
    ));
});

describe('the progress of a run in credits', () => {
  const run = { model: 'gpt-5.5', tier: 'fast', atMs: NOW_MS };

  it('foresees that the thread is read once more from the cache, at the price of its tier', () =>
    assert.deepEqual(progressInCredits(card, run, credits(3), 80_000), { spent: credits(3), leastNext: credits(2) }));

  it('is not known where its model has no price', () =>
    assert.equal(progressInCredits(card, { ...run, model: 'gpt-99' }, credits(0), 80_000), undefined));
});

describe('the chance to pass the cap', () => {
  for (const [cap, chance] of [
    [40_000, 0.5],
    [160_000, 0.1],
    [250_000, 0.05],
  ] as const) {
    it(`is ${chance} before the run where the cap is ${cap} units`, () =>
      assert.ok(Math.abs(chanceToPassCap(before, NOTHING, cap) - chance) < 1e-9));
  }

  it('is certain once it is passed, or the next request alone will pass it', () => {
    const chances = [spent(50_000), spent(45_000, 60_000)].map((progress) => chanceToPassCap(before, progress, 50_000));
    assert.deepEqual(chances, [1, 1]);
  });

  it('is a probability that more spending never lowers', () => {
    fc.assert(
      fc.property(anyEstimate, anySpent, anySpent, anySpent, (estimate, first, second, cap) => {
        const [less, more] = [Math.min(first, second), Math.max(first, second)];
        const [earlier = 0, later = 0] = [less, more].map((units) => chanceToPassCap(estimate, spent(units), cap));
        assert.ok(earlier >= 0 && later <= 1 && later >= earlier - 1e-9, `${earlier} ${later}`);
      }),
    );
  });
});

describe('the warning that a run will likely pass its cap', () => {
  const CAP = 160_000;
  const after = (...responses: readonly number[]) =>
    responses.reduce((outlook, units) => outlookAfter(outlook, before, spent(units), CAP), NO_OUTLOOK);

  it('is not given while that is unlikely', () => assert.equal(after(10_000, 20_000).warned, undefined));

  it('is given with the response that makes it likely, before the cap is passed', () =>
    assert.deepEqual(after(10_000, 150_000).warned, { afterResponse: 2, spent: 150_000 }));

  it('is given once', () => assert.equal(after(10_000, 150_000, 155_000, 159_000).warned?.afterResponse, 2));

  it('goes with the chance after the last response', () => {
    const { chance, responses } = after(10_000, 150_000);
    assert.deepEqual([chance, responses], [chanceToPassCap(before, spent(150_000), CAP), 2]);
  });
});
