import assert from 'node:assert/strict';

import { AssertionError } from '../../../../src/base/assert.ts';
import { priceRequest } from '../../../../src/core/prices/pricing.ts';
import { creditsToMoney, creditsToUsd } from '../../../../src/core/prices/creditWorth.ts';
import { card, credits, tokens } from '../../make.ts';

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const NOV_20 = at('2026-11-20');

interface Case {
  readonly says: string;
  readonly model: string;
  readonly tier?: string;
  readonly atMs?: number;
  readonly usage: readonly [input: number, cached: number, output: number];
  readonly micros: number;
}

/** Worked out by hand from the figures of `media/rate-card.json`. */
const cases: readonly Case[] = [
  // 500 × 125 + 600 × 12.5 + 50 × 750 per million = 0.0625 + 0.0075 + 0.0375
  {
    says: 'fresh, cached and output tokens each at their rate',
    model: 'gpt-5.5',
    usage: [1100, 600, 50],
    micros: 107_500,
  },
  { says: 'nothing used', model: 'gpt-5.5', usage: [0, 0, 0], micros: 0 },
  { says: 'all input cached', model: 'gpt-5.5', usage: [1000, 1000, 0], micros: 12_500 },
  { says: 'one token of input', model: 'gpt-5.5', usage: [1, 0, 0], micros: 125 },
  // 12.5 micro-credits round up.
  { says: 'half a micro-credit rounds up', model: 'gpt-5.5', usage: [1, 1, 0], micros: 13 },
  // 1 × 1.875 = 1.875
  { says: 'a rate of three decimals', model: 'gpt-5.4-mini', usage: [1, 1, 0], micros: 2 },
  // 0.25 micro-credits round down.
  {
    says: 'a quarter of a micro-credit rounds down',
    model: 'gpt-6-luna',
    tier: 'standard',
    usage: [1, 1, 0],
    micros: 0,
  },
  {
    says: 'the fast tier costs twice as much',
    model: 'gpt-5.5',
    tier: 'fast',
    usage: [1100, 600, 50],
    micros: 215_000,
  },
  {
    says: 'priority is another name of fast',
    model: 'gpt-5.5',
    tier: 'priority',
    usage: [1100, 600, 50],
    micros: 215_000,
  },
  // (500 × 250 + 600 × 25 + 50 × 1250) × 6
  {
    says: 'ultrafast costs six times as much where it is known',
    model: 'gpt-6-astra',
    tier: 'ultrafast',
    usage: [1100, 600, 50],
    micros: 1_215_000,
  },
  {
    says: 'ultrafast of a model without a figure is taken as standard',
    model: 'gpt-5.5',
    tier: 'ultrafast',
    usage: [1100, 600, 50],
    micros: 107_500,
  },
  { says: 'the tier is applied before rounding', model: 'gpt-5.5', tier: 'fast', usage: [1, 1, 0], micros: 25 },
  { says: 'the standard tier by name', model: 'gpt-5.5', tier: 'standard', usage: [1100, 600, 50], micros: 107_500 },
  { says: 'the default tier by name', model: 'gpt-5.5', tier: 'default', usage: [1100, 600, 50], micros: 107_500 },
  {
    says: 'a tier without a figure is taken as standard',
    model: 'gpt-5.5',
    tier: 'warp',
    usage: [1100, 600, 50],
    micros: 107_500,
  },
  // 272,000 × 125
  { says: 'a context of 272,000 tokens is still short', model: 'gpt-5.5', usage: [272_000, 0, 0], micros: 34_000_000 },
  // (1 × 125 + 272,000 × 12.5) × 2 + 1000 × 750 × 1.5 = 250 + 6,800,000 + 1,125,000
  {
    says: 'above it the whole request costs more',
    model: 'gpt-5.5',
    usage: [272_001, 272_000, 1000],
    micros: 7_925_250,
  },
  // (300,000 × 125 × 2 + 100 × 750 × 1.5) × 2
  {
    says: 'long context and fast tier multiply',
    model: 'gpt-5.5',
    tier: 'fast',
    usage: [300_000, 0, 100],
    micros: 150_225_000,
  },
  // 300,000 × 250 + 100 × 1250
  { says: 'gpt-6-astra has no long context', model: 'gpt-6-astra', usage: [300_000, 0, 100], micros: 75_125_000 },
  // 1000 × 50: there is no cached price for gpt-6.2-sol.
  {
    says: 'without a cached price, cached input is input',
    model: 'gpt-6.2-sol',
    usage: [1000, 400, 0],
    micros: 50_000,
  },
  {
    says: 'the last ms of a dated row',
    model: 'gpt-5.6-sol',
    atMs: at('2026-08-21') - 1,
    usage: [1000, 0, 0],
    micros: 125_000,
  },
  {
    says: 'the first ms after it: the end is exclusive',
    model: 'gpt-5.6-sol',
    atMs: at('2026-08-21'),
    usage: [1000, 0, 0],
    micros: 100_000,
  },
  {
    says: 'the price that came back',
    model: 'gpt-5.6-sol',
    atMs: at('2026-11-22'),
    usage: [1000, 0, 0],
    micros: 125_000,
  },
  { says: 'a row without dates holds always', model: 'gpt-5.5', atMs: 0, usage: [1000, 0, 0], micros: 125_000 },
  // 10^12 × 1250 micro-credits pass 2^53 on the way.
  {
    says: 'products beyond 2^53',
    model: 'gpt-6-astra',
    usage: [0, 0, 1_000_000_000_001],
    micros: 1_250_000_000_001_250,
  },
];

describe('the price of a request', () => {
  for (const { says, model, tier, atMs, usage, micros } of cases) {
    it(`${says}: ${model}${tier === undefined ? '' : ` ${tier}`}, ${usage.join('/')} tokens are ${micros}`, () => {
      const cost = priceRequest(card, { model, tier, occurredAtMs: atMs ?? NOV_20, usage: tokens(...usage) });
      assert.equal(cost.kind === 'priced' && cost.credits, micros);
    });
  }

  const unpriced: readonly (readonly [says: string, model: string | undefined, atMs: number])[] = [
    ['no model', undefined, NOV_20],
    ['a model nobody knows', 'gpt-99', NOV_20],
    ['a longer name of a known model', 'gpt-5.5-pro', NOV_20],
    ['a shorter name of a known model', 'gpt-5.', NOV_20],
    ['a research preview whose price is not final', 'gpt-5.3-codex-spark', NOV_20],
    ['other letters', 'GPT-5.5', NOV_20],
    ['a name that objects have', 'constructor', NOV_20],
    ['a model before its first row', 'gpt-6.1-sol', at('2026-09-29') - 1],
  ];
  for (const [says, model, atMs] of unpriced) {
    it(`${says} is unpriced, and no neighbour’s price is taken`, () => {
      const cost = priceRequest(card, { model, tier: undefined, occurredAtMs: atMs, usage: tokens(1000, 0, 0) });
      assert.deepEqual(cost, { kind: 'unpriced', model });
    });
  }

  const tiers: readonly (readonly [model: string, tier: string | undefined, isKnown: boolean])[] = [
    ['gpt-5.5', undefined, true],
    ['gpt-5.5', 'priority', true],
    ['gpt-5.5', 'warp', false],
    ['gpt-6-sol', undefined, false],
    ['gpt-6-luna', undefined, false],
    ['gpt-6-sol', 'standard', true],
    ['gpt-6-sol', 'fast', true],
  ];
  for (const [model, tier, isKnown] of tiers) {
    it(`what ${model} costs on the tier ${tier ?? 'by default'} is ${isKnown ? 'known' : 'assumed'}`, () => {
      const cost = priceRequest(card, { model, tier, occurredAtMs: NOV_20, usage: tokens(1000, 0, 0) });
      assert.equal(cost.kind === 'priced' && cost.isTierKnown, isKnown);
    });
  }

  it('more cached than input tokens is a mistake of ours, not a discount', () => {
    const request = { model: 'gpt-5.5', tier: undefined, occurredAtMs: NOV_20, usage: tokens(10, 11, 0) };
    assert.throws(() => priceRequest(card, request), AssertionError);
  });
});

describe('credits in money', () => {
  for (const [amount, micros] of [
    [1000, 40_000_000],
    [0.000001, 0],
    [0.0000125, 1],
    [-1000, -40_000_000],
  ] as const) {
    it(`${amount} credits are ${micros} micro-dollars`, () =>
      assert.equal(creditsToUsd(card, credits(amount)), micros));
  }

  for (const [currency, creditsPerUnit, micros] of [
    ['USD', 25, 40_000_000],
    ['EUR', 27, 37_037_037],
    ['JPY', 0.1667, 5_998_800_240],
    ['IDR', 0.0016, 625_000_000_000],
  ] as const) {
    it(`1000 credits are ${micros} millionths where 1 ${currency} buys ${creditsPerUnit}`, () =>
      assert.deepEqual(creditsToMoney({ currency, creditsPerUnit }, credits(1000)), { currency, micros }));
  }

  it('keep their sign', () =>
    assert.equal(creditsToMoney({ currency: 'EUR', creditsPerUnit: 27 }, credits(-27)).micros, -1_000_000));
});
