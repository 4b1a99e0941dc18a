import assert from 'node:assert/strict';

import { ownCalibration } from '../../../src/core/estimate/foretoldRuns.ts';
import { DAY_MS, NOW_MS } from '../make.ts';

const quantiles = { p05: 5, p10: 10, p50: 40, p90: 160, p95: 250 };

function runOf(units: number, daysAgo: number) {
  return { units, quantiles, startedAtMs: NOW_MS - daysAgo * DAY_MS };
}

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS) * DAY_MS;

describe('how well estimates do for a person', () => {
  it('is how many runs were inside each range', () => {
    const runs = [4, 7, 10, 40, 160, 200, 251].map((units) => runOf(units, 0));
    const [day] = ownCalibration(runs, dayOf);
    assert.deepEqual([day?.runs, day?.inside80, day?.inside90], [7, 3, 5]);
  });

  it('is told by span, in order of time', () => {
    const spans = ownCalibration([runOf(40, 0), runOf(1, 3), runOf(40, 3)], dayOf);
    assert.deepEqual(
      spans.map(({ fromMs, runs, inside80 }) => [fromMs, runs, inside80]),
      [
        [dayOf(NOW_MS - 3 * DAY_MS), 2, 1],
        [dayOf(NOW_MS), 1, 1],
      ],
    );
  });

  it('is nothing where there is no run', () => assert.deepEqual(ownCalibration([], dayOf), []));
});
