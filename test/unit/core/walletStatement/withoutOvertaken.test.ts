import assert from 'node:assert/strict';

import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { BalanceReading } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { withoutOvertaken } from '../../../../src/core/wallet/statement/withoutOvertaken.ts';
import { seededRandom } from '../../../support/codex/seededRandom.ts';
import { NOW_MS, credits } from '../../make.ts';

const MINUTE_MS = 60_000;
const NO_DRAWS = new CumulativeDraws([]);

function reading(minute: number, balance: number, mayBeLate = false): BalanceReading {
  const told = { atMs: NOW_MS + minute * MINUTE_MS, balance: credits(balance), step: credits(0.01) };
  return mayBeLate ? { ...told, mayBeLate } : told;
}
const kept = (...readings: readonly BalanceReading[]): number[] =>
  withoutOvertaken(readings, NO_DRAWS).map(({ balance }) => balance / 1e6);
const kinds = (readings: readonly BalanceReading[]): string[] =>
  findMovements(withoutOvertaken(readings, NO_DRAWS), NO_DRAWS).map(({ kind }) => kind);

describe('readings that others have overtaken', () => {
  it('are left out: a response of before a top-up, told after it, makes no second one', () => {
    assert.deepEqual(kept(reading(0, 100), reading(4, 600), reading(5, 100, true), reading(6, 600)), [100, 600, 600]);
  });

  it('are left out, however many of them come in a row', () => {
    const late = [reading(5, 100, true), reading(6, 100, true), reading(7, 100, true)];
    assert.deepEqual(kept(reading(4, 600), ...late, reading(8, 600, true)), [600, 600]);
  });

  it('are not those that come from the account itself', () =>
    assert.deepEqual(kept(reading(4, 600), reading(5, 100), reading(6, 600)), [600, 100, 600]));

  it('are not those that nothing later speaks against', () =>
    assert.deepEqual(kept(reading(4, 600), reading(5, 100, true), reading(6, 100)), [600, 100, 100]));

  it('are not those that are too far from either to have been overtaken', () => {
    assert.deepEqual(kept(reading(0, 600), reading(11, 100, true), reading(12, 600)), [600, 100, 600]);
    assert.deepEqual(kept(reading(0, 600), reading(1, 100, true), reading(12, 600)), [600, 100, 600]);
  });

  it('never make more of one top-up, nor a drain, in a thousand histories with late responses', () => {
    const random = seededRandom(7);
    for (let history = 0; history < 1000; history += 1) {
      const topUpAt = 20 + 20 * random.next();
      const balanceAt = (minute: number): number => (minute < topUpAt ? 100 : 600);
      const told = Array.from({ length: 60 }, (_, minute) => {
        const isLate = random.next() < 0.5;
        return reading(minute, balanceAt(minute - (isLate ? 9 * random.next() : 0)), isLate);
      });
      // The account itself is read before and after.
      const readings = [reading(-1, 100), ...told, reading(60, 600)];
      assert.deepEqual(kinds(readings), ['topUp'], `history ${history}`);
    }
  });
});
