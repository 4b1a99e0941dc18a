import assert from 'node:assert/strict';

import { AssertionError } from '../../../../src/base/assert.ts';
import { Calendar, type Span } from '../../../../src/core/calendar.ts';
import { sumCredits } from '../../../../src/core/money.ts';
import { AccountHistory, type BalanceHistory } from '../../../../src/core/wallet/statement/accountHistory.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { StatementSums } from '../../../../src/core/wallet/statement/statementSums.ts';
import type { BalanceReading, Draw } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { type WalletStatement, walletStatement } from '../../../../src/core/wallet/statement/walletStatement.ts';
import { seededRandom } from '../../../support/codex/seededRandom.ts';
import { DAY_MS, HOUR_MS, credits } from '../../make.ts';
import { type MadeUpWallet, START_MS, anyMoves, madeUpWallet, netOf } from './madeUpWallet.ts';

const utc = new Calendar('UTC');
const at = (text: string): number => Date.parse(`2026-11-${text}:00Z`);

function historyOf({
  readings,
  draws,
}: {
  readings: readonly BalanceReading[];
  draws: readonly Draw[];
}): BalanceHistory {
  const cumulative = new CumulativeDraws(draws);
  return { readings, draws: cumulative, movements: findMovements(readings, cumulative) };
}

const reading = (time: string, balance: number): BalanceReading => ({
  atMs: at(time),
  balance: credits(balance),
  step: credits(0.01),
});
const draw = (time: string, amount: number, change: Partial<Draw> = {}): Draw => ({
  atMs: at(time),
  credits: credits(amount),
  lowest: credits(amount),
  highest: credits(amount),
  ...change,
});
const november: Span = { fromMs: at('01T00:00'), untilMs: at('23T12:00') };

/** A balance of 1,000; on the 20th we draw 30; on the 21st somebody takes 40 and adds 250; on the 22nd nobody looks. */
const history = historyOf({
  readings: [
    reading('20T08:00', 1000),
    reading('20T20:00', 970),
    reading('21T09:00', 970),
    reading('21T12:00', 930),
    reading('21T15:00', 1180),
    reading('23T10:00', 1160),
  ],
  draws: [draw('20T07:00', 5), draw('20T10:00', 10), draw('20T18:00', 20), draw('22T12:00', 20)],
});

const columns = ({ opening, ours, topUps, unattributed, closing }: StatementSums): number[] =>
  [opening, ours, topUps, unattributed, closing].map((amount) => amount / 1e6);

describe('a statement of the wallet', () => {
  const { rows, totals } = walletStatement(history, 'day', utc, november);

  it('begins with the first reading: no day before is known of', () =>
    assert.deepEqual(
      [rows.map(({ key }) => key), rows[0]?.fromMs],
      [['20', '21', '22', '23'].map((day) => `2026-11-${day}`), at('20T08:00')],
    ));

  for (const [index, expected] of [
    [1000, 30, 0, 0, 970],
    [970, 0, 250, 40, 1180],
    [1180, 20, 0, 0, 1160],
    [1160, 0, 0, 0, 1160],
  ].entries()) {
    it(`row ${index + 1}: opening − ours + top-ups − unattributed = closing`, () =>
      assert.deepEqual(columns(rows[index]!), expected));
  }

  it('has totals', () => assert.deepEqual(columns(totals!), [1000, 50, 250, 40, 1160]));

  it('says which balances no reading confirms', () =>
    assert.deepEqual(
      rows.map(({ isOpeningEstimated, isClosingEstimated }) => [isOpeningEstimated, isClosingEstimated]),
      [
        [false, false],
        [false, false],
        [false, false],
        [false, true],
      ],
    ));

  it('says where what others took is proven', () =>
    assert.deepEqual(
      rows.map(({ isProven, unattributedLowest, unattributedHighest }) => [
        isProven,
        unattributedLowest,
        unattributedHighest,
      ]),
      [
        [false, credits(-0.02), credits(0.02)],
        [true, credits(39.96), credits(40.04)],
        [false, credits(0), credits(0)],
        [false, credits(-0.02), credits(0.02)],
      ],
    ));

  it('counts the readings of each row, and names the movements that they prove', () =>
    assert.deepEqual(
      rows.map(({ readings, movements }) => [readings, movements.map(({ kind }) => kind)]),
      [
        [2, []],
        [3, ['drain', 'topUp']],
        [0, []],
        [1, []],
      ],
    ));

  it('has one row a month, too', () =>
    assert.deepEqual(
      walletStatement(history, 'month', utc, november).rows.map((row) => [row.key, ...columns(row)]),
      [['2026-11', 1000, 50, 250, 40, 1160]],
    ));

  it('opens with what the reading before the range leaves', () =>
    assert.deepEqual(
      walletStatement(history, 'day', utc, { fromMs: at('22T18:00'), untilMs: at('23T00:00') }).rows.map(columns),
      [[1160, 0, 0, 0, 1160]],
    ));

  for (const [says, facts, range] of [
    ['without readings', { readings: [], draws: [draw('20T10:00', 10)] }, november],
    ['of time before the first reading', { readings: [reading('24T10:00', 5)], draws: [] }, november],
  ] as const) {
    it(`${says} has no rows and no totals`, () =>
      assert.deepEqual(walletStatement(historyOf(facts), 'day', utc, range), { rows: [], totals: undefined }));
  }

  it('cannot be asked about a time before the first reading', () => {
    assert.throws(() => new AccountHistory(history).sumsOf(november), AssertionError);
  });
});

describe('what a statement cannot know', () => {
  it('a draw that does not show yet makes unattributed fall below zero, but proves nothing', () => {
    const facts = { readings: [reading('20T08:00', 100), reading('20T23:58', 100)], draws: [draw('20T23:55', 10)] };
    const [row] = walletStatement(historyOf(facts), 'day', utc, {
      fromMs: at('20T00:00'),
      untilMs: at('21T00:00'),
    }).rows;
    assert.deepEqual(
      [...columns(row!), row?.isProven, row?.unattributedLowest, row?.unattributedHighest, row?.isClosingEstimated],
      [100, 10, 0, -10, 100, false, credits(-10.02), credits(0.02), true],
    );
  });

  it('draws of unknown price leave no bound below, and no confirmed balance', () => {
    const facts = {
      readings: [reading('20T08:00', 100), reading('21T08:00', 80)],
      draws: [draw('20T12:00', 0, { highest: undefined })],
    };
    const [first, second] = walletStatement(historyOf(facts), 'day', utc, {
      fromMs: at('20T00:00'),
      untilMs: at('22T00:00'),
    }).rows;
    assert.deepEqual(
      [first?.oursHighest, first?.unpricedDraws, first?.isClosingEstimated, first?.closing],
      [undefined, 1, true, credits(100)],
    );
    assert.deepEqual(
      [second?.unattributed, second?.unattributedLowest, second?.unattributedHighest, second?.isProven],
      [credits(20), undefined, credits(20.02), false],
    );
  });
});

describe('a statement at its edges', () => {
  const rowsOf = (readings: readonly BalanceReading[], draws: readonly Draw[] = []) =>
    walletStatement(historyOf({ readings, draws }), 'day', utc, { fromMs: at('20T00:00'), untilMs: at('22T00:00') })
      .rows;

  it('opens with its first reading as it was read, whatever comes later', () => {
    const [first] = rowsOf([reading('20T08:00', 100), reading('20T12:00', 60)]);
    assert.deepEqual([first?.opening, first?.isOpeningEstimated], [credits(100), false]);
  });

  it('a reading at midnight belongs to the day that begins, and so does the movement that it proves', () => {
    const rows = rowsOf([reading('20T08:00', 100), reading('21T00:00', 350), reading('21T12:00', 350)]);
    assert.deepEqual(
      rows.map((row) => [row.readings, row.topUps, row.closing]),
      [
        [1, credits(0), credits(100)],
        [2, credits(250), credits(350)],
      ],
    );
  });

  it('a balance that stays the same over a draw of unknown price confirms nothing', () => {
    const rows = rowsOf(
      [reading('20T08:00', 100), reading('21T08:00', 100)],
      [draw('20T12:00', 0, { highest: undefined })],
    );
    assert.equal(rows[0]?.isClosingEstimated, true);
  });
});

interface Case {
  readonly wallet: MadeUpWallet;
  readonly history: BalanceHistory;
  readonly statement: WalletStatement;
  readonly all: readonly StatementSums[];
}

const HOURS = 100;
const CASES = 200;
const calendars = ['UTC', 'Asia/Kolkata', 'Europe/Berlin'].map((zone) => new Calendar(zone));

function madeUpCase(seed: number, hasMoves: boolean): Case {
  const random = seededRandom(seed);
  const wallet = madeUpWallet(seed, {
    hours: HOURS,
    isUncertain: random.chance(0.5),
    isStale: !hasMoves && random.chance(0.5),
    moves: hasMoves ? anyMoves(seed, HOURS * HOUR_MS) : [],
  });
  const history = historyOf(wallet);
  const calendar = calendars[seed % calendars.length] ?? utc;
  const fromMs = START_MS + random.int(-3 * DAY_MS, 2 * DAY_MS);
  const range = { fromMs, untilMs: fromMs + random.int(1, 6 * DAY_MS) };
  const statement = walletStatement(history, random.chance(0.9) ? 'day' : 'month', calendar, range);
  const { rows, totals } = statement;
  return { wallet, history, statement, all: totals === undefined ? rows : [...rows, totals] };
}

function forEachCase(hasMoves: boolean, check: (made: Case) => void): void {
  for (let seed = 0; seed < CASES; seed += 1) {
    check(madeUpCase(seed, hasMoves));
  }
}

describe('statements of made-up wallets', () => {
  it('add up in every row, and each opens with what the last closed with', () =>
    forEachCase(true, ({ statement: { rows }, all }) => {
      for (const { opening, ours, topUps, unattributed, closing } of all) {
        assert.equal(opening - ours + topUps - unattributed, closing);
      }
      for (const [index, { fromMs, opening, isOpeningEstimated }] of rows.entries()) {
        const before = rows[index - 1] ?? { untilMs: fromMs, closing: opening, isClosingEstimated: isOpeningEstimated };
        assert.deepEqual(
          [before.untilMs, before.closing, before.isClosingEstimated],
          [fromMs, opening, isOpeningEstimated],
        );
      }
    }));

  it('have totals that are the sums of their rows', () =>
    forEachCase(true, ({ statement: { rows, totals } }) => {
      const sums = (each: readonly StatementSums[]) => ({
        ours: sumCredits(each.map((row) => row.ours)),
        oursLowest: sumCredits(each.map((row) => row.oursLowest)),
        topUps: sumCredits(each.map((row) => row.topUps)),
        unattributed: sumCredits(each.map((row) => row.unattributed)),
        readings: each.reduce((sum, row) => sum + row.readings, 0),
        unpricedDraws: each.reduce((sum, row) => sum + row.unpricedDraws, 0),
        movements: each.flatMap((row) => row.movements),
      });
      assert.deepEqual(sums(rows), sums(totals === undefined ? [] : [totals]));
    }));

  it('keep what is unattributed inside its range', () =>
    forEachCase(true, ({ all }) => {
      for (const { unattributed, unattributedLowest, unattributedHighest } of all) {
        assert.ok(
          unattributed >= (unattributedLowest ?? unattributed) && unattributed <= (unattributedHighest ?? unattributed),
        );
      }
    }));

  it('hold what others really took inside the range', () =>
    forEachCase(true, ({ wallet, all }) => {
      const lastBefore = (atMs: number) =>
        wallet.readings.findLast((each) => each.atMs < atMs)?.atMs ?? wallet.readings[0]?.atMs ?? atMs;
      for (const { fromMs, untilMs, movements, unattributedLowest, unattributedHighest } of all) {
        const toppedUp = movements
          .filter(({ kind }) => kind === 'topUp')
          .map((each) => netOf(wallet, each.fromMs, each.untilMs));
        const taken = sumCredits(toppedUp) - netOf(wallet, lastBefore(fromMs), lastBefore(untilMs));
        assert.ok(taken >= (unattributedLowest ?? taken) && taken <= (unattributedHighest ?? taken));
      }
    }));

  it('accuse nobody where nobody else touched the balance', () =>
    forEachCase(false, ({ all }) => assert.ok(all.every(({ isProven }) => !isProven))));

  it('accuse nobody where others only added', () => {
    for (let seed = 0; seed < CASES; seed += 1) {
      const moves = anyMoves(seed, HOURS * HOUR_MS).filter(({ added }) => added > 0);
      const wallet = madeUpWallet(seed, { hours: HOURS, isUncertain: seed % 2 === 0, isStale: false, moves });
      const range = { fromMs: START_MS, untilMs: START_MS + HOURS * HOUR_MS };
      const taken = walletStatement(historyOf(wallet), 'day', utc, range).rows.filter(
        ({ unattributedLowest }) => unattributedLowest !== undefined && unattributedLowest > 0,
      );
      assert.deepEqual(taken, [], `seed ${seed}`);
    }
  });
});
