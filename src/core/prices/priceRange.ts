import { divideRoundingHalfUp } from '../money.ts';
import type { DatedRow, RateGrade } from './rateCard.ts';
import { type LongContextFactors, type TokenRates, priceTokens } from './tokenPrice.ts';
import type { TokenUsage } from '../usage/tokenUsage.ts';

/** What the true price of a request may be made of, where that is in doubt. */
export interface PossiblePrices {
  readonly rows: readonly (DatedRow & TokenRates)[];
  /** Undefined: its context is not charged for. */
  readonly leastLong: LongContextFactors | undefined;
  readonly mostLong: LongContextFactors | undefined;
  readonly leastTierMilli: number;
  readonly mostTierMilli: number;
}

/** By how much, in thousandths, a figure of a grade may be off. What is assumed has the other assumption beside it. */
const TOLERANCE_MILLI: Readonly<Record<RateGrade, number>> = {
  official: 0,
  corroborated: 0,
  quoted: 100,
  assumed: 0,
  derived: 200,
  own: 0,
  calibrated: 0,
};

/** Cached input has never been published below this part of what fresh input costs. */
const LEAST_CACHED_PART = 20;

/** The least that a request may have cost, in millionths of a unit. */
export function lowestPrice(usage: TokenUsage, { rows, leastLong, leastTierMilli }: PossiblePrices): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const rates =
      row.cachedInput === undefined ? { ...row, cachedInput: Math.floor(row.input / LEAST_CACHED_PART) } : row;
    const price = priceTokens(usage, rates, leastLong, leastTierMilli);
    lowest = Math.min(lowest, scaled(price, 1000 - TOLERANCE_MILLI[row.grade]));
  }
  return lowest;
}

/** The most that a request may have cost, in millionths of a unit. */
export function highestPrice(usage: TokenUsage, { rows, mostLong, mostTierMilli }: PossiblePrices): number {
  let highest = 0;
  for (const row of rows) {
    const price = priceTokens(usage, row, mostLong, mostTierMilli);
    highest = Math.max(highest, scaled(price, 1000 + TOLERANCE_MILLI[row.grade]));
  }
  return highest;
}

/** So many thousandths of a price, rounded half up. */
function scaled(micros: number, byMilli: number): number {
  return byMilli === 1000 ? micros : divideRoundingHalfUp(BigInt(micros) * BigInt(byMilli), 1000n);
}
