import assert from 'node:assert/strict';

import type { CalibratedFactor, CalibratedRates } from '../../../../src/core/prices/calibration/calibratedPrice.ts';
import { priceRequest } from '../../../../src/core/prices/pricing.ts';
import { acceptPrice as accept } from '../../../../src/guard/prices/acceptPrice.ts';
import { rateCardInForce } from '../../../../src/guard/prices/ownRateCard.ts';
import { shippedCard, tokens } from '../../make.ts';

const evidence = { threads: 6, requests: 24, fromMs: Date.UTC(2026, 10, 20), untilMs: Date.UTC(2026, 10, 25) };
const origin = { model: 'gpt-5.5', effectiveFrom: '2026-11-20', verifiedAt: '2026-11-25', evidence };
const rates: CalibratedRates = { kind: 'rates', ...origin, input: 150, cachedInput: 15, output: 900 };
const factor: CalibratedFactor = { kind: 'factor', ...origin, tier: 'fast', creditsFactor: 3 };

function acceptPrice(text: string | undefined, price: CalibratedFactor | CalibratedRates): string {
  return accept(text === undefined ? { kind: 'absent' } : { kind: 'text', text }, price);
}

/** What a million fresh tokens cost by a person's own card, with how well that is known. */
function price(text: string, date: string, tier = 'standard', model = 'gpt-5.5') {
  const { card, issue } = rateCardInForce(shippedCard, 'rate-card.json', { kind: 'text', text });
  assert.equal(issue, undefined);
  const usage = tokens(1_000, 0, 0);
  const cost = priceRequest(card, { model, tier, occurredAtMs: Date.parse(date), usage });
  return cost.kind === 'priced' ? [cost.credits / 1e3, cost.row.grade] : undefined;
}

describe('a price that a person accepts', () => {
  it('holds from its day on, and leaves the past as it was', () => {
    const text = acceptPrice(undefined, rates);
    assert.deepEqual(price(text, '2026-11-20'), [150, 'calibrated']);
    assert.deepEqual(price(text, '2026-11-19'), [125, 'official']);
  });

  it('says what it rests on', () =>
    assert.match(
      acceptPrice(undefined, rates),
      /"fits what the account says of 6 threads with 24 requests, 2026-11-20 to 2026-11-25"/,
    ));

  it('leaves comments and all else in the file as they are', () => {
    const before = '{\n  // mine\n  "creditsPerUsd": 20, // dear\n  "rows": [\n    // none yet\n  ]\n}\n';
    const after = acceptPrice(before, rates);
    for (const kept of ['// mine', '"creditsPerUsd": 20, // dear', '// none yet']) {
      assert.ok(after.includes(kept), `${kept} in ${after}`);
    }
    assert.deepEqual(price(after, '2026-11-21'), [150, 'calibrated']);
  });

  it('keeps what is said beside the price that it ends, and beside the one that it replaces', () => {
    const row = (from: string, grade: string) =>
      `{ "model": "gpt-5.5", "input": 1, "output": 1, "effectiveFrom": "${from}", "grade": "${grade}" }`;
    const first = `    ${row('2026-11-01', 'own')}, // as agreed\n`;
    const second = `    ${row('2026-11-21', 'calibrated')} // from the account\n`;
    const after = acceptPrice(`{\n  "rows": [\n    // by month\n${first}${second}  ]\n}\n`, rates);
    for (const kept of ['// by month', '// as agreed', '// from the account']) {
      assert.ok(after.includes(kept), `${kept} in ${after}`);
    }
    assert.deepEqual(price(after, '2026-11-19'), [1, 'own']);
    assert.deepEqual(price(after, '2026-11-22'), [150, 'calibrated']);
  });

  it('ends the one before, also one that the person wrote', () => {
    const mine = '{"rows":[{"model":"gpt-5.5","input":200,"output":1},{"model":"other","input":1,"output":1}]}';
    const text = acceptPrice(mine, rates);
    assert.deepEqual(
      [price(text, '2026-11-19'), price(text, '2026-11-20')],
      [
        [200, 'own'],
        [150, 'calibrated'],
      ],
    );
  });

  it('replaces those that were accepted for the same day or later', () => {
    const twice = acceptPrice(acceptPrice(acceptPrice(undefined, rates), { ...rates, input: 160 }), {
      ...rates,
      input: 170,
      effectiveFrom: '2026-11-10',
    });
    assert.deepEqual(price(twice, '2026-11-21'), [170, 'calibrated']);
    assert.equal(twice.match(/"model"/g)?.length, 1);
  });

  it('never takes the place of a price of the person’s own that begins later', () => {
    const mine = '{"rows":[{"model":"gpt-5.5","input":200,"output":1,"effectiveFrom":"2026-11-24"}]}';
    assert.throws(() => acceptPrice(mine, rates), { code: 'rateCard.ownPrice' });
  });

  it('is not written into a file that cannot be used', () =>
    assert.throws(() => acceptPrice('{"rows":7}', rates), { code: 'rateCard.invalid', message: /line 1/ }));

  it('is not written where the file that is there cannot be read', () =>
    assert.throws(() => accept({ kind: 'unreadable', reason: 'EACCES' }, rates), { code: 'rateCard.invalid' }));

  it('of a tier is a factor for that model alone', () => {
    const text = acceptPrice(acceptPrice(undefined, { ...factor, creditsFactor: 4 }), factor);
    assert.deepEqual(price(text, '2026-11-21', 'fast')?.[0], 375);
    assert.equal(text.match(/"tier"/g)?.length, 1);
    assert.deepEqual(price(text, '2026-11-21', 'fast', 'gpt-5.4'), price('{}', '2026-11-21', 'fast', 'gpt-5.4'));
  });
});
