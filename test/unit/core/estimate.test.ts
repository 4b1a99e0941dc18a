import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type RunRequest, estimateRun, fixedEstimate } from '../../../src/core/estimate/estimateRun.ts';
import { type PastRun, type RunFeatures, estimateUnits } from '../../../src/core/estimate/estimateUnits.ts';
import { QUANTILES } from '../../../src/core/estimate/priors.ts';
import { NOW_MS, card, credits } from '../make.ts';

const newThread: RunFeatures = {
  effort: 'medium',
  contextTokens: 0,
  isFirstTurn: true,
  idleMs: undefined,
  workspace: '/work/api',
  threadId: undefined,
};
const goingOn: RunFeatures = { ...newThread, contextTokens: 50_000, isFirstTurn: false, idleMs: 60_000, threadId: 't' };

function pastRuns(count: number, units: number): PastRun[] {
  return Array.from({ length: count }, (_, index) => ({ ...newThread, threadId: `past-${index}`, units }));
}

const median = (features: RunFeatures, history: readonly PastRun[] = []): number =>
  estimateUnits(features, history).units.p50;
const spread = (history: readonly PastRun[]): number => {
  const { p10, p90 } = estimateUnits(newThread, history).units;
  return p90 / p10;
};

describe('what a run will take', () => {
  const orders: readonly (readonly [says: string, less: RunFeatures, more: RunFeatures])[] = [
    ['low effort takes less than medium', { ...newThread, effort: 'low' }, newThread],
    ['medium effort takes less than high', newThread, { ...newThread, effort: 'high' }],
    ['high effort takes less than xhigh', { ...newThread, effort: 'high' }, { ...newThread, effort: 'xhigh' }],
    ['a short thread takes less than a long one', goingOn, { ...goingOn, contextTokens: 200_000 }],
    ['a thread whose cache is warm takes less than one left idle', goingOn, { ...goingOn, idleMs: 700_000 }],
    ['a thread that goes on takes less than a new one', { ...newThread, isFirstTurn: false }, newThread],
  ];
  for (const [says, less, more] of orders) {
    it(says, () => assert.ok(median(less) < median(more)));
  }

  const alike: readonly (readonly [effort: string | undefined, as: string])[] = [
    ['minimal', 'low'],
    ['max', 'xhigh'],
    ['ultra', 'xhigh'],
    ['galactic', 'medium'],
    [undefined, 'medium'],
  ];
  for (const [effort, as] of alike) {
    it(`effort ${effort ?? 'unsaid'} is estimated as ${as}`, () =>
      assert.equal(median({ ...newThread, effort }), median({ ...newThread, effort: as })));
  }
});

describe('history', () => {
  it('of costly runs raises the estimate', () => assert.ok(median(newThread, pastRuns(20, 1e6)) > median(newThread)));

  it('of cheap runs lowers the estimate', () => assert.ok(median(newThread, pastRuns(20, 1e3)) < median(newThread)));

  it('that was all alike narrows the range, the more of it the more', () => {
    const ranges = [0, 10, 30, 100].map((count) => spread(pastRuns(count, 40_000)));
    assert.deepEqual(
      ranges,
      ranges.toSorted((a, b) => b - a),
    );
  });

  it('of the same workspace counts more than that of another', () => {
    const here = pastRuns(20, 1e6);
    const elsewhere = here.map((run) => ({ ...run, workspace: '/work/other' }));
    assert.ok(median(newThread, here) > median(newThread, elsewhere));
  });

  it('of late counts more than that of long ago', () => {
    const [cheap, costly] = [pastRuns(30, 1e3), pastRuns(30, 1e6)];
    assert.ok(median(newThread, [...cheap, ...costly]) > median(newThread, [...costly, ...cheap]));
  });

  it('is said to be the basis, with how many runs it has', () => {
    const { basis, runsConsidered } = estimateUnits(newThread, pastRuns(3, 5000));
    assert.deepEqual([basis, runsConsidered], ['history', 3]);
  });

  it('is not said to be the basis where there is none', () =>
    assert.equal(estimateUnits(newThread, []).basis, 'prior'));
});

describe('the reasons', () => {
  const product = (features: RunFeatures, history: readonly PastRun[]): number =>
    estimateUnits(features, history).reasons.reduce((total, { factor }) => total * factor, 1);

  it('multiply to how much more one run takes than another', () => {
    const history = [...pastRuns(12, 1e6), { ...goingOn, units: 9e5 }];
    const ratio = median(goingOn, history) / median(newThread, history);
    const stated = product(goingOn, history) / product(newThread, history);
    assert.ok(Math.abs(ratio / stated - 1) < 1e-9, `${ratio} against ${stated}`);
  });

  it('leave out what has no effect', () => {
    const codes = estimateUnits({ ...newThread, isFirstTurn: false }, []).reasons.map(({ code }) => code);
    assert.deepEqual(codes, ['base']);
  });

  it('say how many of the past runs are the person’s, the workspace’s and the thread’s', () => {
    const history = [
      { ...goingOn, workspace: '/other', units: 5000 },
      ...pastRuns(2, 5000),
      { ...goingOn, units: 5000 },
    ];
    const counts = estimateUnits(goingOn, history).reasons.filter(({ code }) => code.endsWith('Runs'));
    assert.deepEqual(
      counts.map(({ count }) => count),
      [4, 3, 2],
    );
  });
});

const anyFeatures = {
  effort: fc.constantFrom(undefined, 'low', 'medium', 'ultra', 'galactic'),
  contextTokens: fc.nat(2_000_000),
  isFirstTurn: fc.boolean(),
  idleMs: fc.oneof(fc.constant(undefined), fc.integer({ min: -1000, max: 1e9 })),
  workspace: fc.constantFrom(undefined, '/a', '/b'),
  threadId: fc.constantFrom(undefined, 't', 'u'),
};
const anyHistory = fc.array(fc.record({ ...anyFeatures, units: fc.double({ min: 0.1, max: 1e11, noNaN: true }) }), {
  maxLength: 40,
});
const anyRequest: fc.Arbitrary<RunRequest> = fc.record({
  ...anyFeatures,
  model: fc.constantFrom(undefined, 'gpt-5.5', 'gpt-6-astra', 'gpt-99'),
  tier: fc.constantFrom(undefined, 'ultrafast'),
  atMs: fc.constant(NOW_MS),
  meter: fc.constant('included' as const),
});

describe('any history', () => {
  it('gives quantiles in their order, each a number', () => {
    fc.assert(
      fc.property(fc.record(anyFeatures), anyHistory, (features, history) => {
        const { units } = estimateUnits(features, history);
        const values = QUANTILES.map((quantile) => units[quantile]);
        const isOrdered = values.every(
          (value, index) => Number.isFinite(value) && (index === 0 || value > (values[index - 1] ?? 0)),
        );
        assert.ok(isOrdered, values.join(' '));
      }),
    );
  });

  it('gives a price however wildly its runs differ', () => {
    const wild = Array.from({ length: 60 }, (_, index) => pastRuns(1, index % 2 === 0 ? 0.1 : 1e11)).flat();
    const request = { ...newThread, model: 'gpt-6-astra', tier: 'ultrafast', atMs: NOW_MS, meter: 'credits' } as const;
    const estimate = estimateRun(card, request, wild);
    assert.ok(estimate.kind === 'priced' && Number.isSafeInteger(estimate.credits.p95));
  });

  it('gives a price in safe micro-credits, or says that there is none', () => {
    fc.assert(
      fc.property(anyRequest, anyHistory, (request, history) => {
        const estimate = estimateRun(card, request, history);
        const values = Object.values(estimate.kind === 'priced' ? estimate.credits : estimate.units);
        assert.ok(
          values.every((value) => (estimate.kind === 'priced' ? Number.isSafeInteger(value) : Number.isFinite(value))),
        );
      }),
    );
  });
});

describe('the price of an estimate', () => {
  const request = { ...newThread, model: 'gpt-5.5', tier: undefined, atMs: NOW_MS, meter: 'included' } as const;
  const p50 = (change: Partial<RunRequest>): number => {
    const estimate = estimateRun(card, { ...request, ...change }, []);
    return estimate.kind === 'priced' ? estimate.credits.p50 : Number.NaN;
  };

  it('is the units at the price of input', () => assert.equal(p50({}), Math.round(median(newThread) * 125)));

  it('is twice as high on the fast tier', () =>
    assert.equal(p50({ tier: 'fast' }), Math.round(median(newThread) * 250)));

  for (const model of ['gpt-99', undefined]) {
    it(`is unknown for ${model ?? 'no model'}, and the units are told`, () => {
      const estimate = estimateRun(card, { ...request, model }, []);
      assert.deepEqual(
        [estimate.kind, estimate.kind === 'unpriced' && estimate.units.p50],
        ['unpriced', median(newThread)],
      );
    });
  }

  it('may be given, for asking “what if?”', () => {
    const estimate = fixedEstimate(credits(12), 'credits');
    assert.deepEqual(estimate.kind === 'priced' && new Set(Object.values(estimate.credits)), new Set([credits(12)]));
  });
});
