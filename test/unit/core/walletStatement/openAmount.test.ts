import assert from 'node:assert/strict';

import fc from 'fast-check';

import { creditsMicros } from '../../../../src/core/money.ts';
import { LowestOfQueue, type OpenAmount, exceeds } from '../../../../src/core/wallet/statement/openAmount.ts';

const anyAmount = fc.record({ unpriced: fc.nat(2), credits: fc.integer({ min: -5, max: 5 }).map(creditsMicros) });
/** An amount that joins the queue, or how many leave it at its front. */
const anyStep = fc.oneof(anyAmount, fc.nat(4));

describe('the lowest of a queue', () => {
  it('is the lowest of what is left in it, after any arrivals and departures', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const queue = new LowestOfQueue();
        const amounts: OpenAmount[] = [];
        let gone = 0;
        for (const step of steps) {
          if (typeof step === 'number') {
            gone = Math.min(amounts.length, gone + step);
            queue.dropBefore(gone);
          } else {
            queue.push(amounts.length, step);
            amounts.push(step);
          }
          const sorted = amounts.slice(gone).sort((a, b) => (exceeds(a, b) ? 1 : -1));
          assert.deepEqual(queue.lowest(), sorted[0]);
        }
      }),
    );
  });

  it('an amount without unpriced draws never exceeds one with some', () => {
    const credits = creditsMicros(1e15);
    assert.equal(exceeds({ unpriced: 0, credits }, { unpriced: 1, credits: creditsMicros(-1) }), false);
  });
});
