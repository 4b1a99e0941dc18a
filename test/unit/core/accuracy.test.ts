import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Calendar } from '../../../src/core/calendar.ts';
import { accuracyOf, shareOf } from '../../../src/core/estimate/accuracy.ts';
import type { ForetoldRun } from '../../../src/core/estimate/foretoldRuns.ts';
import { NOW_MS, card } from '../make.ts';

const QUANTILES = { p05: 5_000, p10: 10_000, p50: 20_000, p90: 40_000, p95: 80_000 };
const MONTH_MS = 31 * 86_400_000;

function run(units: number, change: Partial<ForetoldRun> = {}): ForetoldRun {
  return {
    runId: `run-${units}`,
    model: 'gpt-5.5',
    effort: 'medium',
    contextTokens: 0,
    idleMs: undefined,
    workspace: undefined,
    threadId: undefined,
    prompt: undefined,
    startedAtMs: NOW_MS,
    quantiles: QUANTILES,
    units,
    ...change,
  };
}

const of = (runs: readonly ForetoldRun[]) => accuracyOf(runs, card, new Calendar('UTC'));

describe('how well estimates do', () => {
  it('counts runs inside each range, and those above and below', () => {
    const { inside80, inside90, above, below } = of([run(20_000), run(9_000), run(50_000), run(100_000)]);
    assert.deepEqual([inside80.inside, inside90.inside, inside80.runs, above, below], [1, 3, 4, 2, 1]);
  });

  it('is by model, the most used first, and one that is not known is not taken for another', () => {
    const { byModel } = of([run(20_000), run(20_000, { model: undefined }), run(90_000)]);
    assert.deepEqual(
      byModel.map(({ model, inside80 }) => [model, inside80.inside, inside80.runs]),
      [
        ['gpt-5.5', 1, 2],
        [undefined, 1, 1],
      ],
    );
  });

  it('is by month, in order', () => {
    const { months } = of([run(20_000, { startedAtMs: NOW_MS - MONTH_MS }), run(90_000)]);
    assert.deepEqual(
      months.map(({ month, inside80 }) => [month, inside80.inside]),
      [
        ['2026-10', 1],
        ['2026-11', 0],
      ],
    );
  });

  it('is in credits at the model’s price; runs without one have no point, and are counted all the same', () => {
    const { points, inside80 } = of([run(20_000), run(20_000, { model: 'gpt-99' })]);
    // gpt-5.5 costs 125 credits a million units.
    assert.deepEqual(points, [{ runId: 'run-20000', low: 1.25, median: 2.5, high: 5, actual: 2.5 }]);
    assert.equal(inside80.runs, 2);
  });

  it('tells how far half of the runs were off the median, as a factor', () => {
    assert.equal(of([run(20_000), run(40_000), run(10_000)]).halfWithinFactor?.toFixed(6), '2.000000');
    assert.equal(of([]).halfWithinFactor, undefined);
  });
});

describe('where the true share lies', () => {
  it('is as the formula has it', () => {
    const { low, high } = shareOf(8, 10);
    // Wilson’s interval for 8 of 10.
    assert.deepEqual([low.toFixed(3), high.toFixed(3)], ['0.490', '0.943']);
  });

  it('is anywhere without runs, holds the share that was measured, and is narrower the more runs there are', () => {
    assert.deepEqual(shareOf(0, 0), { inside: 0, runs: 0, low: 0, high: 1 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (runs, part) => {
        const inside = Math.round(runs * part);
        const { low, high } = shareOf(inside, runs);
        const more = shareOf(inside * 4, runs * 4);
        assert.ok(low <= inside / runs + 1e-12 && inside / runs <= high + 1e-12 && low >= 0 && high <= 1);
        assert.ok(more.high - more.low < high - low);
      }),
    );
  });
});
