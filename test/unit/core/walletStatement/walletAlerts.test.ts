import assert from 'node:assert/strict';

import { Calendar } from '../../../../src/core/calendar.ts';
import { creditLots } from '../../../../src/core/wallet/statement/creditLots.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import { type WalletAlertInput, walletAlerts } from '../../../../src/core/wallet/statement/walletAlerts.ts';
import type { BalanceReading, Draw } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { anyMoves, madeUpWallet } from './madeUpWallet.ts';

const utc = new Calendar('UTC');
const MINUTE_MS = 60_000;

const reading = (hour: number, balance: number): BalanceReading => ({
  atMs: NOW_MS + hour * HOUR_MS,
  balance: credits(balance),
  step: credits(0.01),
});
const draw = (atMs: number, change: Partial<Draw> = {}): Draw => ({
  atMs,
  credits: credits(1),
  lowest: credits(1),
  highest: credits(1),
  ...change,
});

function alerts(
  readings: readonly BalanceReading[],
  draws: readonly Draw[] = [],
  change: Partial<WalletAlertInput> = {},
) {
  const cumulative = new CumulativeDraws(draws);
  const movements = findMovements(readings, cumulative);
  return walletAlerts({
    readings,
    draws: cumulative,
    movements,
    lots: creditLots(readings, movements),
    reserve: credits(0),
    maxTopUpsPerMonth: undefined,
    expiryNoticeDays: 30,
    calendar: utc,
    nowMs: NOW_MS + DAY_MS,
    sinceMs: NOW_MS - 400 * DAY_MS,
    ...change,
  });
}
const ids = (...input: Parameters<typeof alerts>): string[] => alerts(...input).map(({ id }) => id);

describe('the alert that the balance fell while nothing ran', () => {
  const fell = [reading(0, 100), reading(1, 60)];

  it('is told of a drain without draws', () => assert.deepEqual(ids(fell), ['fellWhileIdle:2026-11-20']));

  for (const [says, atMs, isTold] of [
    ['long before', NOW_MS - 10 * MINUTE_MS - 1, true],
    ['that may show only now', NOW_MS - 10 * MINUTE_MS, false],
    ['in between', NOW_MS + MINUTE_MS, false],
    ['that may show early', NOW_MS + HOUR_MS + 30_000, false],
    ['long after', NOW_MS + HOUR_MS + 30_001, true],
  ] as const) {
    it(`is ${isTold ? 'told' : 'not told'} with a draw ${says}`, () =>
      assert.equal(ids(fell, [draw(atMs)]).length, isTold ? 1 : 0));
  }

  it('is not told with a draw of unknown meter', () =>
    assert.deepEqual(ids(fell, [draw(NOW_MS + MINUTE_MS, { lowest: credits(0) })]), []));

  it('is told once a day, with all drains of it', () => {
    const told = alerts([reading(0, 100), reading(1, 90), reading(2, 80), reading(20, 70)]);
    assert.deepEqual(
      told.map((alert) => [alert.id, alert.kind === 'fellWhileIdle' ? alert.drains.length : 0]),
      [
        ['fellWhileIdle:2026-11-20', 2],
        ['fellWhileIdle:2026-11-21', 1],
      ],
    );
  });
});

describe('alerts of top-ups', () => {
  const rises = (...hours: number[]): BalanceReading[] => [
    reading(-1, 100),
    ...hours.map((hour, index) => reading(hour, 350 + 250 * index)),
  ];

  it('tell each that is seen', () =>
    assert.deepEqual(ids(rises(0, 5)), [`topUpSeen:${NOW_MS}`, `topUpSeen:${NOW_MS + 5 * HOUR_MS}`]));

  const more = (maxTopUpsPerMonth: number | undefined, change: Partial<WalletAlertInput> = {}) =>
    ids(rises(0, 5, 9), [], { maxTopUpsPerMonth, ...change }).filter((id) => id.startsWith('more'));

  it('tell of more in a month than expected', () => assert.deepEqual(more(2), ['moreTopUpsThanAllowed:2026-11']));
  it('tell of any where none is expected', () => assert.deepEqual(more(0), ['moreTopUpsThanAllowed:2026-11']));
  it('do not tell of as many as expected', () => assert.deepEqual(more(3), []));
  it('do not tell where nothing is declared', () => assert.deepEqual(more(undefined), []));
  it('count from the first of each month', () =>
    assert.deepEqual(
      ids(rises(0, 11 * 24, 12 * 24), [], { maxTopUpsPerMonth: 1 }).filter((id) => id.startsWith('more')),
      ['moreTopUpsThanAllowed:2026-12'],
    ));
  it('count those before an install, but tell only of one after it', () =>
    assert.deepEqual(
      [more(2, { sinceMs: NOW_MS + 5 * HOUR_MS }).length, more(2, { sinceMs: NOW_MS + 9 * HOUR_MS }).length],
      [1, 0],
    ));
});

describe('the alert that the balance is below the reserve', () => {
  const below = (balances: readonly number[], change: Partial<WalletAlertInput> = {}) => {
    const readings = balances.map((balance, hour) => reading(hour, balance));
    return ids(readings, [], { reserve: credits(100), ...change }).filter((id) => id.startsWith('below'));
  };
  const id = (hour: number): string[] => [`belowReserve:${NOW_MS + hour * HOUR_MS}`];

  it('is not told at the reserve', () => assert.deepEqual(below([200, 100]), []));
  it('is told by the reading at which it fell, however low it goes on to fall', () =>
    assert.deepEqual([below([200, 99]), below([200, 99, 50, 10])], [id(1), id(1)]));
  it('is not told once it is above again', () => assert.deepEqual(below([200, 50, 300]), []));
  it('is another when it falls again', () => assert.deepEqual(below([200, 50, 300, 20]), id(3)));
  it('is not told of a fall before an install', () =>
    assert.deepEqual(below([200, 50, 40], { sinceMs: NOW_MS + HOUR_MS + 1 }), []));
  it('is told of a balance below zero where no reserve is kept', () =>
    assert.deepEqual([below([5, 0], { reserve: credits(0) }), below([5, -1], { reserve: credits(0) })], [[], id(1)]));
  it('is not told without readings', () => assert.deepEqual(below([]), []));
});

describe('the alert that credits expire', () => {
  const readings = [reading(0, 100), reading(1, 350), reading(2, 340)];
  const expiring = (nowMs: number, change: Partial<WalletAlertInput> = {}) =>
    ids(readings, [], { nowMs, ...change }).filter((id) => id.startsWith('credits'));
  const id = [`creditsExpire:${NOW_MS + HOUR_MS}`];

  it('is told 30 days before', () =>
    assert.deepEqual([expiring(NOW_MS + 334 * DAY_MS), expiring(NOW_MS + 335 * DAY_MS)], [[], id]));
  it('is told after an install, too: it is yet to come', () =>
    assert.deepEqual(expiring(NOW_MS + 340 * DAY_MS, { sinceMs: NOW_MS + 339 * DAY_MS }), id));
  it('is not told of what had expired before an install', () =>
    assert.deepEqual(expiring(NOW_MS + 370 * DAY_MS, { sinceMs: NOW_MS + 369 * DAY_MS }), []));
});

describe('alerts', () => {
  it('are not of what surely moved less than a credit, unless a day adds up to more', () => {
    const falls = (...balances: readonly number[]) => ids(balances.map((balance, hour) => reading(hour, balance)));
    assert.deepEqual(
      [falls(100, 99.01), falls(100, 99.4, 98.8), falls(100, 98.97), falls(100, 101.01), falls(100, 101.03)],
      [[], ['fellWhileIdle:2026-11-20'], ['fellWhileIdle:2026-11-20'], [], [`topUpSeen:${NOW_MS + HOUR_MS}`]],
    );
  });

  it('tell nothing that may have happened before an install', () =>
    assert.deepEqual(
      ids([reading(0, 100), reading(1, 60), reading(2, 310)], [], { sinceMs: NOW_MS + 2 * HOUR_MS }),
      [],
    ));

  it('have the same ids, each once, when more readings come', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const { readings, draws } = madeUpWallet(seed, { isUncertain: true, isStale: false, moves: anyMoves(seed) });
      const told = new Set(ids(readings, draws, { maxTopUpsPerMonth: 1 }).filter((id) => !id.startsWith('below')));
      for (let length = 0; length < readings.length; length += 7) {
        const earlier = ids(readings.slice(0, length), draws, { maxTopUpsPerMonth: 1 });
        assert.equal(new Set(earlier).size, earlier.length);
        assert.deepEqual(
          earlier.filter((id) => !id.startsWith('below') && !told.has(id)),
          [],
          `seed ${seed}`,
        );
      }
    }
  });
});
