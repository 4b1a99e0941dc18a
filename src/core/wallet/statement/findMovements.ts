import { AssertionError, assert } from '../../../base/assert.ts';
import type { CreditsMicros } from '../../money.ts';
import { clampInto, excludesZero, negated } from './amountRange.ts';
import type { CumulativeDraws } from './drawSums.ts';
import { riseOf } from './level.ts';
import { type Sight, addedBetween, sightsOf } from './sight.ts';
import { Stretch } from './stretch.ts';
import type { BalanceReading } from './walletFacts.ts';

/**
 * A change of the balance that our draws do not explain. It is proven: whatever our draws took of what they may have
 * taken, and whenever it showed, at least `lowest` remains.
 *
 * What others do may show as late as our own draws do: it happened between `fromMs` less the lag and `untilMs`. Only
 * the net change is claimed: a top-up and a drain between the same two readings cannot be told apart.
 */
export interface Movement {
  /** `topUp`: added to the balance, by whatever way. `drain`: taken by somebody else, or by expiry. */
  readonly kind: 'topUp' | 'drain';
  /** The last reading that proves the balance before it … */
  readonly fromMs: number;
  /** … and the first one that proves it changed. */
  readonly untilMs: number;
  readonly lowest: CreditsMicros;
  /** The best guess between the two bounds. */
  readonly credits: CreditsMicros;
  /** Undefined: requests of unknown price in between may hide any amount. */
  readonly highest: CreditsMicros | undefined;
}

/**
 * What the balance did that our draws do not explain, in the order of time; no two movements overlap, so that they may
 * be added up. Readings come in the order of time. O(n log n), of which the searches for draws are the logarithm.
 *
 * Without movements, the balance plus all our draws up to then stays the same. Each reading bounds that sum from both
 * sides, by its rounding and by the draws that it may or may not show yet. As long as all readings can mean the same
 * sum, nothing is claimed. The first that cannot ends the stretch, and a new one begins with it: fewer movements cannot
 * explain the readings. The movement lies between that reading and the latest one that it contradicts.
 *
 * The best guess is the difference of the levels before and after, each of which is the middle of what all readings
 * around allow: the quietest ones narrow it most. It is kept within the bounds that the two readings prove.
 */
export function findMovements(readings: readonly BalanceReading[], draws: CumulativeDraws): Movement[] {
  const sights = sightsOf(readings, draws);
  const changes: Change[] = [];
  let stretch: Stretch | undefined;
  for (const [index, sight] of sights.entries()) {
    if (stretch?.isContradictedBy(sight) === false) {
      stretch.add(sight);
      continue;
    }
    const before = stretch;
    stretch = new Stretch(sight);
    if (before !== undefined) {
      changes.push({ from: latestContradicted(sights, index, sight), until: sight, before, after: stretch });
    }
  }
  return changes.map(movementOf);
}

/** Two sights that contradict each other, and the stretches on both sides. */
interface Change {
  readonly from: Sight;
  readonly until: Sight;
  readonly before: Stretch;
  readonly after: Stretch;
}

/** It lies in the stretch that the sight contradicts: no sight is looked at for two of them. */
function latestContradicted(sights: readonly Sight[], index: number, later: Sight): Sight {
  for (let i = index - 1; i >= 0; i -= 1) {
    const earlier = sights[i];
    if (earlier !== undefined && excludesZero(addedBetween(earlier, later))) {
      return earlier;
    }
  }
  throw new AssertionError('a sight that contradicts its stretch contradicts none of its sights');
}

function movementOf({ from, until, before, after }: Change): Movement {
  const added = addedBetween(from, until);
  const isTopUp = added.lowest !== undefined && added.lowest > 0;
  const range = isTopUp ? added : negated(added);
  const { lowest, highest } = range;
  assert(lowest !== undefined, 'a movement without a lower bound is not proven');
  const guess = isTopUp ? riseOf(before.lastLevel, after.firstLevel) : riseOf(after.firstLevel, before.lastLevel);
  return {
    kind: isTopUp ? 'topUp' : 'drain',
    fromMs: from.reading.atMs,
    untilMs: until.reading.atMs,
    lowest,
    credits: clampInto(range, guess),
    highest,
  };
}
