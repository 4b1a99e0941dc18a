import assert from 'node:assert/strict';

import { GuardError } from '../../../src/base/errors.ts';
import { findRate } from '../../../src/core/rateCard.ts';
import { parseRateCard } from '../../../src/guard/rateCardFile.ts';
import rateCardJson from '../../../media/rate-card.json' with { type: 'json' };
import { card } from '../make.ts';

type Json = typeof rateCardJson;
const [firstRow] = rateCardJson.rows;

describe('the rate card we ship', () => {
  it('is named by the day it was verified', () => assert.equal(card.id, rateCardJson.verifiedAt));

  it('is to be reviewed after it was verified', () =>
    assert.ok(card.reviewAfterMs > Date.parse(rateCardJson.verifiedAt)));

  it('has one price at most for each model at any instant', () => {
    const overlaps = [...card.rowsByModel.values()].flatMap((rows) =>
      rows.filter((row) =>
        rows.some(
          (other) =>
            other !== row &&
            (other.effectiveFromMs ?? -Infinity) <= (row.effectiveFromMs ?? -Infinity) &&
            (row.effectiveFromMs ?? -Infinity) < (other.effectiveToMs ?? Infinity),
        ),
      ),
    );
    assert.deepEqual(overlaps, []);
  });

  it('has no gap in the prices of a model once it has one', () => {
    const gaps = [...card.rowsByModel.entries()].flatMap(([model, rows]) =>
      rows.filter(
        ({ effectiveToMs }) => effectiveToMs !== undefined && findRate(card, model, effectiveToMs) === undefined,
      ),
    );
    assert.deepEqual(gaps, []);
  });

  it('names a source for each price that it lists', () => {
    const sources = new Set(Object.keys(rateCardJson.sources));
    assert.deepEqual(
      rateCardJson.rows.filter(({ source }) => !sources.has(source)),
      [],
    );
  });

  it('never lets cached input cost more than fresh input', () => {
    const rows = [...card.rowsByModel.values()].flat();
    assert.deepEqual(
      rows.filter(({ cachedInput, input }) => cachedInput !== undefined && cachedInput > input),
      [],
    );
  });
});

describe('a rate card', () => {
  it('counts in micro-credits per million tokens, and in thousandths', () => {
    const row = findRate(card, 'gpt-5.4-mini', Date.parse('2026-11-20'));
    const fast = card.tierFactors.find(({ tier }) => tier === 'fast');
    assert.deepEqual(
      [row?.input, row?.cachedInput, row?.output, fast?.creditsFactorMilli],
      [18_750_000, 1_875_000, 113_000_000, 2000],
    );
  });

  it('begins its dates at midnight UTC', () =>
    assert.equal(findRate(card, 'gpt-5.4', Date.parse('2026-04-02T00:00:00Z'))?.model, 'gpt-5.4'));

  const bad: readonly (readonly [says: string, change: object, place: RegExp])[] = [
    ['of another version', { version: 2 }, /version/],
    ['with a key nobody knows', { extra: 1 }, /extra/],
    ['with a price below nothing', { rows: [{ ...firstRow, input: -1 }] }, /rows\.0\.input/],
    ['with a price as text', { rows: [{ ...firstRow, output: '5' }] }, /rows\.0\.output/],
    ['with a date that is none', { rows: [{ ...firstRow, effectiveFrom: '2026-13-01' }] }, /rows\.0\.effectiveFrom/],
    ['of a grade nobody knows', { rows: [{ ...firstRow, grade: 'rumoured' }] }, /rows\.0\.grade/],
    [
      'with a tier that costs nothing',
      { tiers: [{ ...rateCardJson.tiers[0], creditsFactor: 0 }] },
      /tiers\.0\.creditsFactor/,
    ],
    ['by which a dollar buys nothing', { creditsPerUsd: 0 }, /creditsPerUsd/],
  ];
  for (const [says, change, place] of bad) {
    it(`${says} is refused, and the place is named`, () => {
      const changed: Json = { ...rateCardJson, ...change };
      assert.throws(
        () => parseRateCard(changed),
        (error) => GuardError.is(error, 'rateCard.invalid') && place.test(error.message),
      );
    });
  }

  it('that is no card at all is refused', () => {
    assert.throws(
      () => parseRateCard(null),
      (error) => GuardError.is(error, 'rateCard.invalid'),
    );
  });
});
