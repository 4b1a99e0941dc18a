import assert from 'node:assert/strict';

import { AssertionError } from '../../../../src/base/assert.ts';
import { creditsMicros } from '../../../../src/core/money.ts';
import { excludesZero } from '../../../../src/core/wallet/statement/amountRange.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { type Movement, findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import { type Sight, addedBetween, sightsOf } from '../../../../src/core/wallet/statement/sight.ts';
import type { BalanceReading, Draw } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { seededRandom } from '../../../support/codex/seededRandom.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { LENGTH_MS, type MadeUpWallet, START_MS, anyMoves, madeUpWallet, netOf } from './madeUpWallet.ts';

const MINUTE_MS = 60_000;
const HISTORIES = 1000;

const reading = (minute: number, balance: number, step = 0.01): BalanceReading => ({
  atMs: NOW_MS + minute * MINUTE_MS,
  balance: credits(balance),
  step: credits(step),
});
const draw = (minute: number, amount: number, change: Partial<Draw> = {}): Draw => ({
  atMs: NOW_MS + minute * MINUTE_MS,
  credits: credits(amount),
  lowest: credits(amount),
  highest: credits(amount),
  ...change,
});
const find = (readings: readonly BalanceReading[], draws: readonly Draw[] = []): Movement[] =>
  findMovements(readings, new CumulativeDraws(draws));
const movementsOf = ({ readings, draws }: MadeUpWallet): Movement[] => find(readings, draws);
const sights = ({ readings, draws }: MadeUpWallet): Sight[] => sightsOf(readings, new CumulativeDraws(draws));

/** In credits and minutes. */
const brief = ({ kind, fromMs, untilMs, lowest, credits: guess, highest }: Movement) => ({
  kind,
  minutes: [(fromMs - NOW_MS) / MINUTE_MS, (untilMs - NOW_MS) / MINUTE_MS],
  amounts: [lowest / 1e6, guess / 1e6, highest === undefined ? undefined : highest / 1e6],
});

describe('a movement of the balance', () => {
  const cases: readonly (readonly [
    says: string,
    readings: readonly BalanceReading[],
    draws: readonly Draw[],
    found: readonly ReturnType<typeof brief>[],
  ])[] = [
    ['is none without readings', [], [draw(0, 5)], []],
    ['is none with one reading', [reading(0, 100)], [draw(0, 5)], []],
    ['is none where the balance falls by what we drew', [reading(0, 100), reading(30, 95)], [draw(10, 5)], []],
    ['is none while a draw may not show yet', [reading(0, 100), reading(15, 100)], [draw(10, 5)], []],
    ['is none where a draw shows before its line is written', [reading(0, 95), reading(30, 95)], [draw(0.4, 5)], []],
    ['is none where a reading is overtaken by an older one', [reading(0, 95), reading(5, 100)], [draw(-1, 5)], []],
    ['is none where only the rounding differs', [reading(0, 100), reading(1, 100.02)], [], []],
    [
      'is a top-up where the balance rises',
      [reading(0, 100), reading(5, 350)],
      [],
      [{ kind: 'topUp', minutes: [0, 5], amounts: [249.98, 250, 250.02] }],
    ],
    [
      'is a top-up where a draw does not show when it must',
      [reading(0, 100), reading(30, 100)],
      [draw(10, 5)],
      [{ kind: 'topUp', minutes: [0, 30], amounts: [4.98, 5, 5.02] }],
    ],
    [
      'is a drain where the balance falls and nothing was drawn',
      [reading(0, 100), reading(5, 60)],
      [draw(-30, 5)],
      [{ kind: 'drain', minutes: [0, 5], amounts: [39.98, 40, 40.02] }],
    ],
    [
      'is only what our draws in between cannot have taken',
      [reading(0, 100), reading(5, 60)],
      [draw(1, 10)],
      [{ kind: 'drain', minutes: [0, 5], amounts: [29.98, 35, 40.02] }],
    ],
    [
      'is only what draws of unknown meter cannot have taken',
      [reading(0, 100), reading(60, 60)],
      [draw(10, 10, { lowest: credits(0) })],
      [{ kind: 'drain', minutes: [0, 60], amounts: [29.98, 30, 40.02] }],
    ],
    [
      'is none where a draw of unknown price may have taken it',
      [reading(0, 100), reading(60, 10)],
      [draw(10, 0, { highest: undefined })],
      [],
    ],
    [
      'is a drain again after a draw of unknown price has shown',
      [reading(0, 100), reading(60, 10), reading(61, 5)],
      [draw(10, 0, { highest: undefined })],
      [{ kind: 'drain', minutes: [60, 61], amounts: [4.98, 5, 5.02] }],
    ],
    [
      'is a top-up of any size where a draw of unknown price may hide a part',
      [reading(0, 100), reading(60, 350)],
      [draw(10, 0, { highest: undefined })],
      [{ kind: 'topUp', minutes: [0, 60], amounts: [249.98, 250, undefined] }],
    ],
    [
      'lies after the last of the readings that it contradicts, and is sized by the quietest around',
      [reading(0, 100), reading(20, 80), reading(25, 300), reading(60, 280)],
      [draw(15, 20), draw(24, 20)],
      [{ kind: 'topUp', minutes: [20, 25], amounts: [199.98, 220, 260.02] }],
    ],
    [
      'is one net of two between the same readings',
      [reading(0, 100), reading(60, 130)],
      [],
      [{ kind: 'topUp', minutes: [0, 60], amounts: [29.98, 30, 30.02] }],
    ],
  ];
  for (const [says, readings, draws, found] of cases) {
    it(says, () => assert.deepEqual(find(readings, draws).map(brief), found));
  }

  it('is counted once, though readings before it could have been after it', () => {
    const busy = [draw(0, 20), draw(3, 20)];
    const readings = [reading(-1, 100), reading(4, 70), reading(5, 190), reading(40, 160)];
    assert.deepEqual(
      find(readings, busy).map(({ kind, credits: amount }) => [kind, amount]),
      [['topUp', credits(100)]],
    );
  });

  it('is none while a draw may not show yet, as late as one says that it may', () => {
    const draws = [draw(10, 5)];
    const readings = [reading(0, 100), reading(45, 100)];
    const patient = findMovements(readings, new CumulativeDraws(draws, { lagMs: HOUR_MS, leadMs: 0 }));
    assert.deepEqual([find(readings, draws).length, patient.length], [1, 0]);
  });

  it('cannot be looked for among readings or draws out of order', () => {
    assert.throws(() => find([reading(1, 5), reading(0, 5)]), AssertionError);
    assert.throws(() => find([], [draw(1, 5), draw(0, 5)]), AssertionError);
  });

  it('cannot be looked for among draws that count less than they took at least, or more than at most', () => {
    assert.throws(() => find([], [draw(1, 5, { lowest: credits(6) })]), AssertionError);
    assert.throws(() => find([], [draw(1, 5, { highest: credits(4) })]), AssertionError);
  });
});

/** Wherever it says so, the seed of a history that fails. */
function forEachHistory(check: (seed: number) => void): void {
  for (let seed = 0; seed < HISTORIES; seed += 1) {
    check(seed);
  }
}

describe('movements in a thousand made-up histories', () => {
  for (const isUncertain of [false, true]) {
    const kinds = isUncertain ? 'some of unknown meter or price' : 'all of known meter and price';

    it(`are none where nobody else touched the balance: draws, ${kinds}`, () =>
      forEachHistory((seed) =>
        assert.deepEqual(movementsOf(madeUpWallet(seed, { isUncertain, isStale: true })), [], `seed ${seed}`),
      ));

    it(`hold what others really did, net, in their time and amount: draws, ${kinds}`, () =>
      forEachHistory((seed) => {
        const wallet = madeUpWallet(seed, { isUncertain, isStale: false, moves: anyMoves(seed) });
        for (const movement of movementsOf(wallet)) {
          const added = netOf(wallet, movement.fromMs, movement.untilMs);
          const net = movement.kind === 'topUp' ? added : 0 - added;
          const { lowest, credits: guess, highest = Number.POSITIVE_INFINITY } = movement;
          assert.ok(0 < lowest && lowest <= net && net <= highest, `seed ${seed}: ${net} in ${lowest}…${highest}`);
          assert.ok(lowest <= guess && guess <= highest, `seed ${seed}: guess ${guess}`);
        }
      }));

    it(`never overlap, so that their sum is no more than what happened: draws, ${kinds}`, () =>
      forEachHistory((seed) => {
        const found = movementsOf(madeUpWallet(seed, { isUncertain, isStale: false, moves: anyMoves(seed) }));
        for (const [index, { fromMs }] of found.entries()) {
          assert.ok(fromMs >= (found[index - 1]?.untilMs ?? 0), `seed ${seed}`);
        }
      }));

    it(`are found wherever two readings prove one: draws, ${kinds}`, () =>
      forEachHistory((seed) => {
        const wallet = madeUpWallet(seed, { isUncertain, isStale: false, moves: anyMoves(seed) });
        assert.deepEqual(
          movementsOf(wallet).map(({ fromMs, untilMs }) => [fromMs, untilMs]),
          foundByComparingAll(sights(wallet)),
          `seed ${seed}`,
        );
      }));

    it(`are found and sized where a quiet reading stands on both sides: draws, ${kinds}`, () =>
      forEachHistory((seed) => {
        const random = seededRandom(seed);
        const fromMs = START_MS + random.int(0, LENGTH_MS);
        const untilMs = fromMs + random.int(2, HOUR_MS);
        const added = creditsMicros(random.pick([1, -1]) * random.int(4_000_001, 500_000_000));
        const wallet = madeUpWallet(seed, {
          isUncertain,
          isStale: false,
          moves: [{ atMs: fromMs + 1, added }],
          readAtMs: [fromMs, untilMs],
          quiet: { fromMs, untilMs },
        });
        const [movement, ...more] = movementsOf(wallet);
        assert.deepEqual([more.length, movement?.kind], [0, added > 0 ? 'topUp' : 'drain'], `seed ${seed}`);
        assert.ok(movement !== undefined && movement.fromMs >= fromMs && movement.untilMs <= untilMs, `seed ${seed}`);
        const off = Math.abs(movement.credits - Math.abs(added));
        assert.ok(off <= 4 * (wallet.readings[0]?.step ?? 0), `seed ${seed}: off by ${off}`);
      }));
  }
});

/** The same by its definition: the first sight that contradicts any of its stretch begins the next one. */
function foundByComparingAll(all: readonly Sight[]): [fromMs: number, untilMs: number][] {
  const found: [number, number][] = [];
  let stretch: Sight[] = [];
  for (const sight of all) {
    const from = stretch.findLast((earlier) => excludesZero(addedBetween(earlier, sight)));
    if (from !== undefined) {
      found.push([from.reading.atMs, sight.reading.atMs]);
      stretch = [];
    }
    stretch.push(sight);
  }
  return found;
}
