import { effortRank } from '../effort.ts';
import { CONTEXT_SCALE_TOKENS, IDLE_AFTER_MS, PRIORS, type Quantile, STANDARD_QUANTILES } from './priors.ts';

/** What is known of a run before its first token. */
export interface RunFeatures {
  readonly effort: string | undefined;
  /** Tokens in the thread before the turn; 0 for a new thread. */
  readonly contextTokens: number;
  readonly isFirstTurn: boolean;
  /** Since the thread's previous turn; undefined for a new thread. */
  readonly idleMs: number | undefined;
  readonly workspace: string | undefined;
  readonly threadId: string | undefined;
}

/** A finished run of the past, oldest first where they come in a list. */
export interface PastRun extends RunFeatures {
  /** See `units.ts`; above zero. */
  readonly units: number;
}

/** Why the range is where it is. `factor` says by how much it moves the middle. */
export interface EstimateReason {
  readonly code: 'base' | 'newThread' | 'longThread' | 'idle' | 'effort' | 'yourRuns' | 'workspaceRuns' | 'threadRuns';
  readonly factor: number;
  /** What the reason rests on: tokens of context, or how many runs. The base's factor is 1: all others move it. */
  readonly count: number | undefined;
}

export interface UnitsEstimate {
  readonly units: Readonly<Record<Quantile, number>>;
  readonly basis: 'prior' | 'history';
  readonly runsConsidered: number;
  readonly reasons: readonly EstimateReason[];
}

/**
 * The range that a run's size will lie in, in units.
 *
 * In ln units: a base from the run's features, plus the person's habit shrunk towards zero, the workspace's towards
 * the person's and the thread's towards the workspace's (`m = (Σr + κ·parent)/(n + κ)`, older runs weighing less);
 * the spread is the person's own squared errors shrunk towards the prior's. Constants: `priors.ts`.
 */
export function estimateUnits(features: RunFeatures, history: readonly PastRun[]): UnitsEstimate {
  const learner = new Learner();
  for (const run of history) {
    learner.learn(run);
  }
  const effects = featureEffects(features);
  const habit = learner.habit(features);
  const centre = PRIORS.intercept + sum(effects.map(({ lnFactor }) => lnFactor)) + habit.thread.mean;
  const spread = learner.spread();
  const { z } = STANDARD_QUANTILES.find(({ fromRuns }) => history.length >= fromRuns) ?? { z: NO_QUANTILES };
  const at = (quantile: Quantile): number => Math.exp(centre + spread * z[quantile]);
  return {
    units: { p05: at('p05'), p10: at('p10'), p50: at('p50'), p90: at('p90'), p95: at('p95') },
    basis: history.length === 0 ? 'prior' : 'history',
    runsConsidered: history.length,
    reasons: [
      { code: 'base', factor: 1, count: PRIORS.fittedRuns },
      ...effects.map(({ code, lnFactor, count }) => ({ code, factor: Math.exp(lnFactor), count })),
      ...habitReasons(habit),
    ],
  };
}

const NO_QUANTILES: Readonly<Record<Quantile, number>> = { p05: 0, p10: 0, p50: 0, p90: 0, p95: 0 };

interface FeatureEffect {
  readonly code: EstimateReason['code'];
  readonly lnFactor: number;
  readonly count: number | undefined;
}

/** What each feature adds to the base; features without effect are left out. */
function featureEffects({ effort, contextTokens, isFirstTurn, idleMs }: RunFeatures): FeatureEffect[] {
  const context = PRIORS.context * Math.log1p(contextTokens / CONTEXT_SCALE_TOKENS);
  const isIdle = idleMs !== undefined && idleMs > IDLE_AFTER_MS;
  const all: FeatureEffect[] = [
    { code: 'newThread', lnFactor: isFirstTurn ? PRIORS.firstTurn : 0, count: undefined },
    { code: 'longThread', lnFactor: context, count: contextTokens },
    { code: 'idle', lnFactor: isIdle ? PRIORS.idle : 0, count: undefined },
    { code: 'effort', lnFactor: effortEffect(effort), count: undefined },
  ];
  return all.filter(({ lnFactor }) => lnFactor !== 0);
}

function effortEffect(effort: string | undefined): number {
  const rank = effort === undefined ? undefined : effortRank(effort);
  if (rank === undefined || effort === 'medium') {
    return 0;
  }
  if (rank <= (effortRank('low') ?? 0)) {
    return PRIORS.effort.low;
  }
  return effort === 'high' ? PRIORS.effort.high : PRIORS.effort.xhigh;
}

/** A shrunk mean of residuals and how many runs, by weight, it rests on. */
interface ShrunkMean {
  readonly mean: number;
  readonly runs: number;
}

interface Habit {
  readonly user: ShrunkMean;
  readonly workspace: ShrunkMean;
  readonly thread: ShrunkMean;
}

function habitReasons({ user, workspace, thread }: Habit): EstimateReason[] {
  const levels = [
    { code: 'yourRuns' as const, lnFactor: user.mean, runs: user.runs },
    { code: 'workspaceRuns' as const, lnFactor: workspace.mean - user.mean, runs: workspace.runs },
    { code: 'threadRuns' as const, lnFactor: thread.mean - workspace.mean, runs: thread.runs },
  ];
  return levels
    .filter(({ runs }) => runs > 0)
    .map(({ code, lnFactor, runs }) => ({ code, factor: Math.exp(lnFactor), count: runs }));
}

/** Sums of residuals, newer runs weighing more, for one user, workspace or thread. */
class ResidualSum {
  #sum = 0;
  #weight = 0;
  #runs = 0;

  add(residual: number): void {
    this.#sum = this.#sum * PRIORS.decay + residual;
    this.#weight = this.#weight * PRIORS.decay + 1;
    this.#runs += 1;
  }

  shrunk(towards: number, shrinkageRuns: number): ShrunkMean {
    return { mean: (this.#sum + shrinkageRuns * towards) / (this.#weight + shrinkageRuns), runs: this.#runs };
  }
}

/** Goes through the past in order: predicts each run, then learns from it. */
class Learner {
  readonly #user = new ResidualSum();
  readonly #workspaces = new Map<string, ResidualSum>();
  readonly #threads = new Map<string, ResidualSum>();
  #squaredErrors = 0;
  #errorWeight = 0;

  learn(run: PastRun): void {
    const residual = Math.log(run.units) - PRIORS.intercept - sum(featureEffects(run).map(({ lnFactor }) => lnFactor));
    const error = residual - this.habit(run).thread.mean;
    this.#squaredErrors = this.#squaredErrors * PRIORS.decay + error * error;
    this.#errorWeight = this.#errorWeight * PRIORS.decay + 1;
    this.#user.add(residual);
    addTo(this.#workspaces, run.workspace, residual);
    addTo(this.#threads, run.threadId, residual);
  }

  habit({ workspace, threadId }: Pick<RunFeatures, 'workspace' | 'threadId'>): Habit {
    const { shrinkageRuns } = PRIORS;
    const user = this.#user.shrunk(0, shrinkageRuns.user);
    const inWorkspace = sumOf(this.#workspaces, workspace).shrunk(user.mean, shrinkageRuns.workspace);
    const inThread = sumOf(this.#threads, threadId).shrunk(inWorkspace.mean, shrinkageRuns.thread);
    return { user, workspace: inWorkspace, thread: inThread };
  }

  spread(): number {
    const { spread, spreadWeightRuns } = PRIORS;
    return Math.sqrt(
      (this.#squaredErrors + spreadWeightRuns * spread * spread) / (this.#errorWeight + spreadWeightRuns),
    );
  }
}

function addTo(sums: Map<string, ResidualSum>, key: string | undefined, residual: number): void {
  if (key !== undefined) {
    const existing = sums.get(key) ?? new ResidualSum();
    sums.set(key, existing);
    existing.add(residual);
  }
}

function sumOf(sums: ReadonlyMap<string, ResidualSum>, key: string | undefined): ResidualSum {
  return (key === undefined ? undefined : sums.get(key)) ?? new ResidualSum();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
