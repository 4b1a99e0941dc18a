import { excludesZero } from './amountRange.ts';
import type { CumulativeDraws } from './drawSums.ts';
import { type Sight, addedBetween, sightsOf } from './sight.ts';
import { type BalanceReading, SHOWING_TIME } from './walletFacts.ts';

/**
 * Leaves out readings that others have overtaken. What comes with a response is told when its tools have finished: such
 * a balance may be minutes old, and would make a fall and a rise of one top-up in between. It is left out where it
 * contradicts the reading before and a later one, within as long as it may be late, bears that one out.
 *
 * Readings come in the order of time. O(n) where hardly any contradict each other.
 */
export function withoutOvertaken(readings: readonly BalanceReading[], draws: CumulativeDraws): BalanceReading[] {
  const sights = sightsOf(readings, draws);
  const kept: Sight[] = [];
  for (const [index, sight] of sights.entries()) {
    const before = kept.at(-1);
    if (before === undefined || !isOvertaken(sight, before, sights, index)) {
      kept.push(sight);
    }
  }
  return kept.map(({ reading }) => reading);
}

function isOvertaken(sight: Sight, before: Sight, sights: readonly Sight[], index: number): boolean {
  const { atMs, mayBeLate = false } = sight.reading;
  if (!mayBeLate || atMs - before.reading.atMs > SHOWING_TIME.lagMs || !contradict(before, sight)) {
    return false;
  }
  for (let next = index + 1; next < sights.length; next += 1) {
    const later = sights[next];
    if (later === undefined || later.reading.atMs - atMs > SHOWING_TIME.lagMs) {
      return false;
    }
    if (!contradict(before, later) && contradict(sight, later)) {
      return true;
    }
  }
  return false;
}

function contradict(earlier: Sight, later: Sight): boolean {
  return excludesZero(addedBetween(earlier, later));
}
