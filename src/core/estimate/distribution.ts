import { assert } from '../../base/assert.ts';
import { PROBABILITY, QUANTILES, type QuantileValues, logitOf } from './quantiles.ts';

/** Beyond this, a chance is as good as none, and still a number. */
const MOST_LOGIT = 600;

interface Point {
  readonly size: number;
  readonly logit: number;
}

/**
 * A whole distribution through the quantiles that an estimate states: between them, and beyond them in the same
 * direction, the logit of the probability is a straight line over ln units.
 */
export class SizeDistribution {
  readonly #points: readonly Point[];

  /** `quantiles` of ln units, each higher than the one before. */
  constructor(quantiles: QuantileValues) {
    this.#points = QUANTILES.map((quantile) => ({ size: quantiles[quantile], logit: logitOf(PROBABILITY[quantile]) }));
  }

  /** The chance that a run takes more than `size`, in ln units. */
  chanceAbove(size: number): number {
    const [from, to] = this.#segment((point) => point.size < size);
    const logit = from.logit + ((size - from.size) * (to.logit - from.logit)) / (to.size - from.size);
    return 1 / (1 + Math.exp(Math.min(logit, MOST_LOGIT)));
  }

  /** The size that a run passes with the chance given, above 0 and below 1; in ln units. */
  passedWithChance(chance: number): number {
    const logit = Math.log(1 / chance - 1);
    const [from, to] = this.#segment((point) => point.logit < logit);
    return from.size + ((logit - from.logit) * (to.size - from.size)) / (to.logit - from.logit);
  }

  #segment(isBelow: (point: Point) => boolean): readonly [from: Point, to: Point] {
    const below = this.#points.filter(isBelow).length;
    const from = Math.min(Math.max(below - 1, 0), this.#points.length - 2);
    const [first, second] = this.#points.slice(from, from + 2);
    assert(first !== undefined && second !== undefined, 'there are at least two quantiles');
    return [first, second];
  }
}
