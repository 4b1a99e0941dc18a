import type { Quantile } from './estimate/quantiles.ts';
import { type CreditsMicros, creditsMicros } from './money.ts';

/** What a run will likely spend from now on: eight in ten runs lie between `p10` and `p90`. */
export interface Remainder {
  readonly p10: CreditsMicros;
  readonly p50: CreditsMicros;
  readonly p90: CreditsMicros;
}

/** Of a distribution whose tenth and ninetieth percentiles are one, something is left to chance all the same. */
const LEAST_SPREAD = 1.01;
/** As high as any limit may be. */
const HIGHEST = 1e15;

/**
 * What remains of a run that has spent so much and is not done: the estimate, given that it comes to more than that.
 *
 * The estimate is taken as log-logistic, with its own median and its own spread from `p10` to `p90`. Its survival is
 * S(x) = 1 ∕ (1 + (x∕median)^β), so that quantile q of what lies above `spent` is where S(x) = (1 − q) · S(spent).
 */
export function remainderOf(estimate: Readonly<Record<Quantile, CreditsMicros>>, spent: CreditsMicros): Remainder {
  const median = Math.max(1, estimate.p50);
  const spread = Math.max(LEAST_SPREAD, estimate.p90 / Math.max(1, estimate.p10));
  const beta = (2 * Math.log(9)) / Math.log(spread);
  const ratio = spent / median;
  const above = (q: number): CreditsMicros => {
    // Two forms of the same, so that neither power runs off to infinity.
    const total =
      ratio > 1
        ? spent * ((1 + ratio ** -beta) / (1 - q) - ratio ** -beta) ** (1 / beta)
        : median * ((1 + ratio ** beta) / (1 - q) - 1) ** (1 / beta);
    return creditsMicros(Math.round(Math.min(HIGHEST, Math.max(0, total - spent))));
  };
  return { p10: above(0.1), p50: above(0.5), p90: above(0.9) };
}

/** A raise to offer, so that nine in ten such runs will come to their end: rounded up to two digits. */
export function suggestedRaise({ p90 }: Remainder): CreditsMicros {
  const step = 10 ** Math.max(4, Math.floor(Math.log10(Math.max(1, p90))) - 1);
  return creditsMicros(Math.max(step, Math.ceil(p90 / step) * step));
}
