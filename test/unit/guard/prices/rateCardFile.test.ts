import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import { findRate } from '../../../../src/core/prices/rateCard.ts';
import { parseRateCard } from '../../../support/prices/rateCardFile.ts';
import type { ShippedRateCardJson } from '../../../../src/guard/prices/rateCardSchema.ts';
import { shippedRateCard } from '../../../../src/guard/prices/shippedRateCard.ts';
import rateCardJson from '../../../../media/rate-card.json' with { type: 'json' };
import { card, shippedCard } from '../../make.ts';

type Json = typeof rateCardJson;
const [firstRow] = rateCardJson.rows;

describe('the rate card we ship', () => {
  it('is named by the day it was verified', () =>
    assert.deepEqual([card.id, card.verifiedOn], [rateCardJson.verifiedAt, rateCardJson.verifiedAt]));

  it('is the same in windows, which do not check it', () =>
    assert.deepEqual(shippedRateCard(rateCardJson as ShippedRateCardJson), shippedCard));

  it('is to be reviewed after it was verified', () =>
    assert.ok(card.reviewAfterMs > Date.parse(rateCardJson.verifiedAt)));

  it('has several prices at an instant only where a promotion’s end is not known', () => {
    const several = [...card.credits, ...card.api].flatMap(([model, periods]) =>
      periods
        .filter(({ rows }) => rows.length > 1)
        .map(({ fromMs, untilMs }) => [model, ...[fromMs, untilMs].map((atMs) => new Date(atMs).toISOString())]),
    );
    const overlap = ['gpt-5.6-sol', '2026-11-22T00:00:00.000Z', '2026-12-01T00:00:00.000Z'];
    assert.deepEqual(several, [overlap, overlap]);
  });

  it('has no gap in the prices of a model once it has one', () => {
    const gaps = [...card.credits].filter(([, periods]) =>
      periods.some(({ untilMs }, index) => untilMs !== (periods[index + 1]?.fromMs ?? Infinity)),
    );
    assert.deepEqual(gaps, []);
  });

  it('names a source for each figure that it lists', () => {
    const sources = new Set(Object.keys(rateCardJson.sources));
    const { rows, apiRows, tiers } = rateCardJson;
    assert.deepEqual(
      [...rows, ...apiRows, ...tiers].filter(({ source }) => !sources.has(source)),
      [],
    );
  });

  it('lists no source that nothing comes from', () => {
    const { rows, apiRows, tiers } = rateCardJson;
    const used = new Set([...rows, ...apiRows, ...tiers].map(({ source }) => source));
    assert.deepEqual(
      Object.keys(rateCardJson.sources).filter((source) => !used.has(source)),
      [],
    );
  });

  it('derives prices in credits rather than listing what was derived by hand', () =>
    assert.deepEqual(
      rateCardJson.rows.filter(({ grade }) => grade === 'derived'),
      [],
    ));
});

describe('a rate card', () => {
  it('counts in micro-credits per million tokens, and in thousandths', () => {
    const row = findRate(card, 'gpt-5.4-mini', Date.parse('2026-11-20'));
    const fast = card.tierFactors.find(({ tier }) => tier === 'fast');
    assert.deepEqual(
      [row?.input, row?.cachedInput, row?.output, fast?.factorsMilli],
      [18_750_000, 1_875_000, 113_000_000, { credits: 2000, allowance: 2500, api: undefined }],
    );
  });

  it('lets a row say by itself when it was verified, and when it is to be reviewed', () => {
    const rows = [{ ...firstRow, verifiedAt: '2026-12-24', reviewAfter: '2026-12-31' }, firstRow];
    const parsed = parseRateCard({ ...rateCardJson, rows });
    assert.deepEqual(
      parsed.rows.map(({ verifiedOn, reviewAfterMs }) => [verifiedOn, reviewAfterMs]),
      [
        ['2026-12-24', Date.parse('2026-12-31')],
        [shippedCard.verifiedOn, shippedCard.reviewAfterMs],
      ],
    );
  });

  const bad: readonly (readonly [says: string, change: object, place: RegExp])[] = [
    ['of another version', { version: 2 }, /version/],
    ['with a key nobody knows', { extra: 1 }, /extra/],
    ['with a price below nothing', { rows: [{ ...firstRow, input: -1 }] }, /rows\.0\.input/],
    ['with a price that could not be counted exactly', { rows: [{ ...firstRow, output: 1e5 }] }, /rows\.0\.output/],
    ['with a price as text', { rows: [{ ...firstRow, output: '5' }] }, /rows\.0\.output/],
    ['with a date that is none', { rows: [{ ...firstRow, effectiveFrom: '2026-13-01' }] }, /rows\.0\.effectiveFrom/],
    ['of a grade nobody knows', { rows: [{ ...firstRow, grade: 'rumoured' }] }, /rows\.0\.grade/],
    ['with a price of the person’s own', { rows: [{ ...firstRow, grade: 'own' }] }, /rows\.0\.grade/],
    [
      'with a row that is never in force',
      { rows: [{ ...firstRow, effectiveTo: firstRow?.effectiveFrom }] },
      /rows\.0\.effectiveTo/,
    ],
    ['on which cached input is dearer', { rows: [{ ...firstRow, cachedInput: 51 }] }, /rows\.0\.cachedInput/],
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
