import assert from 'node:assert/strict';

import { inEnglish } from '../../../src/base/translate.ts';
import { Format } from '../../../src/core/format.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits } from '../make.ts';

const english = new Format(inEnglish, 'en-US', 'UTC');
const german = new Format(inEnglish, 'de-DE', 'Europe/Berlin');

function reads(subject: string, cases: readonly (readonly [actual: string, expected: string])[]): void {
  describe(subject, () => {
    for (const [actual, expected] of cases) {
      it(`reads ${expected}`, () => assert.equal(actual, expected));
    }
  });
}

reads('an amount of credits', [
  [english.credits(credits(1204.35)), '1,204.35'],
  [english.credits(credits(0)), '0.00'],
  [english.credits(credits(0.005)), '0.01'],
  [english.credits(credits(-3.5)), '−3.50'],
  [english.credits(credits(-0.001)), '0.00'],
  [english.credits(credits(1e9)), '1,000,000,000.00'],
  [german.credits(credits(1204.35)), '1.204,35'],
]);

reads('what one request cost', [
  [english.requestCredits(credits(0.1075)), '0.108'],
  [english.requestCredits(credits(0.000001)), '0.000'],
]);

reads('credits without decimals', [
  [english.wholeCredits(credits(1204.99)), '1,204'],
  [english.wholeCredits(credits(0.999)), '0.99'],
  [english.wholeCredits(credits(0.32)), '0.32'],
  [english.wholeCredits(credits(0.009)), '0'],
  [english.wholeCredits(credits(0)), '0'],
  [english.wholeCredits(credits(-1.99)), '−1'],
  [english.wholeCredits(credits(-0.5)), '−0.50'],
]);

reads('a limit', [
  [english.limit(credits(200)), '200'],
  [english.limit(credits(0.5)), '0.50'],
  [english.limit(credits(1200)), '1,200'],
]);

reads('an uncertain figure', [
  [english.approximately(credits(1234)), '1,200'],
  [english.approximately(credits(71.4)), '71'],
  [english.approximately(credits(1.449)), '1.4'],
  [english.approximately(credits(0.04567)), '0.046'],
  [english.approximately(credits(0)), '0'],
  [english.approximately(credits(1e9)), '1,000,000,000'],
]);

reads('a range', [
  [english.range(credits(14.2), credits(71.4)), '14–71'],
  [english.range(credits(14.1), credits(14.2)), '14'],
  [english.range(credits(0.9), credits(1204)), '0.9–1,200'],
]);

reads('tokens in short', [
  [english.tokens(0), '0'],
  [english.tokens(999), '999'],
  [english.tokens(1000), '1k'],
  [english.tokens(182_400), '182k'],
  [english.tokens(999_499), '999k'],
  [english.tokens(999_500), '1M'],
  [english.tokens(1_234_567), '1.2M'],
]);

reads('other figures', [
  [english.percent(99.99), '99 %'],
  [english.percent(100), '100 %'],
  [english.factor(2.08), '×2.1'],
  [english.factor(0.5), '×0.5'],
  [english.count(12_345), '12,345'],
  [english.money({ currency: 'USD', micros: 48_170_000 }), '48.17 USD'],
  [english.money({ currency: 'USD', micros: -1_500_000 }), '−1.50 USD'],
  [german.money({ currency: 'EUR', micros: 1_204_350_000 }), '1.204,35 EUR'],
  [english.money({ currency: 'JPY', micros: 6_520_400_000 }), '6,520 JPY'],
  [english.money({ currency: 'KWD', micros: 12_345_600 }), '12.346 KWD'],
  [english.exact(12.5), '12.5'],
  [english.exact(1_250), '1,250'],
  [english.exact(0.000_012_5), '0.0000125'],
  [german.exact(1.875), '1,875'],
]);

reads('a length of time', [
  [english.duration(0), '0 s'],
  [english.duration(59_999), '59 s'],
  [english.duration(60_000), '1 min'],
  [english.duration(HOUR_MS - 1), '59 min'],
  [english.duration(HOUR_MS), '1 h'],
  [english.duration(2 * DAY_MS - 1), '47 h'],
  [english.duration(2 * DAY_MS), '2 days'],
]);

reads('an age', [
  [english.age(9_999), 'just now'],
  [english.age(-5_000), 'just now'],
  [english.age(40_000), '40 s ago'],
  [english.age(26 * 60_000), '26 min ago'],
]);

reads('an instant, seen from Friday noon', [
  [english.instant(NOW_MS + 90 * 60_000, NOW_MS), '13:30'],
  [english.instant(NOW_MS + 12 * HOUR_MS, NOW_MS), '00:00'],
  [english.instant(NOW_MS - 12 * HOUR_MS, NOW_MS), '00:00'],
  [english.instant(NOW_MS - 13 * HOUR_MS, NOW_MS), 'Thu 23:00'],
  [english.instant(NOW_MS + DAY_MS, NOW_MS), 'Sat 12:00'],
  [english.instant(NOW_MS - 6 * DAY_MS, NOW_MS), 'Sat 12:00'],
  [english.instant(NOW_MS + 7 * DAY_MS, NOW_MS), 'Nov 27, 12:00'],
  [german.instant(NOW_MS + 90 * 60_000, NOW_MS), '14:30'],
]);
