import assert from 'node:assert/strict';

import fc from 'fast-check';

import { creditsMicros, sumCredits } from '../../../../src/core/money.ts';
import { creditLots, expiringWithin } from '../../../../src/core/wallet/statement/creditLots.ts';
import type { Movement } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { BalanceReading } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { DAY_MS, credits } from '../../make.ts';

const at = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const reading = (date: string, balance: number): BalanceReading => ({
  atMs: at(date),
  balance: credits(balance),
  step: credits(0.01),
});
const movement = (kind: Movement['kind'], date: string, amount: number): Movement => ({
  kind,
  fromMs: at(date) - 60_000,
  untilMs: at(date),
  lowest: credits(amount),
  credits: credits(amount),
  highest: credits(amount),
});
const topUps = [movement('topUp', '2026-02-01', 500), movement('topUp', '2026-03-01', 500)];
const lotsAt = (balance: number, movements = topUps) =>
  creditLots([reading('2026-01-01', 100), reading('2026-06-01', balance)], movements);

describe('lots of credits', () => {
  it('are none before the first reading', () => assert.deepEqual(creditLots([], []), []));

  for (const [balance, remaining] of [
    [1100, [100, 500, 500]],
    [1000, [0, 500, 500]],
    [600, [0, 100, 500]],
    [300, [0, 0, 300]],
    [0, [0, 0, 0]],
    [-5, [0, 0, 0]],
    [1150, [150, 500, 500]],
  ] as const) {
    it(`hold a balance of ${balance}: the oldest are spent first`, () =>
      assert.deepEqual(
        lotsAt(balance).map((lot) => lot.remaining / 1e6),
        remaining,
      ));
  }

  it('are made by top-ups, not by drains', () =>
    assert.equal(lotsAt(50, [movement('drain', '2026-02-01', 50)]).length, 1));

  it('last twelve months from the earliest instant at which they can have been bought', () =>
    assert.deepEqual(
      lotsAt(1100).map(({ expiresAtMs }) => expiresAtMs),
      [undefined, at('2027-02-01') - 60_000, at('2027-03-01') - 60_000],
    ));

  it('bought on a leap day last until the day before the first of March', () => {
    const [, lot] = creditLots([reading('2028-01-01', 0)], [movement('topUp', '2028-02-29', 5)]);
    assert.equal(lot?.expiresAtMs, at('2029-02-28') - 60_000);
  });

  it('hold together what the balance says, each no more than it had', () => {
    const amounts = fc.integer({ min: -2_000_000, max: 2_000_000 });
    const sizes = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 8 });
    fc.assert(
      fc.property(amounts, amounts, sizes, (first, last, bought) => {
        const lots = creditLots(
          [first, last].map((balance) => ({ atMs: 0, balance: creditsMicros(balance), step: creditsMicros(1) })),
          bought.map((amount) => movement('topUp', '2026-02-01', amount / 1e6)),
        );
        assert.equal(sumCredits(lots.map(({ remaining }) => remaining)), Math.max(0, last));
        assert.ok(lots.every((lot) => 0 <= lot.remaining && lot.remaining <= lot.credits));
      }),
    );
  });
});

describe('lots that expire soon', () => {
  const nowMs = at('2027-01-15');
  const soon = (balance: number, days: number) =>
    expiringWithin(lotsAt(balance), days, nowMs).map((lot) => lot.seenAtMs);

  it('are those whose day comes within so many days', () =>
    assert.deepEqual(
      [soon(1100, 16), soon(1100, 17), soon(1100, 60)],
      [[], [at('2026-02-01')], [at('2026-02-01'), at('2026-03-01')]],
    ));

  it('are not those that are spent', () => assert.deepEqual(soon(500, 60), [at('2026-03-01')]));

  it('are still there when their day has come and they have not gone', () =>
    assert.deepEqual(
      expiringWithin(lotsAt(1100), 0, at('2027-02-01') + DAY_MS).map((lot) => lot.seenAtMs),
      [at('2026-02-01')],
    ));
});
