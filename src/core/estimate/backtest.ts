import { median } from '../median.ts';
import type { Priors } from './priorShape.ts';
import { PROBABILITY, type Quantile, type QuantileValues } from './quantiles.ts';
import type { PastRun } from './runFeatures.ts';
import { RunLearner } from './runLearner.ts';

/** A finished run of someone, as a table of runs has it. */
export interface RecordedRun extends PastRun {
  readonly user: string;
  /** Tells the order of a user's runs. */
  readonly startedAtS: number;
  /** In order of time. */
  readonly requests: readonly RecordedRequest[];
}

export interface RecordedRequest {
  readonly units: number;
  /** Tokens in the thread behind it. */
  readonly contextTokens: number;
}

/** What was said of a run before it, beside what it took. */
export interface Prediction {
  readonly run: RecordedRun;
  /** How many runs of its user came before. */
  readonly runsBefore: number;
  /** In ln units. */
  readonly quantiles: QuantileValues;
}

/** Replays runs in order of time, each user for themselves: says what is to be expected of each, then learns from it. */
export function replay(runs: Iterable<RecordedRun>, priors: Priors): Prediction[] {
  const predictions: Prediction[] = [];
  for (const ofUser of byUser(runs).values()) {
    const learner = new RunLearner(priors);
    for (const run of ofUser) {
      const expectation = learner.expect(run);
      predictions.push({ run, runsBefore: learner.runs, quantiles: expectation.quantiles });
      learner.learn(run, expectation);
    }
  }
  return predictions;
}

/** Each user's runs in order of time. */
export function byUser(runs: Iterable<RecordedRun>): ReadonlyMap<string, readonly RecordedRun[]> {
  const users = new Map<string, RecordedRun[]>();
  for (const run of runs) {
    const ofUser = users.get(run.user) ?? [];
    users.set(run.user, ofUser);
    ofUser.push(run);
  }
  for (const ofUser of users.values()) {
    ofUser.sort((a, b) => a.startedAtS - b.startedAtS);
  }
  return users;
}

/** How good predictions were. */
export interface Scores {
  readonly rows: number;
  readonly users: number;
  readonly pinballP50: number;
  readonly pinballP90: number;
  /** Share of runs inside their 80 % and 90 % ranges. */
  readonly coverage80: number;
  readonly coverage90: number;
  /** Half of all runs are off by less, as a share of what they took. */
  readonly medianAbsRelError: number;
}

/** Scores of predictions, each weighing the same. Not a number where there are none. */
export function scoresOf(predictions: readonly Prediction[]): Scores {
  const users = new Set(predictions.map(({ run }) => run.user)).size;
  return {
    rows: predictions.length,
    users,
    pinballP50: mean(predictions.map((prediction) => pinball(prediction, 'p50'))),
    pinballP90: mean(predictions.map((prediction) => pinball(prediction, 'p90'))),
    coverage80: mean(predictions.map((prediction) => isInside(prediction, 'p10', 'p90'))),
    coverage90: mean(predictions.map((prediction) => isInside(prediction, 'p05', 'p95'))),
    medianAbsRelError: median(predictions.map(relativeError)),
  };
}

/** What a quantile costs for being where it is: least where the share of runs below it is its own (Koenker 1978). */
export function pinballLoss(actual: number, predicted: number, probability: number): number {
  const error = actual - predicted;
  return Math.max(probability * error, (probability - 1) * error);
}

function pinball({ run, quantiles }: Prediction, quantile: Quantile): number {
  return pinballLoss(Math.log(run.units), quantiles[quantile], PROBABILITY[quantile]);
}

function isInside({ run, quantiles }: Prediction, low: Quantile, high: Quantile): number {
  const actual = Math.log(run.units);
  return actual >= quantiles[low] && actual <= quantiles[high] ? 1 : 0;
}

function relativeError({ run, quantiles }: Prediction): number {
  return Math.abs(Math.exp(quantiles.p50) / run.units - 1);
}

/** Not a number where there are no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
