import { type CreditsMicros, addCredits } from '../../money.ts';
import { type Level, commonLevel, levelOf } from './level.ts';
import { LowestOfQueue, type OpenAmount, exceeds } from './openAmount.ts';
import type { Sight } from './sight.ts';

/**
 * Sights in the order of time that prove no movement against each other. Whether a further one does is told in O(1),
 * amortized, without comparing it with each: what the balance and our draws make together has risen if it lies above
 * the lowest ceiling so far, and fallen if it lies below the highest floor. `addedBetween` says the same of a pair.
 */
export class Stretch {
  readonly #sights: Sight[] = [];
  /** From here on, sights may show draws that the next one need not show. */
  #firstRecent = 0;
  #lowestCeiling = Number.POSITIVE_INFINITY;
  readonly #recentCeilings = new LowestOfQueue();
  #highestFloor: OpenAmount | undefined;
  #firstLevel: Level;
  #lastLevel: Level;

  constructor(first: Sight) {
    this.#firstLevel = levelOf(first);
    this.#lastLevel = this.#firstLevel;
    this.add(first);
  }

  /** What the first sights allow together, up to one that cannot agree, because draws took other than counted. */
  get firstLevel(): Level {
    return this.#firstLevel;
  }

  /** What the last sights allow together, back to one that cannot agree. */
  get lastLevel(): Level {
    return this.#lastLevel;
  }

  add(sight: Sight): void {
    const { atLeast, atMost, shown, mayShow } = sight;
    this.#recentCeilings.push(this.#sights.length, plus(atMost, mayShow));
    this.#sights.push(sight);
    const floor = plus(atLeast, shown);
    if (this.#highestFloor === undefined || exceeds(floor, this.#highestFloor)) {
      this.#highestFloor = floor;
    }
    this.#addLevel(levelOf(sight));
  }

  /** Whether a sight later than all proves a movement since one of them. */
  isContradictedBy({ atLeast, atMost, shown, mayShow }: Sight): boolean {
    this.#settle(shown.draws);
    const recentCeiling = this.#recentCeilings.lowest();
    return (
      atLeast + shown.lowest > this.#lowestCeiling ||
      (recentCeiling !== undefined && exceeds(plus(atLeast, shown), recentCeiling)) ||
      (this.#highestFloor !== undefined && exceeds(this.#highestFloor, plus(atMost, mayShow)))
    );
  }

  /** Where the next sight must show all that one may show, the two are held against the least drawn in between. */
  #settle(shownDraws: number): void {
    let sight = this.#sights[this.#firstRecent];
    while (sight !== undefined && sight.mayShow.draws <= shownDraws) {
      this.#lowestCeiling = Math.min(this.#lowestCeiling, sight.atMost + sight.mayShow.lowest);
      this.#firstRecent += 1;
      sight = this.#sights[this.#firstRecent];
    }
    this.#recentCeilings.dropBefore(this.#firstRecent);
  }

  #addLevel(level: Level): void {
    const common = commonLevel(this.#lastLevel, level);
    if (common !== undefined && this.#firstLevel === this.#lastLevel) {
      this.#firstLevel = common;
    }
    this.#lastLevel = common ?? level;
  }
}

function plus(
  balance: CreditsMicros,
  drawn: { readonly highest: CreditsMicros; readonly unpriced: number },
): OpenAmount {
  return { unpriced: drawn.unpriced, credits: addCredits(balance, drawn.highest) };
}
