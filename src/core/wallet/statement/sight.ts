import { assert } from '../../../base/assert.ts';
import { type CreditsMicros, addCredits, creditsMicros, subtractCredits } from '../../money.ts';
import type { AmountRange } from './amountRange.ts';
import type { CumulativeDraws, DrawSums } from './drawSums.ts';
import type { BalanceReading } from './walletFacts.ts';

/** A reading with what is certain about it: where the true balance lies, and which of our draws it shows. */
export interface Sight {
  readonly reading: BalanceReading;
  readonly atLeast: CreditsMicros;
  readonly atMost: CreditsMicros;
  /** The draws that it must show. */
  readonly shown: DrawSums;
  /** Those, and the ones of which it may show any part. */
  readonly mayShow: DrawSums;
}

/** The readings, which come in the order of time, as sights. */
export function sightsOf(readings: readonly BalanceReading[], draws: CumulativeDraws): Sight[] {
  return readings.map((reading, index) => {
    const { atMs, balance, step } = reading;
    assert((readings[index - 1]?.atMs ?? atMs) <= atMs, 'readings must come in the order of time');
    assert(step >= 0, 'a step of the balance is no negative amount');
    return {
      reading,
      atLeast: subtractCredits(balance, step),
      atMost: addCredits(balance, step),
      shown: draws.shownAt(atMs),
      mayShow: draws.perhapsShownAt(atMs),
    };
  });
}

/**
 * What others added to the balance, net, between two sights: below zero, where they took from it.
 *
 * It is the change of the balance plus what our draws took from it in between. They took at most all that `later` may
 * show and `earlier` need not show, and at least what `later` must show and `earlier` cannot show. Where the second is
 * turned round, because a draw may be in the earlier sight and not in the later one (readings from different places
 * overtake each other), that much may have come back.
 */
export function addedBetween(earlier: Sight, later: Sight): AmountRange {
  const from = earlier.mayShow;
  const to = later.shown;
  const leastDrawn =
    from.draws <= to.draws
      ? subtractCredits(to.lowest, from.lowest)
      : from.unpriced === to.unpriced
        ? subtractCredits(to.highest, from.highest)
        : undefined;
  const mostDrawn =
    later.mayShow.unpriced === earlier.shown.unpriced
      ? subtractCredits(later.mayShow.highest, earlier.shown.highest)
      : undefined;
  return {
    lowest: leastDrawn === undefined ? undefined : creditsMicros(later.atLeast - earlier.atMost + leastDrawn),
    highest: mostDrawn === undefined ? undefined : creditsMicros(later.atMost - earlier.atLeast + mostDrawn),
  };
}
