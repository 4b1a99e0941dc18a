import assert from 'node:assert/strict';

import fc from 'fast-check';

import { addCredits } from '../../../../src/core/money.ts';
import { priceRequest } from '../../../../src/core/prices/pricing.ts';
import { costParts, runRequests } from '../../../../src/core/usage/runRequests.ts';
import { NOW_MS, card, credits, event, eventOfCredits, tokens } from '../../make.ts';

describe('the parts of a request’s price', () => {
  it('add up to it, but for the rounding of each', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...card.credits.keys()),
        fc.constantFrom(undefined, 'standard', 'fast', 'flex'),
        fc.nat(600_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(100_000),
        (model, tier, input, share, output) => {
          const usage = tokens(input, Math.floor(input * share), output);
          const request = { model, tier, occurredAtMs: NOW_MS, usage };
          const [cost, parts] = [priceRequest(card, request), costParts(card, request)];
          assert.equal(parts === undefined, cost.kind === 'unpriced');
          if (parts !== undefined && cost.kind === 'priced') {
            const sum = addCredits(addCredits(parts.fresh, parts.cached), parts.output);
            assert.ok(Math.abs(sum - cost.credits) <= 2, `${sum} for ${cost.credits}`);
          }
        },
      ),
    );
  });

  it('are not made up where a model has no price', () =>
    assert.equal(costParts(card, event({ model: 'gpt-99' })), undefined));
});

describe('the requests of a run', () => {
  it('are none where none was read', () => assert.equal(runRequests([], card), undefined));

  it('come in order of time, each with its thread, its tokens and its price', () => {
    const late = event({ responseId: 'b', occurredAtMs: NOW_MS + 1, usage: tokens(3_000, 1_000, 100) });
    const nested = event({ responseId: 'a', threadId: 'thread-2', model: 'gpt-99' });
    const asked = runRequests([event(), late, nested], card);
    assert.ok(asked);
    assert.deepEqual(
      asked.requests.map((one) => [one.responseId, one.threadId, one.freshTokens, one.cachedTokens, one.credits]),
      [
        ['resp-1', 'thread-1', 10_000, 0, credits(1.25)],
        ['a', 'thread-2', 10_000, 0, undefined],
        ['b', 'thread-1', 2_000, 1_000, credits(0.3375)],
      ],
    );
    assert.deepEqual([asked.threadId, asked.earlierRequests], ['thread-1', 0]);
  });

  it('of more than are shown keep what the earlier ones came to', () => {
    const many = Array.from({ length: 1_002 }, (_, index) =>
      eventOfCredits(1, { responseId: `resp-${index}`, occurredAtMs: NOW_MS + index }),
    );
    const asked = runRequests(many, card);
    assert.deepEqual(
      [asked?.requests.length, asked?.requests[0]?.responseId, asked?.earlierRequests, asked?.earlierCredits],
      [1_000, 'resp-2', 2, credits(2)],
    );
  });
});
