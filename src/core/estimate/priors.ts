/**
 * Constants fitted to 7,330 real Codex runs of 66 users (2025-09 to 2026-08), cross-validated by user: the stated
 * 80 % and 90 % ranges held 80.2 % and 89.8 % of the runs of users the fit had not seen.
 * Everything is in ln units; see `units.ts` for what a unit is.
 */
export const PRIORS = {
  fittedRuns: 7330,
  intercept: 9.246,
  /** Per ln(1 + context tokens / 10,000). */
  context: 0.705,
  firstTurn: 1.341,
  /** The thread has been idle for so long that the provider's cache is cold. */
  idle: 0.481,
  effort: { low: -0.575, high: 0.342, xhigh: 0.711 },
  /** Spread of one run around its centre, and how many runs' worth of evidence that prior spread is. */
  spread: 1.125,
  spreadWeightRuns: 12,
  /** How many runs' worth of evidence the outer level is when shrinking user, workspace and thread towards it. */
  shrinkageRuns: { user: 12, workspace: 12, thread: 6 },
  /** What a run of the past weighs after each further one. */
  decay: 0.98,
} as const;

/** The probabilities that an estimate states. */
export const QUANTILES = ['p05', 'p10', 'p50', 'p90', 'p95'] as const;
export type Quantile = (typeof QUANTILES)[number];

/** Standardized quantiles by how many runs the person has behind them: real runs are not normally distributed. */
export const STANDARD_QUANTILES: readonly {
  readonly fromRuns: number;
  readonly z: Readonly<Record<Quantile, number>>;
}[] = [
  { fromRuns: 10, z: { p05: -1.46, p10: -1.17, p50: -0.07, p90: 1.3, p95: 1.75 } },
  { fromRuns: 1, z: { p05: -1.49, p10: -1.21, p50: -0.05, p90: 1.46, p95: 1.89 } },
  { fromRuns: 0, z: { p05: -2.41, p10: -1.82, p50: 0.57, p90: 1.68, p95: 1.93 } },
];

export const IDLE_AFTER_MS = 600_000;
export const CONTEXT_SCALE_TOKENS = 10_000;
