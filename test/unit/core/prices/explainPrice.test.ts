import assert from 'node:assert/strict';

import fc from 'fast-check';

import { inEnglish } from '../../../../src/base/translate.ts';
import { explainPrice } from '../../../../src/core/prices/explainPrice.ts';
import { explanationText } from '../../../../src/core/prices/explanationText.ts';
import { Format } from '../../../../src/core/format.ts';
import { PRICE_DOUBTS } from '../../../../src/core/prices/priceDoubts.ts';
import { doubtText, gradeText } from '../../../../src/core/prices/priceWords.ts';
import { type PricedRequest, priceRequest } from '../../../../src/core/prices/pricing.ts';
import { RATE_GRADES } from '../../../../src/core/prices/rateCard.ts';
import { card, tokens } from '../../make.ts';

const format = new Format(inEnglish, 'en-US', 'UTC');
const NOV_24 = Date.parse('2026-11-24T00:00:00Z');

function request(change: Partial<PricedRequest> = {}): PricedRequest {
  return { model: 'gpt-5.5', tier: undefined, occurredAtMs: NOV_24, usage: tokens(1100, 600, 50), ...change };
}

function lines(change: Partial<PricedRequest> = {}): string[] {
  const asked = request(change);
  return explanationText(explainPrice(card, asked), card, asked.tier, inEnglish, format);
}

const anyRequest = fc
  .record({
    model: fc.constantFrom(...card.credits.keys(), 'gpt-99'),
    tier: fc.constantFrom(undefined, 'standard', 'fast', 'priority', 'ultrafast', 'flex', 'warp'),
    occurredAtMs: fc.integer({ min: Date.UTC(2026, 3, 1), max: Date.UTC(2026, 11, 31) }),
    input: fc.oneof(fc.nat(600_000), fc.nat(1e10)),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    output: fc.oneof(fc.nat(100_000), fc.nat(1e10)),
  })
  .map(({ input, share, output, ...rest }) => ({ ...rest, usage: tokens(input, Math.floor(input * share), output) }));

describe('the explanation of a price', () => {
  it('adds up to the price, and the price lies in its range', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const explanation = explainPrice(card, asked);
        const cost = priceRequest(card, asked);
        if (explanation.kind === 'unpriced' || cost.kind === 'unpriced') {
          assert.equal(explanation.kind, cost.kind);
          return;
        }
        const { terms, tier } = explanation;
        const sum = terms
          .map(({ tokens: count, rate, factorMilli }) => BigInt(count) * BigInt(rate) * BigInt(factorMilli))
          .reduce((total, term) => total + term, 0n);
        const rounded = (sum * BigInt(tier.factorMilli) * 2n + 10n ** 12n) / (2n * 10n ** 12n);
        assert.equal(cost.credits, Number(rounded));
        assert.ok(cost.lowest <= cost.credits && cost.credits <= cost.highest);
        assert.deepEqual(explanation.cost, cost);
      }),
      { numRuns: 2000 },
    );
  });

  it('can be reckoned after', () =>
    assert.deepEqual(lines({ tier: 'fast' }), [
      'gpt-5.5, at all times: 125 credits per million tokens of input, 12.5 cached, 750 of output ' +
        '(from OpenAI’s own text: OpenAI help centre, article 20001106 (ChatGPT rate card), seen 2026-06, ' +
        'checked on 2026-11-22).',
      'Fresh input: 500 tokens at 125 per million = 0.0625',
      'Cached input: 600 tokens at 12.5 per million = 0.0075',
      'Output: 50 tokens at 750 per million = 0.0375',
      'Long context: no, it has at most 272,000 tokens of input.',
      'Tier fast, in credits: × 2 since 2026-09-30 (several third parties agree: Two independent third-party ' +
        'verification notes that agree, seen 2026-10-06).',
      'Tier fast, on the included allowance: × 2.5 since 2026-09-30 (several third parties agree: Two independent ' +
        'third-party verification notes that agree, seen 2026-10-06).',
      'Added up, times the tier, and rounded half up to a millionth: 0.215 credits, worth 0.0086 USD.',
    ]));

  it('tells the factors of a long context with their terms', () =>
    assert.deepEqual(lines({ usage: tokens(300_000, 0, 1000) }).slice(1, 5), [
      'Fresh input: 300,000 tokens at 125 × 2 per million = 75',
      'Cached input: 0 tokens at 12.5 × 2 per million = 0',
      'Output: 1,000 tokens at 750 × 1.5 per million = 1.125',
      'Long context: more than 272,000 tokens, so input counts × 2 and output × 1.5.',
    ]));

  it('tells of a model that is exempt', () =>
    assert.equal(
      lines({ model: 'gpt-6-astra', usage: tokens(300_000, 0, 0) })[4],
      'Long context: more than 272,000 tokens of input, but this model is exempt.',
    ));

  it('tells what is in doubt, the cheaper price, and the range', () =>
    assert.deepEqual(lines({ model: 'gpt-5.6-sol' }).slice(-4), [
      'When a promotion ends is told differently, so the dearer price counts.',
      'The price is assumed.',
      'By the price that holds 2026-08-21 until 2026-12-01 it would be 0.081 credits.',
      'The true price probably lies between 0.081 and 0.1075 credits.',
    ]));

  it('tells that nothing is published of a tier', () =>
    assert.ok(lines({ model: 'gpt-6-sol' }).includes('Tier by default, in credits: × 1, since nothing is published.')));

  it('of a model without a price names those that are called alike, and takes none of their prices', () =>
    assert.deepEqual(lines({ model: 'gpt-5.5-pro' }), [
      'No price of gpt-5.5-pro is known.',
      'There are prices of gpt-5.5, gpt-5.6-sol, but they say nothing about this model’s.',
    ]));

  it('of a model without a price before its first row says so', () =>
    assert.deepEqual(lines({ model: 'gpt-6.1-sol', occurredAtMs: 0 }), [
      'No price of gpt-6.1-sol is known for that time.',
    ]));

  it('of no model says so', () =>
    assert.deepEqual(lines({ model: undefined }), ['The model is not known, so there is no price.']));

  it('has different words for each doubt and each grade', () => {
    const words = [
      ...PRICE_DOUBTS.map((doubt) => doubtText(doubt, inEnglish)),
      ...RATE_GRADES.map((grade) => gradeText(grade, inEnglish)),
    ];
    assert.equal(new Set(words).size, PRICE_DOUBTS.length + RATE_GRADES.length);
  });
});
