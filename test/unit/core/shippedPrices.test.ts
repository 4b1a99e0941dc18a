import assert from 'node:assert/strict';

import { type Cost, priceRequest, priceRequestUsd } from '../../../src/core/prices/pricing.ts';
import type { RateGrade } from '../../../src/core/prices/rateCard.ts';
import { findTierFactor } from '../../../src/core/prices/tierFactors.ts';
import type { TokenUsage } from '../../../src/core/usage/tokenUsage.ts';
import { card, tokens } from '../make.ts';

/** Midnight UTC. */
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const USAGE = tokens(100_000, 40_000, 1_000);

function cost(model: string, atMs: number, usage: TokenUsage, tier = 'standard'): Cost {
  return priceRequest(card, { model, tier, occurredAtMs: atMs, usage });
}

function micros(model: string, atMs: number, usage: TokenUsage, tier?: string): number | undefined {
  const priced = cost(model, atMs, usage, tier);
  return priced.kind === 'priced' ? priced.credits : undefined;
}

describe('a request of 60,000 fresh, 40,000 cached and 1,000 tokens of output', () => {
  type Rates = readonly [input: number, cached: number, output: number];
  const published: readonly (readonly [model: string, on: string, rates: Rates, grade: RateGrade])[] = [
    ['gpt-6.2-astra', '2026-11-17', [200, 10, 1000], 'derived'],
    ['gpt-6.2-sol', '2026-11-17', [50, 50, 250], 'derived'],
    ['gpt-6.1-terra', '2026-10-26', [25, 1.25, 125], 'derived'],
    ['gpt-6.1-sol', '2026-09-29', [50, 2.5, 250], 'corroborated'],
    ['gpt-6-astra', '2026-09-03', [250, 25, 1250], 'corroborated'],
    ['gpt-6-sol', '2026-09-22', [50, 5, 250], 'corroborated'],
    ['gpt-6-luna', '2026-09-22', [2.5, 0.25, 12.5], 'corroborated'],
    ['gpt-5.6-sol', '2026-07-09', [125, 12.5, 750], 'corroborated'],
    ['gpt-5.6-sol', '2026-08-21', [100, 10, 500], 'corroborated'],
    ['gpt-5.6-sol', '2026-12-01', [125, 12.5, 750], 'assumed'],
    ['gpt-5.6-terra', '2026-07-09', [62.5, 6.25, 375], 'corroborated'],
    ['gpt-5.6-terra', '2026-07-30', [50, 5, 300], 'corroborated'],
    ['gpt-5.6-luna', '2026-07-09', [25, 2.5, 150], 'corroborated'],
    ['gpt-5.6-luna', '2026-07-30', [5, 0.5, 30], 'corroborated'],
    ['codex-auto-review', '2026-07-30', [5, 0.5, 30], 'quoted'],
    ['gpt-5.5', '2026-05-13', [125, 12.5, 750], 'official'],
    ['gpt-5.5-cyber', '2026-06-15', [500, 50, 3000], 'quoted'],
    ['gpt-daybreak-blue', '2026-08-15', [125, 12.5, 750], 'quoted'],
    ['gpt-daybreak-red', '2026-08-15', [312.5, 31.25, 1875], 'quoted'],
    ['gpt-rosalind-research', '2026-10-08', [125, 12.5, 625], 'quoted'],
    ['gpt-5.4', '2026-04-02', [62.5, 6.25, 375], 'official'],
    ['gpt-5.4-mini', '2026-04-02', [18.75, 1.875, 113], 'official'],
    ['gpt-5.3-codex', '2026-04-02', [43.75, 4.375, 350], 'official'],
    ['gpt-5.2', '2026-04-02', [43.75, 4.375, 350], 'official'],
    ['gpt-5.2-codex', '2026-04-02', [43.75, 4.375, 350], 'official'],
    ['gpt-5.1-codex-max', '2026-04-02', [31.25, 3.125, 250], 'quoted'],
    ['gpt-5.1-codex-mini', '2026-04-02', [6.25, 0.625, 50], 'quoted'],
    ['gpt-5-codex', '2025-11-01', [31.25, 3.125, 250], 'derived'],
    ['gpt-5.1', '2025-11-01', [31.25, 3.125, 250], 'derived'],
    ['gpt-5', '2025-11-01', [31.25, 3.125, 250], 'derived'],
    ['gpt-5.4-mini', '2026-04-01', [18.75, 1.875, 112.5], 'derived'],
    ['gpt-image-2:image', '2026-05-13', [200, 50, 750], 'official'],
    ['gpt-image-2:text', '2026-05-13', [125, 31.25, 250], 'official'],
  ];
  for (const [model, on, [input, cached, output], grade] of published) {
    it(`of ${model} on ${on} costs by ${input}/${cached}/${output}, which is ${grade}`, () => {
      const priced = cost(model, at(on), USAGE);
      const expected = 60_000 * input + 40_000 * cached + 1_000 * output;
      assert.deepEqual(priced.kind === 'priced' && [priced.credits, priced.row.grade], [expected, grade]);
    });
  }

  it('is priced for every model that the card has in credits', () =>
    assert.deepEqual(new Set(published.map(([model]) => model)), new Set(card.credits.keys())));
});

describe('a price changes at midnight UTC', () => {
  const changes: readonly (readonly [model: string, on: string, before: number | undefined, after: number])[] = [
    ['gpt-5.6-sol', '2026-07-09', undefined, 125_000],
    ['gpt-5.6-sol', '2026-08-21', 125_000, 100_000],
    ['gpt-5.6-sol', '2026-11-22', 100_000, 125_000],
    ['gpt-5.6-sol', '2026-12-01', 125_000, 125_000],
    ['gpt-5.6-terra', '2026-07-30', 62_500, 50_000],
    ['gpt-5.6-luna', '2026-07-30', 25_000, 5_000],
    ['codex-auto-review', '2026-07-30', undefined, 5_000],
    ['gpt-6-astra', '2026-09-03', undefined, 250_000],
    ['gpt-6-luna', '2026-09-22', undefined, 2_500],
    ['gpt-6.1-sol', '2026-09-29', undefined, 50_000],
    ['gpt-rosalind-research', '2026-10-08', undefined, 125_000],
    ['gpt-6.1-terra', '2026-10-26', undefined, 25_000],
    ['gpt-6.2-astra', '2026-11-17', undefined, 200_000],
  ];
  for (const [model, on, before, after] of changes) {
    it(`for ${model} on ${on}: a thousand tokens cost ${before ?? 'what nobody knows'}, then ${after}`, () => {
      const thousand = tokens(1000, 0, 0);
      assert.deepEqual([micros(model, at(on) - 1, thousand), micros(model, at(on), thousand)], [before, after]);
    });
  }
});

describe('a tier', () => {
  const day = at('2026-11-20');
  const factors: readonly (readonly [model: string, tier: string, atMs: number, credits: number, allowance: number])[] =
    [
      ['gpt-5.5', 'fast', day, 2, 2.5],
      ['gpt-5.4', 'fast', day, 2, 2.5],
      ['gpt-5.4', 'fast', at('2026-09-30') - 1, 2, 2],
      ['gpt-5.4', 'fast', at('2026-09-30'), 2, 2.5],
      ['gpt-5.5', 'priority', at('2026-09-30') - 1, 2, 2.5],
      ['gpt-5.6-luna', 'fast', at('2026-08-01'), 2, 2.5],
      ['gpt-6-astra', 'fast', at('2026-09-10'), 2, 2.5],
      ['gpt-6-astra', 'ultrafast', day, 6, 8],
      ['gpt-6.1-sol', 'ultrafast', at('2026-10-08'), 6, 8],
    ];
  for (const [model, tier, atMs, credits, allowance] of factors) {
    it(`${tier} of ${model} counts × ${credits} in credits and × ${allowance} of the allowance at ${atMs}`, () => {
      const found = (['credits', 'allowance'] as const).map((meter) => findTierFactor(card, meter, model, tier, atMs));
      assert.deepEqual(
        found.map(({ factorMilli, isKnown }) => [factorMilli / 1000, isKnown]),
        [
          [credits, true],
          [allowance, true],
        ],
      );
    });
  }

  const unknown: readonly (readonly [model: string, tier: string, atMs: number, meter: 'credits' | 'allowance'])[] = [
    ['gpt-6.1-sol', 'ultrafast', at('2026-10-08') - 1, 'credits'],
    ['gpt-6.2-astra', 'ultrafast', day, 'credits'],
    ['gpt-5.3-codex', 'fast', at('2026-05-01'), 'allowance'],
    ['gpt-5.5', 'flex', day, 'credits'],
  ];
  for (const [model, tier, atMs, meter] of unknown) {
    it(`${tier} of ${model} has no figure for ${meter} at ${atMs}, and none is lent by another`, () => {
      const { factorMilli, isKnown } = findTierFactor(card, meter, model, tier, atMs);
      assert.deepEqual([factorMilli, isKnown], [1000, false]);
    });
  }
});

describe('runs that were measured', () => {
  // 96,000 to 135,000 tokens of input, 76 to 81 % of them cached, and 600 of output: 1.46 to 1.75 credits.
  const fix = [
    [96_000, 0.76],
    [135_000, 0.81],
  ].map(([input = 0, cached = 0]) => micros('gpt-6.1-sol', at('2026-10-10'), tokens(input, input * cached, 600)) ?? 0);

  it('cost what the account was charged for a small fix', () =>
    assert.ok(
      fix.every((price) => price >= 1_460_000 && price <= 1_750_000),
      fix.join(),
    ));
});

describe('the API’s list price', () => {
  const usd = (model: string, tier: string | undefined, usage: TokenUsage, atMs = at('2026-11-20')): unknown => {
    const priced = priceRequestUsd(card, { model, tier, occurredAtMs: atMs, usage });
    return priced.kind === 'priced' ? priced.usd : undefined;
  };

  const identical = [...card.api].flatMap(([model, periods]) => periods.map(({ fromMs }) => [model, fromMs] as const));
  for (const [model, fromMs] of identical) {
    const atMs = Math.max(fromMs, at('2026-04-02'));
    it(`of ${model} at ${atMs} is a 25th of its price in credits`, () => {
      // Its output is rounded from 112.5 to 113 credits.
      const usage = tokens(100_000, 50_000, model === 'gpt-5.4-mini' ? 0 : 2_000);
      assert.equal(Number(usd(model, 'standard', usage, atMs)) * 25, micros(model, atMs, usage));
    });
  }

  type Written = readonly [says: string, model: string, tier: string | undefined, usage: TokenUsage, micros: number];
  const written = { ...tokens(10_000, 4_000, 100), cacheWriteInputTokens: 2_000 };
  const cases: readonly Written[] = [
    // 4,000 × 2 + 4,000 × 0.1 + 2,000 × 2.5 + 100 × 10
    ['charges for what is written to the cache', 'gpt-6.1-sol', undefined, written, 14_400],
    // 6,000 × 5 + 4,000 × 0.5 + 100 × 30
    ['charges older models nothing more for it', 'gpt-5.5', undefined, written, 35_000],
    // 10,000 × 2 + 100 × 10
    ['counts as input what has no price of its own', 'gpt-6.2-sol', undefined, written, 21_000],
    ['is twice as high in the fast tier', 'gpt-6.1-sol', 'fast', written, 28_800],
    ['is 2.5 times as high in the fast tier of gpt-5.5', 'gpt-5.5', 'priority', written, 87_500],
    ['is six times as high in the ultrafast tier', 'gpt-5.5', 'ultrafast', written, 210_000],
    ['is half as high in a batch', 'gpt-6.1-sol', 'batch', written, 7_200],
    ['is half as high in the flex tier', 'gpt-6.1-sol', 'flex', written, 7_200],
    // 300,000 × 10 × 2 + 1,000 × 50 × 1.5
    ['has a long context for gpt-6-astra too', 'gpt-6-astra', undefined, tokens(300_000, 0, 1_000), 6_075_000],
    // 272,000 × 1 · 272,001 × 1 × 2
    ['of 272,000 tokens is that of a short context', 'gpt-6.1-terra', undefined, tokens(272_000, 0, 0), 272_000],
    ['of 272,001 tokens is that of a long one', 'gpt-6.1-terra', undefined, tokens(272_001, 0, 0), 544_002],
    ['of nothing is nothing', 'gpt-6.1-terra', undefined, tokens(0, 0, 0), 0],
    // 0.05 micro-dollars round down, 0.5 up.
    ['rounds a twentieth down', 'gpt-6.1-terra', undefined, tokens(1, 1, 0), 0],
    ['rounds a half up', 'gpt-6.1-terra', undefined, tokens(10, 10, 0), 1],
    ['of ten billion tokens is exact', 'gpt-6-astra', 'fast', tokens(1e10, 0, 1), 400_000_000_150],
  ];
  for (const [says, model, tier, usage, expected] of cases) {
    it(`${says}: ${expected} micro-dollars`, () => assert.equal(usd(model, tier, usage), expected));
  }

  it('is not known of a model without one', () =>
    assert.deepEqual(
      priceRequestUsd(card, { model: 'gpt-daybreak-red', tier: undefined, occurredAtMs: 0, usage: USAGE }),
      { kind: 'unpriced', model: 'gpt-daybreak-red' },
    ));

  it('tells what of it is assumed', () => {
    const request = { model: 'gpt-6.2-sol', tier: 'warp', occurredAtMs: at('2026-11-20'), usage: written };
    const priced = priceRequestUsd(card, request);
    assert.deepEqual(priced.kind === 'priced' && priced.doubts, ['tierUnknown', 'cachedAsInput', 'cacheWriteAsInput']);
  });
});
