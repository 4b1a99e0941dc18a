import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { Format } from '../../../../src/core/format.ts';
import {
  exposureText,
  lotAgeText,
  lotExpiryText,
  needText,
  recommendedSettings,
  topUpsText,
} from '../../../../src/core/wallet/walletOutlookText.ts';
import type { Movement } from '../../../../src/core/wallet/statement/findMovements.ts';
import { type PaidNeed, type ReloadSettings, topUpAdvice } from '../../../../src/core/wallet/statement/topUpAdvice.ts';
import type { WalletOutlook } from '../../../../src/core/wallet/statement/walletOutlook.ts';
import { DAY_MS, NOW_MS, credits } from '../../make.ts';

const format = new Format(inEnglish, 'en-GB', 'UTC');
const price = { currency: 'EUR', creditsPerUnit: 20 };
const lot = { seenAtMs: NOW_MS, credits: credits(500), remaining: credits(100), expiresAtMs: undefined };

function outlook(change: Partial<WalletOutlook>): WalletOutlook {
  const advice = topUpAdvice(undefined, []);
  return { alerts: [], lots: [], topUps: [], advice, daysKnown: 0, unpricedDraws: 0, ...change };
}

function needing(p50: number, p90: number, recommended: readonly [number, number, number]): WalletOutlook {
  const need: PaidNeed = {
    daysConsidered: 30,
    dayP90: credits(1),
    weekP90: credits(1),
    month: { p50: credits(p50), p90: credits(p90) },
  };
  const [minimumBalance, targetBalance, monthlyMaximum] = recommended.map(credits) as unknown as [
    ReloadSettings['minimumBalance'],
    ReloadSettings['targetBalance'],
    ReloadSettings['monthlyMaximum'],
  ];
  const advice = {
    exposure: { kind: 'notDeclared' as const },
    need,
    recommended: { minimumBalance, targetBalance, monthlyMaximum },
  };
  return outlook({ advice, daysKnown: 30 });
}

describe('the lots of a balance, in words', () => {
  it('say from when on they may expire, or that nobody knows', () => {
    const bought = { ...lot, expiresAtMs: NOW_MS + 365 * DAY_MS };
    assert.deepEqual(
      [lotAgeText(bought, inEnglish, format), lotExpiryText(bought, inEnglish, format)],
      ['20 Nov 2026', 'from 20 Nov 2027 on'],
    );
    assert.deepEqual(
      [lotAgeText(lot, inEnglish, format), lotExpiryText(lot, inEnglish, format)],
      ['before 20 Nov 2026', 'not known'],
    );
  });
});

describe('top-ups, in words', () => {
  const topUp: Movement = {
    kind: 'topUp',
    fromMs: NOW_MS,
    untilMs: NOW_MS + 1,
    lowest: credits(500),
    credits: credits(500),
    highest: credits(500),
  };
  for (const [topUps, most, text] of [
    [[], undefined, 'No top-up was seen this month.'],
    [[], 4, 'No top-up was seen this month. Your policy declares at most 4 automatic ones a month.'],
    [[topUp, topUp], undefined, 'Top-ups seen this month: 2, with 1,000.00 credits in all.'],
  ] as const) {
    it(text, () => assert.equal(topUpsText(topUps, most, inEnglish, format), text));
  }
});

describe('the exposure, in words', () => {
  it('is what automatic top-up may buy, and not what one buys by hand', () =>
    assert.equal(
      exposureText({ kind: 'limited', credits: credits(2000) }, price, inEnglish, format),
      'Automatic top-up, as declared, may buy 2,000 credits in a month, about 100.00 EUR. One-time purchases come on top.',
    ));
  it('without a limit is any amount', () =>
    assert.match(exposureText({ kind: 'unlimited' }, price, inEnglish, format), /it may buy any amount/));
  it('is not known where nothing is declared', () =>
    assert.match(exposureText({ kind: 'notDeclared' }, price, inEnglish, format), /is not known\./));
});

describe('the need, in words', () => {
  const textOf = (of: WalletOutlook) => needText(of, inEnglish, format);

  it('says what is missing where it cannot be told yet', () =>
    assert.equal(
      textOf(outlook({ daysKnown: 9 })),
      'What a month needs can be told after 14 whole days with a known balance; there are 9 so far.',
    ));
  it('is a figure that is likely and one that is hardly passed', () =>
    assert.equal(
      textOf(needing(812, 1234, [250, 500, 1250])),
      'Going by the last 30 days, Codex here needs about 810 purchased credits a month, and nine times in ten no more than 1,200. What others draw comes on top.',
    ));
  it('is none where nothing was drawn', () =>
    assert.equal(textOf(needing(0, 0, [0, 0, 0])), 'In the last 30 days Codex here drew no purchased credits.'));
  it('says where something has no price', () =>
    assert.match(
      textOf({ ...needing(0, 0, [0, 0, 0]), unpricedDraws: 3 }),
      /Requests without a price are not in it\.$/,
    ));

  const settings = (of: WalletOutlook) => recommendedSettings(of, inEnglish).map(({ credits: amount }) => amount);
  it('leads to settings that would do, or to none', () =>
    assert.deepEqual(
      [settings(needing(812, 1234, [250, 500, 1250])), settings(needing(0, 0, [0, 0, 0])), settings(outlook({}))],
      [[credits(250), credits(500), credits(1250)], [], []],
    ));
});
