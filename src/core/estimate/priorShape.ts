import type { Tail } from './quantiles.ts';

/** What a feature does in the runs of other people. */
export interface FeaturePrior {
  readonly mean: number;
  /** Standard deviation; never zero. */
  readonly deviation: number;
  /** ln units for each standard deviation above the mean. */
  readonly weight: number;
}

/** Tails in standard deviations, for those who have at least so many runs behind them. */
export interface TailRow {
  readonly fromRuns: number;
  readonly tails: Readonly<Record<Tail, number>>;
}

/** What other people's runs tell of a run before anything is known of its own person. All in ln units. */
export interface Priors {
  readonly runs: number;
  readonly users: number;
  /** Of a run whose features are all as they are on average. */
  readonly intercept: number;
  readonly features: ReadonlyMap<string, FeaturePrior>;
  /** Variance of errors in units of what the memory expects. */
  readonly errorVariance: number;
  /** The most runs first; real runs are not normally distributed. */
  readonly tails: readonly TailRow[];
}
