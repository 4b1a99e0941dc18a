import type { QuantileValues } from './quantiles.ts';
import { type CreditsMicros, MOST_CREDITS, creditsMicros, maxCredits } from '../money.ts';

/** What a run will likely cost from its beginning to its end: eight in ten such runs lie between `p10` and `p90`. */
export interface CostRange {
  readonly p10: CreditsMicros;
  readonly p50: CreditsMicros;
  readonly p90: CreditsMicros;
}

/** The same from now on. */
export type Remainder = CostRange;

/** A raise where nothing is known of what is needed. */
export const SMALLEST_RAISE = creditsMicros(1_000_000);

/** A range in whole micro-credits. */
export function costRangeOf({ p10, p50, p90 }: QuantileValues): CostRange {
  const whole = (value: number): CreditsMicros => creditsMicros(Math.round(Math.min(MOST_CREDITS, value)));
  return { p10: whole(p10), p50: whole(p50), p90: whole(p90) };
}

/** What remains of a run that has spent so much: never less than nothing. */
export function remainderOf({ p10, p50, p90 }: CostRange, spent: CreditsMicros): Remainder {
  const above = (total: CreditsMicros): CreditsMicros => creditsMicros(Math.max(0, total - spent));
  return { p10: above(p10), p50: above(p50), p90: above(p90) };
}

/**
 * A raise to offer, so that nine in ten such runs will come to their end: rounded up to two digits. `least` stands in
 * where an estimate that leaves nothing to chance has been passed: what would be used up at once is no raise.
 */
export function suggestedRaise({ p90 }: Remainder, least: CreditsMicros): CreditsMicros {
  const wanted = maxCredits(p90, least);
  const step = 10 ** Math.max(4, Math.floor(Math.log10(Math.max(1, wanted))) - 1);
  return creditsMicros(Math.max(step, Math.ceil(wanted / step) * step));
}
