/** The probabilities that an estimate states. */
export const QUANTILES = ['p05', 'p10', 'p50', 'p90', 'p95'] as const;
export type Quantile = (typeof QUANTILES)[number];

/** A number for each of them, each at least as high as the one before. */
export type QuantileValues = Readonly<Record<Quantile, number>>;

/** Those beside the middle, which are learnt. */
export const TAILS = ['p05', 'p10', 'p90', 'p95'] as const;
export type Tail = (typeof TAILS)[number];

export const PROBABILITY: Readonly<Record<Quantile, number>> = { p05: 0.05, p10: 0.1, p50: 0.5, p90: 0.9, p95: 0.95 };

/** Quantiles of ln units, in units. */
export function unitsAt(quantiles: QuantileValues): QuantileValues {
  const inUnits = QUANTILES.map((quantile) => [quantile, Math.exp(quantiles[quantile])]);
  return Object.fromEntries(inUnits) as Record<Quantile, number>;
}

/** So far apart, in ln, quantiles are at least taken to be: an estimate that a person gave has but one figure. */
const LEAST_STEP = 0.005;

/** Quantiles of amounts in ln, of which each is higher than the one before; what is less than one counts as one. */
export function increasingLn(values: QuantileValues): QuantileValues {
  let last = Number.NEGATIVE_INFINITY;
  const entries = QUANTILES.map((quantile) => {
    last = Math.max(Math.log(Math.max(1, values[quantile])), last + LEAST_STEP);
    return [quantile, last];
  });
  return Object.fromEntries(entries) as Record<Quantile, number>;
}

/** The logit of a probability. */
export function logitOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}
