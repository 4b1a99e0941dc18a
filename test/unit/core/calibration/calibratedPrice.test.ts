import assert from 'node:assert/strict';

import type { Agreement, Proposal } from '../../../../src/core/prices/calibration/agreement.ts';
import { proposedPrices } from '../../../../src/core/prices/calibration/calibratedPrice.ts';
import { DAY_MS, NOW_MS, card, credits } from '../../make.ts';

const evidence = { threads: 6, requests: 24, fromMs: NOW_MS, untilMs: NOW_MS + 5 * DAY_MS };
const origin = { model: 'gpt-5.5', effectiveFrom: '2026-11-20', verifiedAt: '2026-11-25', evidence };

function priceOf(proposal: Proposal, change: Partial<Agreement> = {}) {
  const agreement: Agreement = {
    model: 'gpt-5.5',
    tier: 'standard',
    threads: 6,
    leftOut: 0,
    ours: credits(1),
    account: credits(1.2),
    verdict: 'differs',
    proposal,
    ...change,
  };
  return proposedPrices(card, [agreement])[0]?.price;
}

describe('a proposed price, to be written down', () => {
  it('holds from the day of the first thread that it rests on', () =>
    assert.deepEqual(priceOf({ kind: 'rates', rates: { input: 100, cachedInput: 10, output: 500 }, evidence }), {
      kind: 'rates',
      ...origin,
      input: 100,
      cachedInput: 10,
      output: 500,
    }));

  it('by a share is so many times each rate of ours', () =>
    assert.deepEqual(priceOf({ kind: 'timesRates', timesRates: 1.2, evidence }), {
      kind: 'rates',
      ...origin,
      input: 150,
      cachedInput: 15,
      output: 900,
    }));

  it('by a share of no price is none', () =>
    assert.equal(priceOf({ kind: 'timesRates', timesRates: 1.2, evidence }, { model: 'gpt-99' }), undefined));

  it('of a tier is so many times its factor of now', () =>
    assert.deepEqual(priceOf({ kind: 'tierFactor', timesFactor: 1.1, evidence }, { tier: 'fast' }), {
      kind: 'factor',
      ...origin,
      tier: 'fast',
      creditsFactor: 2.2,
    }));
});
