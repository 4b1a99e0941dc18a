import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type RecordedRun, pinballLoss, replay, scoresOf } from '../../../src/core/estimate/backtest.ts';
import { PRIORS } from '../../../src/core/estimate/priors.ts';

function run(change: Partial<RecordedRun> = {}): RecordedRun {
  return {
    user: 'ada',
    threadId: 'thread-1',
    startedAtS: 0,
    model: 'gpt-5.5',
    effort: undefined,
    workspace: '/work/api',
    contextTokens: 0,
    idleMs: undefined,
    prompt: undefined,
    units: 50_000,
    requests: [{ units: 50_000, contextTokens: 20_000 }],
    ...change,
  };
}

const middles = (runs: readonly RecordedRun[]): readonly number[] =>
  replay(runs, PRIORS).map(({ quantiles }) => quantiles.p50);

describe('a table of runs that is replayed', () => {
  const first = run();
  const second = run({ startedAtS: 60, units: 9_000_000 });

  it('is estimated before it is learnt from', () => {
    const [alone] = middles([first]);
    assert.deepEqual(middles([first, second])[0], alone);
    assert.deepEqual(middles([first, { ...second, units: 1 }]), middles([first, second]));
  });

  it('teaches for the runs behind', () => {
    const third = run({ startedAtS: 120 });
    assert.ok((middles([first, second, third])[2] ?? 0) > (middles([first, { ...second, units: 10 }, third])[2] ?? 0));
  });

  it('is read in order of time, however its rows are ordered', () => {
    const times = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
    const told = (order: readonly number[]): readonly number[] =>
      middles(order.map((startedAtS) => run({ startedAtS, units: 1000 * (startedAtS + 1) })));
    fc.assert(fc.property(times, (order) => assert.deepEqual(told(order), told([0, 1, 2, 3, 4, 5]))));
  });

  it('keeps people apart', () => {
    const other = run({ user: 'bob', startedAtS: 30 });
    assert.deepEqual(middles([other])[0], middles([first, second, other]).at(-1));
  });
});

describe('scores', () => {
  const quantiles = { p05: 1, p10: 2, p50: 3, p90: 4, p95: 5 };
  const predictionsOf = (...sizes: readonly number[]) =>
    sizes.map((size) => ({ run: run({ units: Math.exp(size) }), runsBefore: 0, quantiles }));

  it('count runs inside each range, its ends among them', () => {
    const { coverage80, coverage90, rows, users } = scoresOf(predictionsOf(0.5, 1.5, 2, 3, 4.5, 6, 3, 3));
    assert.deepEqual([coverage80, coverage90, rows, users], [0.5, 0.75, 8, 1]);
  });

  it('are the mean pinball loss on the logarithm', () => {
    const { pinballP50, pinballP90 } = scoresOf(predictionsOf(5));
    assert.deepEqual([pinballP50.toFixed(6), pinballP90.toFixed(6)], ['1.000000', '0.900000']);
  });

  it('say by how much half of all estimates are off', () => {
    const { medianAbsRelError } = scoresOf(predictionsOf(3, 3 - Math.LN2, 3 - Math.log(3)));
    assert.ok(Math.abs(medianAbsRelError - 1) < 1e-9);
  });

  it('cost least at the quantile itself', () => {
    const actuals = Array.from({ length: 101 }, (_, index) => index);
    const costAt = (predicted: number): number =>
      actuals.reduce((sum, actual) => sum + pinballLoss(actual, predicted, 0.9), 0);
    assert.ok(costAt(90) < costAt(85) && costAt(90) < costAt(95));
  });
});
