import type { TokenUsage } from '../usage/tokenUsage.ts';
import type { RateRow } from '../prices/rateCard.ts';

/**
 * What cached input weighs against fresh input, and output where a model has no price, or none for input: as the rate
 * card has it mostly.
 */
export const CACHED_WEIGHT = 0.1;
const FALLBACK_OUTPUT_WEIGHT = 8;

/**
 * The size of a request in units: tokens weighted as prices weigh them, so that history stays useful when a price
 * changes. `credits ≈ units · inputRate / 10^6 · tier factor`.
 */
export function unitsOf(usage: TokenUsage, row: RateRow | undefined): number {
  const outputWeight = row === undefined || row.input === 0 ? FALLBACK_OUTPUT_WEIGHT : row.output / row.input;
  const freshTokens = usage.inputTokens - usage.cachedInputTokens;
  return freshTokens + CACHED_WEIGHT * usage.cachedInputTokens + outputWeight * usage.outputTokens;
}

/** Units in micro-credits at a model's price, in the standard tier; see {@link unitsOf}. Not rounded. */
export function unitsInMicros(units: number, row: RateRow): number {
  return (units * row.input) / 1e6;
}
