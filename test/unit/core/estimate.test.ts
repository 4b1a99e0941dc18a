import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type PricedRun, estimateRun } from '../../../src/core/estimate/estimateRun.ts';
import { fixedEstimate } from '../../../src/core/estimate/fixedEstimate.ts';
import { type UnitsEstimate, estimateUnits } from '../../../src/core/estimate/estimateUnits.ts';
import { type ForetoldRun, replayRuns } from '../../../src/core/estimate/foretoldRuns.ts';
import { QUANTILES } from '../../../src/core/estimate/quantiles.ts';
import type { PastRun, RunFeatures } from '../../../src/core/estimate/runFeatures.ts';
import { promptFeatures } from '../../../src/core/estimate/prompt.ts';
import { NOW_MS, card, credits } from '../make.ts';

const newThread: RunFeatures = {
  model: 'gpt-5.5',
  effort: 'medium',
  contextTokens: 0,
  idleMs: undefined,
  workspace: '/work/api',
  threadId: undefined,
  prompt: promptFeatures('Add cursor pagination to GET /invoices and update its tests', 0, 'salt'),
};
const goingOn: RunFeatures = { ...newThread, contextTokens: 50_000, idleMs: 60_000, threadId: 't' };

function prompted(text: string): RunFeatures {
  return { ...newThread, prompt: promptFeatures(text, 0, 'salt') };
}

function pastRuns(count: number, units: number, run: RunFeatures = newThread): PastRun[] {
  return Array.from({ length: count }, (_, index) => ({ ...run, threadId: `past-${index}`, units }));
}

function told(history: readonly PastRun[]): Omit<ForetoldRun, 'quantiles'>[] {
  return history.map((run, index) => ({ ...run, runId: `run-${index}`, startedAtMs: index }));
}

function estimated(features: RunFeatures, history: readonly PastRun[] = []): UnitsEstimate {
  return estimateUnits(features, replayRuns(told(history)).learner);
}

const median = (features: RunFeatures, history: readonly PastRun[] = []): number =>
  estimated(features, history).units.p50;
const spread = (history: readonly PastRun[]): number => {
  const { p10, p90 } = estimated(newThread, history).units;
  return p90 / p10;
};

describe('what a run will take', () => {
  const orders: readonly (readonly [says: string, less: RunFeatures, more: RunFeatures])[] = [
    ['low effort takes less than medium', { ...newThread, effort: 'low' }, newThread],
    ['medium effort takes less than high', newThread, { ...newThread, effort: 'high' }],
    ['high effort takes less than xhigh', { ...newThread, effort: 'high' }, { ...newThread, effort: 'xhigh' }],
    ['a short thread takes less than a long one', goingOn, { ...goingOn, contextTokens: 200_000 }],
    ['a thread in use takes less than one left idle', goingOn, { ...goingOn, idleMs: 7_200_000 }],
    ['a question takes less than a task', prompted('Why is this slow?'), prompted('Implement all of this')],
  ];
  for (const [says, less, more] of orders) {
    it(says, () => assert.ok(median(less) < median(more)));
  }

  const alike: readonly (readonly [effort: string, as: string])[] = [
    ['minimal', 'low'],
    ['max', 'xhigh'],
    ['ultra', 'xhigh'],
    ['galactic', 'medium'],
  ];
  for (const [effort, as] of alike) {
    it(`effort ${effort} is estimated as ${as}`, () =>
      assert.equal(median({ ...newThread, effort }), median({ ...newThread, effort: as })));
  }

  it('by a model of tomorrow is estimated as by the latest', () =>
    assert.equal(median({ ...newThread, model: 'gpt-9' }), median({ ...newThread, model: 'gpt-5.6-sol' })));

  it('is estimated where next to nothing is known', () => {
    const unknown = { model: undefined, contextTokens: undefined, prompt: undefined, workspace: undefined };
    const { reasons, units } = estimated({ ...newThread, ...unknown });
    assert.ok(units.p50 > 0);
    assert.deepEqual(
      reasons.map(({ code }) => code).filter((code) => code !== 'effort' && code !== 'rest'),
      ['base'],
    );
  });
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

  it('of similar prompts counts more than that of others', () => {
    const others = pastRuns(20, 1e6, prompted('Why does the deploy of staging fail on Fridays?'));
    assert.ok(median(newThread, pastRuns(20, 1e6)) > median(newThread, others));
  });

  it('of late counts more than that of long ago', () => {
    const [cheap, costly] = [pastRuns(30, 1e3), pastRuns(30, 1e6)];
    assert.ok(median(newThread, [...cheap, ...costly]) > median(newThread, [...costly, ...cheap]));
  });

  it('is said to be the basis, with how many runs it has', () => {
    const { basis, runsConsidered } = estimated(newThread, pastRuns(3, 5000));
    assert.deepEqual([basis, runsConsidered], ['history', 3]);
  });

  it('is not said to be the basis where there is none', () => assert.equal(estimated(newThread).basis, 'prior'));

  it('that is long forgotten tells no more than none', () => {
    const recent = pastRuns(400, 20_000);
    const ofOld = median(newThread, [...pastRuns(50, 1e7), ...recent]);
    assert.ok(Math.abs(Math.log(ofOld / median(newThread, recent))) < 0.01);
  });
});

describe('the reasons', () => {
  const product = (features: RunFeatures, history: readonly PastRun[]): number =>
    estimated(features, history).reasons.reduce((total, { factor }) => total * factor, 1);
  const find = (code: string, history: readonly PastRun[], features = newThread) =>
    estimated(features, history).reasons.find((reason) => reason.code === code);

  it('multiply to how much more one run takes than another', () => {
    const history = [...pastRuns(12, 1e6), { ...goingOn, units: 9e5 }];
    const ratio = median(goingOn, history) / median(newThread, history);
    const stated = product(goingOn, history) / product(newThread, history);
    assert.ok(Math.abs(ratio / stated - 1) < 1e-9, `${ratio} against ${stated}`);
  });

  it('begin with the base, then go from the strongest down, and end with all that is weak together', () => {
    const [base, ...others] = estimated(goingOn, pastRuns(12, 1e6)).reasons;
    const strengths = others.filter(({ code }) => code !== 'rest').map(({ factor }) => Math.abs(Math.log(factor)));
    assert.equal(base?.code, 'base');
    assert.deepEqual(
      strengths,
      strengths.toSorted((a, b) => b - a),
    );
    assert.ok(strengths.every((strength) => strength >= Math.log(1.05)));
    assert.ok(others.length > 2);
  });

  it('say how many similar prompts there were, and what they took', () => {
    const history = [1e6, 2e6, 5e6].flatMap((units) => pastRuns(1, units));
    const reason = find('similarRuns', [...history, ...pastRuns(5, 1e6, prompted('Why does it fail?'))]);
    assert.deepEqual([reason?.count, reason?.took], [3, { unit: 'units', low: 1e6, high: 5e6 }]);
  });

  it('say how many of the past runs are the person’s', () =>
    assert.equal(find('yourRuns', pastRuns(7, 1e6))?.count, 7));

  it('say how many were in this workspace', () => {
    const history = [...pastRuns(4, 1e6), ...pastRuns(9, 1e3).map((run) => ({ ...run, workspace: '/work/other' }))];
    assert.equal(find('workspaceRuns', history)?.count, 4);
  });

  it('say how many were in this thread', () => {
    const history = Array.from({ length: 3 }, () => ({ ...goingOn, units: 1e7 }));
    assert.equal(find('threadRuns', history, goingOn)?.count, 3);
  });
});

const anyFeatures = {
  model: fc.constantFrom(undefined, 'gpt-5.5', 'gpt-5.2-codex', 'gpt-99'),
  effort: fc.constantFrom(undefined, 'low', 'medium', 'ultra', 'galactic'),
  contextTokens: fc.oneof(fc.constant(undefined), fc.nat(2_000_000)),
  idleMs: fc.oneof(fc.constant(undefined), fc.integer({ min: -1000, max: 1e9 })),
  workspace: fc.constantFrom(undefined, '/a', '/b'),
  threadId: fc.constantFrom(undefined, 't', 'u'),
  prompt: fc.option(
    fc.string({ maxLength: 60 }).map((text) => promptFeatures(text, 0, 'salt')),
    { nil: undefined },
  ),
};
const anyHistory = fc.array(fc.record({ ...anyFeatures, units: fc.double({ min: 0.1, max: 1e11, noNaN: true }) }), {
  maxLength: 40,
});
const anyRequest: fc.Arbitrary<PricedRun> = fc.record({
  model: fc.constantFrom(undefined, 'gpt-5.5', 'gpt-6-astra', 'gpt-99'),
  tier: fc.constantFrom(undefined, 'ultrafast'),
  atMs: fc.constant(NOW_MS),
  meter: fc.constant('included' as const),
});

describe('any history', () => {
  it('gives quantiles in their order, each a number', () => {
    fc.assert(
      fc.property(fc.record(anyFeatures), anyHistory, (features, history) => {
        const { units } = estimated(features, history);
        const values = QUANTILES.map((quantile) => units[quantile]);
        const isOrdered = values.every(
          (value, index) => Number.isFinite(value) && (index === 0 || value > (values[index - 1] ?? 0)),
        );
        assert.ok(isOrdered, values.join(' '));
      }),
    );
  });

  it('gives the same answer again', () => {
    fc.assert(
      fc.property(fc.record(anyFeatures), anyHistory, (features, history) => {
        assert.deepEqual(estimated(features, history), estimated(features, history));
      }),
      { numRuns: 20 },
    );
  });

  it('gives a price however wildly its runs differ', () => {
    const wild = Array.from({ length: 60 }, (_, index) => pastRuns(1, index % 2 === 0 ? 0.1 : 1e11)).flat();
    const request = { model: 'gpt-6-astra', tier: 'ultrafast', atMs: NOW_MS, meter: 'credits' } as const;
    const estimate = estimateRun(card, request, estimated(newThread, wild));
    assert.ok(estimate.kind === 'priced' && Number.isSafeInteger(estimate.credits.p95));
  });

  it('gives a price in safe micro-credits, or says that there is none', () => {
    fc.assert(
      fc.property(anyRequest, fc.record(anyFeatures), anyHistory, (request, features, history) => {
        const estimate = estimateRun(card, request, estimated(features, history));
        const values = Object.values(estimate.kind === 'priced' ? estimate.credits : estimate.units);
        assert.ok(
          values.every((value) => (estimate.kind === 'priced' ? Number.isSafeInteger(value) : Number.isFinite(value))),
        );
      }),
    );
  });
});

describe('the price of an estimate', () => {
  const request = { model: 'gpt-5.5', tier: undefined, atMs: NOW_MS, meter: 'included' } as const;
  const p50 = (change: Partial<PricedRun>): number => {
    const estimate = estimateRun(card, { ...request, ...change }, estimated(newThread));
    return estimate.kind === 'priced' ? estimate.credits.p50 : Number.NaN;
  };

  it('is the units at the price of input', () => assert.equal(p50({}), Math.round(median(newThread) * 125)));

  it('is twice as high on the fast tier', () =>
    assert.equal(p50({ tier: 'fast' }), Math.round(median(newThread) * 250)));

  for (const model of ['gpt-99', undefined]) {
    it(`is unknown for ${model ?? 'no model'}, and the units are told`, () => {
      const estimate = estimateRun(card, { ...request, model }, estimated(newThread));
      assert.deepEqual(
        [estimate.kind, estimate.kind === 'unpriced' && estimate.units.p50],
        ['unpriced', median(newThread)],
      );
    });
  }

  it('goes for what similar runs took, too', () => {
    const { reasons } = estimateRun(card, request, estimated(newThread, pastRuns(3, 8000)));
    assert.deepEqual(reasons.find(({ code }) => code === 'similarRuns')?.took, {
      unit: 'creditsMicros',
      low: credits(1),
      high: credits(1),
    });
  });

  it('may be given, for asking “what if?”', () => {
    const estimate = fixedEstimate(credits(12), 'credits');
    assert.deepEqual(estimate.kind === 'priced' && new Set(Object.values(estimate.credits)), new Set([credits(12)]));
  });
});
