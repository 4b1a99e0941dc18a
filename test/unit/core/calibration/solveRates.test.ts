import assert from 'node:assert/strict';

import fc from 'fast-check';

import { costAt, solveRates } from '../../../../src/core/prices/calibration/solveRates.ts';

const rate = (least: number, most: number) => fc.integer({ min: least, max: most }).map((eighths) => eighths / 8);
const rates = fc
  .record({ input: rate(8, 2_000), cachedShare: fc.constantFrom(0.05, 0.1, 0.5, 1), output: rate(40, 9_000) })
  .map(({ input, cachedShare, output }) => ({
    input,
    cachedInput: Number((input * cachedShare).toPrecision(4)),
    output,
  }));
const tokens = fc.record({
  fresh: fc.integer({ min: 1_000, max: 300_000 }),
  cached: fc.integer({ min: 0, max: 2_000_000 }),
  output: fc.integer({ min: 100, max: 50_000 }),
});

describe('rates solved from costs', () => {
  it('explain every cost, whatever the rates and the mixtures', () => {
    fc.assert(
      fc.property(rates, fc.array(tokens, { minLength: 5, maxLength: 20 }), (real, mixtures) => {
        const samples = mixtures.map((mixture) => ({ ...mixture, credits: costAt(real, mixture) }));
        const solved = solveRates(samples);
        if (solved !== undefined) {
          for (const sample of samples) {
            const error = Math.abs(costAt(solved, sample) - sample.credits);
            assert.ok(error <= 0.002 * sample.credits);
          }
        }
      }),
    );
  });

  it('are found where the mixtures differ', () => {
    const real = { input: 50, cachedInput: 2.5, output: 250 };
    const samples = [
      { fresh: 1e5, cached: 0, output: 100 },
      { fresh: 1e4, cached: 9e5, output: 100 },
      { fresh: 1e4, cached: 0, output: 5e4 },
    ].map((mixture) => ({ ...mixture, credits: costAt(real, mixture) }));
    assert.deepEqual(solveRates(samples), real);
  });

  for (const [says, samples] of [
    ['nothing', []],
    [
      'samples that are all alike',
      Array.from({ length: 6 }, () => ({ fresh: 1e5, cached: 1e5, output: 1e3, credits: 3 })),
    ],
    [
      'samples without cached input',
      [1, 2, 3, 4, 5].map((n) => ({ fresh: n * n * 1e4, cached: 0, output: 1e3, credits: n })),
    ],
    [
      'costs that no rates explain',
      [1, 9, 2, 30, 4].map((credits, n) => ({
        fresh: (n + 1) * 1e5,
        cached: (5 - n) * 1e5,
        output: n * n * 1e3,
        credits,
      })),
    ],
  ] as const) {
    it(`are not made up from ${says}`, () => {
      assert.equal(solveRates(samples), undefined);
    });
  }
});
