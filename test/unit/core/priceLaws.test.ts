import assert from 'node:assert/strict';

import fc from 'fast-check';

import { priceRequest } from '../../../src/core/prices/pricing.ts';
import { type TokenUsage, addTokens } from '../../../src/core/usage/tokenUsage.ts';
import { NOW_MS, card, tokens } from '../make.ts';

const anyUsage = fc
  .record({ input: fc.nat(400_000), cachedShare: fc.double({ min: 0, max: 1, noNaN: true }), output: fc.nat(100_000) })
  .map(({ input, cachedShare, output }) => tokens(input, Math.floor(input * cachedShare), output));
const anyModel = fc.constantFrom(...card.credits.keys());
const anyTier = fc.constantFrom(undefined, 'standard', 'fast', 'ultrafast', 'warp');
const price = (model: string, tier: string | undefined, usage: TokenUsage): number => {
  const cost = priceRequest(card, { model, tier, occurredAtMs: NOW_MS, usage });
  return cost.kind === 'priced' ? cost.credits : 0;
};

describe('prices', () => {
  it('never fall when tokens are added', () => {
    fc.assert(
      fc.property(anyModel, anyTier, anyUsage, anyUsage, (model, tier, usage, more) =>
        assert.ok(price(model, tier, addTokens(usage, more)) >= price(model, tier, usage)),
      ),
    );
  });

  it('never rise when input turns out to be cached', () => {
    fc.assert(
      fc.property(anyModel, anyTier, anyUsage, (model, tier, usage) =>
        assert.ok(price(model, tier, usage) <= price(model, tier, { ...usage, cachedInputTokens: 0 })),
      ),
    );
  });

  it('are rounded for each request: ten of half a micro-credit cost ten, not five', () => {
    const each = price('gpt-5.5', undefined, tokens(1, 1, 0));
    assert.deepEqual([each * 10, price('gpt-5.5', undefined, tokens(10, 10, 0))], [130, 125]);
  });

  it('ignore how input was written to the cache and how much of the output was reasoning', () => {
    fc.assert(
      fc.property(anyModel, anyUsage, (model, usage) =>
        assert.equal(
          price(model, undefined, { ...usage, reasoningOutputTokens: usage.outputTokens, cacheWriteInputTokens: 1 }),
          price(model, undefined, usage),
        ),
      ),
    );
  });
});
