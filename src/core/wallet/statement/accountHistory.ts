import { assert } from '../../../base/assert.ts';
import type { Span } from '../../calendar.ts';
import { type CreditsMicros, addCredits, creditsMicros, subtractCredits, sumCredits } from '../../money.ts';
import { type AmountRange, NOTHING, addRanges, excludesZero, negated } from './amountRange.ts';
import { countWhile } from '../../countWhile.ts';
import type { CumulativeDraws } from './drawSums.ts';
import type { Movement } from './findMovements.ts';
import { type Sight, addedBetween, sightsOf } from './sight.ts';
import type { StatementSums } from './statementSums.ts';
import type { BalanceReading } from './walletFacts.ts';

/** All that is known of a balance: readings, and draws from a while before the first of them, in the order of time. */
export interface BalanceHistory {
  readonly readings: readonly BalanceReading[];
  readonly draws: CumulativeDraws;
  /** As `findMovements` finds them in these readings and draws. */
  readonly movements: readonly Movement[];
}

/** The balance at an instant, and the reading that it follows from. */
interface BalanceAt {
  readonly basis: Sight;
  readonly balance: CreditsMicros;
  readonly isEstimated: boolean;
}

/** Answers what a balance did in any stretch of time since its first reading, each in O(log n). */
export class AccountHistory {
  readonly #sights: readonly Sight[];
  readonly #draws: CumulativeDraws;
  readonly #movements: readonly Movement[];

  constructor({ readings, draws, movements }: BalanceHistory) {
    this.#sights = sightsOf(readings, draws);
    this.#draws = draws;
    this.#movements = movements;
  }

  /** The stretch must not begin before the first reading. */
  sumsOf({ fromMs, untilMs }: Span): StatementSums {
    const opening = this.#balanceAt(fromMs);
    const closing = this.#balanceAt(untilMs);
    const before = this.#draws.before(fromMs);
    const after = this.#draws.before(untilMs);
    const ours = subtractCredits(after.credits, before.credits);
    const unpricedDraws = after.unpriced - before.unpriced;
    const movements = this.#movements.slice(this.#movementsBefore(fromMs), this.#movementsBefore(untilMs));
    const topUps = sumCredits(movements.filter(isTopUp).map(({ credits }) => credits));
    const unattributed = unattributedRange(opening.basis, closing.basis, movements.filter(isTopUp));
    return {
      fromMs,
      untilMs,
      opening: opening.balance,
      isOpeningEstimated: opening.isEstimated,
      ours,
      oursLowest: subtractCredits(after.lowest, before.lowest),
      oursHighest: unpricedDraws === 0 ? subtractCredits(after.highest, before.highest) : undefined,
      unpricedDraws,
      topUps,
      unattributed: creditsMicros(opening.balance - ours + topUps - closing.balance),
      unattributedLowest: unattributed.lowest,
      unattributedHighest: unattributed.highest,
      isProven: excludesZero(unattributed),
      closing: closing.balance,
      isClosingEstimated: closing.isEstimated,
      readings: this.#readingsBefore(untilMs) - this.#readingsBefore(fromMs),
      movements,
    };
  }

  /** From the last reading before; at the first reading itself, from that one. */
  #balanceAt(atMs: number): BalanceAt {
    const before = this.#readingsBefore(atMs);
    const basis = this.#sights[Math.max(0, before - 1)];
    assert(basis !== undefined && basis.reading.atMs <= atMs, 'no balance is known before the first reading');
    const balance = subtractCredits(basis.reading.balance, this.#drawn(basis.reading.atMs, atMs));
    const isEstimated = basis.reading.atMs < atMs && !this.#isConfirmed(basis, balance, atMs, this.#sights[before]);
    return { basis, balance, isEstimated };
  }

  /** Whether the next reading, with our draws until then put back, says the same as far as it can tell. */
  #isConfirmed(basis: Sight, balance: CreditsMicros, atMs: number, next: Sight | undefined): boolean {
    if (next === undefined || next.mayShow.unpriced !== basis.shown.unpriced) {
      return false;
    }
    const fromNext = addCredits(next.reading.balance, this.#drawn(atMs, next.reading.atMs));
    return Math.abs(fromNext - balance) <= basis.reading.step + next.reading.step;
  }

  #drawn(fromMs: number, untilMs: number): CreditsMicros {
    return subtractCredits(this.#draws.before(untilMs).credits, this.#draws.before(fromMs).credits);
  }

  #readingsBefore(atMs: number): number {
    return countWhile(this.#sights.length, (index) => (this.#sights[index]?.reading.atMs ?? atMs) < atMs);
  }

  #movementsBefore(atMs: number): number {
    return countWhile(this.#movements.length, (index) => (this.#movements[index]?.untilMs ?? atMs) < atMs);
  }
}

function isTopUp({ kind }: Movement): boolean {
  return kind === 'topUp';
}

/** Between the readings that the opening and the closing rest on: what was topped up less what was added in all. */
function unattributedRange(opening: Sight, closing: Sight, topUps: readonly Movement[]): AmountRange {
  const added = opening === closing ? NOTHING : addedBetween(opening, closing);
  return topUps.reduce<AmountRange>(addRanges, negated(added));
}
