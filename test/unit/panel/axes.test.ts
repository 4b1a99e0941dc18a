import assert from 'node:assert/strict';
import fc from 'fast-check';

import { creditTicks, placedLabels, textWidth } from '../../../src/panel/components/chartAxes.ts';
import { logAxis, placeOnAxis } from '../../../src/panel/components/logAxis.ts';

describe('the axis of credits by day', () => {
  for (const [max, ticks] of [
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [8.1, [0, 2.5, 5, 7.5, 10]],
    [165.4, [0, 50, 100, 150, 200]],
    [1000, [0, 250, 500, 750, 1000]],
  ] as const) {
    it(`has round figures up to ${max}`, () => assert.deepEqual(creditTicks(max), ticks));
  }

  it('reaches every amount, in few steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (max) => {
        const ticks = creditTicks(max);
        assert.ok(ticks.at(-1)! >= max * (1 - 1e-12));
        assert.ok(ticks.length <= 6);
      }),
    );
  });
});

describe('the labels of days', () => {
  /** Days from Wed 21 October 2026 on. */
  const days = (count: number): { label: string; isMajor: boolean }[] =>
    Array.from({ length: count }, (_, index) => {
      const date = new Date(Date.UTC(2026, 9, 21 + index));
      return { label: date.toISOString().slice(5, 10), isMajor: date.getUTCDay() === 1 };
    });
  const labelsOf = (count: number, plotWidth: number): readonly string[] =>
    placedLabels(days(count), { plotWidth, widthOf: () => 40 }).map(({ text }) => text);

  it('name the last day and the Mondays', () => {
    assert.deepEqual(labelsOf(30, 900), ['11-19', '11-16', '11-09', '11-02', '10-26']);
  });

  it('leave out a Monday for which there is no room', () => {
    assert.deepEqual(labelsOf(30, 360), ['11-19', '11-09', '11-02', '10-26']);
  });

  it('name every one of a few days', () => assert.equal(labelsOf(5, 400).length, 5));

  it('are as wide as their letters: those of Chinese and Japanese are wider', () => {
    const [latin, wide] = [textWidth('27. Nov.'), textWidth('11月27日')];
    assert.deepEqual([Math.round(latin), Math.round(wide)], [54, 49]);
  });

  it('end with the plot', () => {
    const [last] = placedLabels(days(30), { plotWidth: 300, widthOf: () => 80 });
    assert.deepEqual(last, { text: '11-19', center: 260, isLast: true });
  });
});

describe('the axis that all runs share', () => {
  const run = (low: number, high: number, actual?: number): Parameters<typeof logAxis>[0][number] => ({
    range: { low, median: (low + high) / 2, high },
    actual,
  });

  it('goes from 0.1 to 100', () => {
    assert.deepEqual(logAxis([run(1, 20, 3)]), { low: 0.1, high: 100, ticks: [0.1, 1, 10, 100] });
  });

  it('goes further where a run does', () => {
    assert.deepEqual(logAxis([run(1, 20), run(1, 140)]).ticks, [0.1, 1, 10, 100, 1000]);
    assert.equal(logAxis([run(1, 20, 0.04)]).low, 0.01);
  });

  it('does not go further down than figures do', () => {
    assert.equal(logAxis([run(1, 20, 0.0004)]).low, 0.01);
  });

  it('has every second figure where there would be too many', () => {
    assert.deepEqual(logAxis([run(1, 90_000)]).ticks, [0.1, 10, 1000, 100_000]);
  });

  it('has a place for every cost', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (actual) => {
        const at = placeOnAxis(logAxis([run(1, 20, actual)]), actual);
        assert.ok(at >= 0 && at <= 1 + 1e-9);
      }),
    );
  });

  it('puts a power of ten at its third', () => {
    assert.ok(Math.abs(placeOnAxis(logAxis([]), 1) - 1 / 3) < 1e-9);
  });
});
