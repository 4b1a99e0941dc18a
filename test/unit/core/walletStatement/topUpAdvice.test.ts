import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Calendar } from '../../../../src/core/calendar.ts';
import { type CreditsMicros, creditsMicros, creditsToMicros, sumCredits } from '../../../../src/core/money.ts';
import type { AutoReload } from '../../../../src/core/policy/policy.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { dailyP90, forecastNeed } from '../../../../src/core/wallet/statement/needForecast.ts';
import { type ReloadExposure, paidDaysOf, topUpAdvice } from '../../../../src/core/wallet/statement/topUpAdvice.ts';
import { type SeededRandom, seededRandom } from '../../../support/codex/seededRandom.ts';
import { HOUR_MS, credits } from '../../make.ts';

const daysOf = (...amounts: number[]): CreditsMicros[] => amounts.map(credits);
const steady = (days: number, amount: number): CreditsMicros[] => Array.from({ length: days }, () => credits(amount));

describe('what automatic top-up may buy in a month', () => {
  const limited = (amount: number): ReloadExposure => ({ kind: 'limited', credits: credits(amount) });
  const cases: readonly (readonly [says: string, declared: AutoReload | undefined, exposure: ReloadExposure])[] = [
    ['is not known where nothing is declared', undefined, { kind: 'notDeclared' }],
    [
      'has no limit where none is declared',
      { minimumBalance: credits(125), targetBalance: credits(500) },
      { kind: 'unlimited' },
    ],
    ['has no limit by a count without a target', { maxPerMonth: 4 }, { kind: 'unlimited' }],
    ['is the monthly maximum', { monthlyMaximum: credits(2000) }, limited(2000)],
    [
      'is as many fills up to the target, each from nothing',
      { minimumBalance: credits(125), targetBalance: credits(500), maxPerMonth: 3 },
      limited(1500),
    ],
    [
      'is the lower of both',
      { targetBalance: credits(500), monthlyMaximum: credits(2000), maxPerMonth: 3 },
      limited(1500),
    ],
    [
      'is a billion credits where more could not be counted',
      { targetBalance: credits(1e9), maxPerMonth: Number.MAX_SAFE_INTEGER },
      limited(1e9),
    ],
    ['is nothing where no top-up may happen', { targetBalance: credits(500), maxPerMonth: 0 }, limited(0)],
  ];
  for (const [says, declared, exposure] of cases) {
    it(says, () => assert.deepEqual(topUpAdvice(declared, []).exposure, exposure));
  }
});

describe('advice on top-up', () => {
  it('is not given on less than 14 days', () => {
    const { need, recommended } = topUpAdvice(undefined, steady(13, 10));
    assert.deepEqual([need, recommended], [undefined, undefined]);
  });

  it('of steady days is what they add up to, in packs of 250', () =>
    assert.deepEqual(topUpAdvice(undefined, steady(14, 10)), {
      exposure: { kind: 'notDeclared' },
      need: {
        daysConsidered: 14,
        dayP90: credits(10),
        weekP90: credits(70),
        month: { p50: credits(300), p90: credits(300) },
      },
      recommended: { minimumBalance: credits(250), targetBalance: credits(500), monthlyMaximum: credits(500) },
    }));

  it('of days without paid use is that nothing is needed', () =>
    assert.deepEqual(topUpAdvice(undefined, steady(20, 0)).recommended, {
      minimumBalance: credits(0),
      targetBalance: credits(0),
      monthlyMaximum: credits(0),
    }));

  it('looks at the last 60 days only', () =>
    assert.deepEqual(topUpAdvice(undefined, [...steady(40, 900), ...steady(60, 10)]).need?.month.p90, credits(300)));

  it('needs no less for a week than for a day, nor for a month than for a week', () => {
    const anyDay = fc.oneof(fc.nat(1), fc.nat(100), fc.nat(1e10)).map(creditsMicros);
    const anyDays = fc.array(anyDay, { minLength: 14, maxLength: 60 });
    fc.assert(
      fc.property(anyDays, (days) => {
        const { need } = topUpAdvice(undefined, days);
        assert.ok(need !== undefined && need.dayP90 <= need.weekP90 && need.weekP90 <= need.month.p90);
      }),
      { numRuns: 300 },
    );
  });

  it('of next to nothing on all days but one is no more than if each were like that one', () => {
    const days = [...steady(13, 0.000001), credits(500)];
    const { need } = topUpAdvice(undefined, days);
    assert.deepEqual([need?.weekP90, need?.month.p90], [credits(7 * 500), credits(30 * 500)]);
  });

  it('of a busy day every other week, which makes the week uncertain, allows the month no less than the week', () => {
    const days = Array.from({ length: 48 }, (_, day) => credits(day % 16 === 0 ? 500 : 0.01));
    const { need } = topUpAdvice(undefined, days);
    assert.deepEqual([need?.weekP90, need?.month.p90], [credits(7 * 500), credits(7 * 500)]);
  });

  it('gives the same answer each time', () =>
    assert.deepEqual(forecastNeed(daysOf(1, 5, 0, 90, 3), 30), forecastNeed(daysOf(1, 5, 0, 90, 3), 30)));
});

describe('what nine days in ten need', () => {
  for (const [says, days, p90] of [
    ['is nothing without days', [], 0],
    ['of few days is the highest', [3, 9, 1], 9],
    ['of nineteen days is the eighteenth', Array.from({ length: 19 }, (_, index) => index + 1), 18],
  ] as const) {
    it(says, () => assert.equal(dailyP90(daysOf(...days)), credits(p90)));
  }
});

describe('the days that advice rests on', () => {
  const berlin = new Calendar('Europe/Berlin');
  const at = (text: string): number => Date.parse(`${text}:00+01:00`);
  const draw = (text: string, amount: number) => ({
    atMs: at(text),
    credits: credits(amount),
    lowest: credits(0),
    highest: credits(amount),
  });
  const draws = new CumulativeDraws([
    draw('2026-11-16T23:00', 1),
    draw('2026-11-17T00:00', 2),
    draw('2026-11-18T23:59', 4),
    draw('2026-11-20T08:00', 8),
  ]);

  it('are whole ones: neither today nor the day on which history begins', () =>
    assert.deepEqual(paidDaysOf(draws, berlin, at('2026-11-16T12:00'), at('2026-11-20T12:00')).days, daysOf(2, 4, 0)));

  it('include the first where history begins with it', () =>
    assert.deepEqual(paidDaysOf(draws, berlin, at('2026-11-16T00:00'), at('2026-11-18T12:00')).days, daysOf(1, 2)));

  it('are the last 60 at most', () =>
    assert.equal(paidDaysOf(draws, berlin, 0, at('2026-11-20T12:00')).days.length, 60));

  it('are none where history begins today', () =>
    assert.deepEqual(paidDaysOf(draws, berlin, at('2026-11-20T12:00') - HOUR_MS, at('2026-11-20T12:00')).days, []));
});

/** Standard normal, by Box and Muller. */
const normal = (random: SeededRandom): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Ways to make up the needs of days. */
const KINDS: Readonly<Record<string, (random: SeededRandom, count: number) => number[]>> = {
  'a weekly rhythm': (random, count) =>
    Array.from({ length: count }, (_, day) =>
      random.chance(day % 7 >= 5 ? 0.8 : 0.3) ? 0 : 10 * Math.exp(normal(random)),
    ),
  'a weekly rhythm and heavy tails': (random, count) =>
    Array.from({ length: count }, (_, day) =>
      random.chance(day % 7 >= 5 ? 0.8 : 0.3) ? 0 : 10 * Math.exp(1.5 * normal(random)),
    ),
  'tails without a variance': (random, count) =>
    Array.from({ length: count }, () => (random.chance(0.3) ? 0 : 10 * (1 - random.next()) ** -0.5)),
  'few busy days': (random, count) =>
    Array.from({ length: count }, () => (random.chance(0.85) ? 0 : 40 * Math.exp(normal(random)))),
  'weeks that hang together': (random, count) => {
    let level = 0.7 * normal(random);
    return Array.from({ length: count }, (_, day) => {
      level = day % 7 === 0 ? 0.6 * level + 0.56 * normal(random) : level;
      return random.chance(0.3) ? 0 : 10 * Math.exp(level + normal(random));
    });
  },
};

/** The shares of made-up months that needed no more than was forecast, from histories of different lengths. */
function shareHeld(make: (random: SeededRandom, count: number) => number[]): { p50: number; p90: number } {
  const trials = [14, 21, 30, 60].flatMap((historyDays) =>
    Array.from({ length: 60 }, (_, seed) => {
      const days = make(seededRandom(seed * 100 + historyDays), historyDays + 30).map(creditsToMicros);
      const { p50, p90 } = forecastNeed(days.slice(0, historyDays), 30);
      const needed = sumCredits(days.slice(historyDays));
      return { isInP50: needed <= p50, isInP90: needed <= p90 };
    }),
  );
  const share = (isHeld: (trial: (typeof trials)[number]) => boolean) => trials.filter(isHeld).length / trials.length;
  return { p50: share(({ isInP50 }) => isInP50), p90: share(({ isInP90 }) => isInP90) };
}

describe('a forecast of the month', () => {
  for (const [kind, make] of Object.entries(KINDS)) {
    it(`of days with ${kind} holds about half, and about nine in ten`, () => {
      const { p50, p90 } = shareHeld(make);
      assert.ok(Math.abs(p50 - 0.5) < 0.1 && p90 > 0.84 && p90 < 0.95, `${p50}, ${p90}`);
    });
  }
});
