import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type PriceBound, highestTierMilli, priceBound } from '../../../../src/core/prices/priceBound.ts';
import { priceRequest } from '../../../../src/core/prices/pricing.ts';
import { findTierFactor } from '../../../../src/core/prices/tierFactors.ts';
import type { TokenUsage } from '../../../../src/core/usage/tokenUsage.ts';
import { NOW_MS, card, tokens } from '../../make.ts';

/** As the launcher of hooks works it out. */
function atMost({ short, long, longAboveInputTokens }: PriceBound, usage: TokenUsage): number {
  const { input, cachedInput, output } = usage.inputTokens > longAboveInputTokens ? long : short;
  const fresh = usage.inputTokens - usage.cachedInputTokens;
  const sum = fresh * input + usage.cachedInputTokens * cachedInput + usage.outputTokens * output;
  return Math.ceil(sum / 1e6);
}

describe('the bound of a price', () => {
  const anyModel = fc.constantFrom(...card.credits.keys());
  const anyTier = fc.constantFrom(undefined, ...card.tierFactors.flatMap(({ tier, aliases }) => [tier, ...aliases]));
  const anyUsage = fc
    .tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200_000))
    .map(([input, part, output]) => tokens(input, Math.floor(input * part), output));
  const anyInstant = fc.integer({ min: NOW_MS - 200 * 86_400_000, max: NOW_MS });

  it('is never below the price, for the tier that a request has and for all tiers', () => {
    fc.assert(
      fc.property(anyModel, anyTier, anyUsage, anyInstant, (model, tier, usage, occurredAtMs) => {
        const price = priceRequest(card, { model, tier, occurredAtMs, usage });
        const when = { fromMs: occurredAtMs, untilMs: occurredAtMs + 1 };
        const { factorMilli } = findTierFactor(card, 'credits', model, tier, occurredAtMs);
        const own = priceBound(card, model, factorMilli, when);
        const any = priceBound(card, model, highestTierMilli(card, model, occurredAtMs), when);
        if (price.kind === 'unpriced') {
          assert.deepEqual([own, any], [undefined, undefined]);
        } else {
          assert.ok(own !== undefined && any !== undefined);
          assert.ok(price.credits <= atMost(own, usage), `${price.credits} > ${atMost(own, usage)}`);
          assert.ok(price.credits <= atMost(any, usage));
        }
      }),
    );
  });

  it('is the price itself where one row is in force and nothing is rounded', () => {
    const bound = priceBound(card, 'gpt-5.5', 1_000, { fromMs: NOW_MS, untilMs: NOW_MS + 60_000 });
    assert.deepEqual(
      [bound && atMost(bound, tokens(8_000, 0, 0)), bound && atMost(bound, tokens(16_000, 8_000, 0))],
      [1_000_000, 1_100_000],
    );
  });

  it('is none where the model has no price', () =>
    assert.equal(priceBound(card, 'gpt-99', 1_000, { fromMs: NOW_MS, untilMs: NOW_MS }), undefined));
});
