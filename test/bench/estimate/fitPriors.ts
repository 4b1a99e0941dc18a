import { type RecordedRun, byUser, mean } from '../../../src/core/estimate/backtest.ts';
import { standardizedFeatures } from '../../../src/core/estimate/base.ts';
import { ErrorScale } from '../../../src/core/estimate/errorScale.ts';
import { comparedRun } from '../../../src/core/estimate/likeness.ts';
import type { FeaturePrior, Priors, TailRow } from '../../../src/core/estimate/priorShape.ts';
import { PROBABILITY, TAILS, type Tail } from '../../../src/core/estimate/quantiles.ts';
import { eachFeature } from '../../../src/core/estimate/runFeatures.ts';
import { expectedSpread } from '../../../src/core/estimate/runLearner.ts';
import { RunMemory } from '../../../src/core/estimate/runMemory.ts';
import { type Weighted, leastAbsolute, weightedQuantile } from './regression.ts';

/** What the memory makes of a run: what is left of its size, and of its features, behind what its person's runs tell. */
interface Innovation {
  readonly runsBefore: number;
  readonly size: number;
  readonly features: readonly number[];
  /** The memory's own standard deviation. */
  readonly deviation: number;
  /** Users weigh by the root of their runs: no one's habits rule, and no one's few runs either. */
  readonly weight: number;
}

/**
 * Fits all that is fitted. What the memory expects is linear in what it has learnt; so it is run once on the sizes and
 * once on each feature, and the features' weights are those that leave the smallest absolute errors behind it.
 */
export function fitPriors(runs: readonly RecordedRun[]): Priors {
  const users = [...byUser(runs).values()];
  const scales = featureScales(users);
  const names = [...scales.keys()];
  const innovations = users.map((ofUser) => innovationsOf(ofUser, scales, names));
  const weights = leastAbsolute(
    innovations.flat().map(({ size, features, deviation, weight }) => ({
      target: size * deviation,
      inputs: features.map((feature) => feature * deviation),
      weight,
    })),
  );
  const [intercept = 0, ...slopes] = weights;
  const features = new Map<string, FeaturePrior>(
    names.map((name, index) => [name, { mean: 0, deviation: 1, ...scales.get(name), weight: slopes[index] ?? 0 }]),
  );
  const errors = innovations.map((ofUser) => ofUser.map((innovation) => errorOf(innovation, weights)));
  const errorVariance = varianceOf(errors.flat());
  const tails = fitTails(errors.flatMap((ofUser) => scaled(ofUser, errorVariance)));
  return { runs: runs.length, users: users.length, intercept, features, errorVariance, tails };
}

function weightOf(ofUser: readonly RecordedRun[]): number {
  return 1 / Math.sqrt(ofUser.length);
}

type Scales = ReadonlyMap<string, { readonly mean: number; readonly deviation: number }>;

function featureScales(users: readonly (readonly RecordedRun[])[]): Scales {
  const values = new Map<string, number[]>();
  for (const run of users.flat()) {
    eachFeature(run, (name, value) => {
      const known = values.get(name) ?? [];
      values.set(name, known);
      known.push(value);
    });
  }
  return new Map(
    Array.from(values, ([name, known]) => {
      const average = mean(known);
      const deviation = Math.sqrt(mean(known.map((value) => (value - average) ** 2)));
      return [name, { mean: average, deviation: deviation === 0 ? 1 : deviation }];
    }),
  );
}

function innovationsOf(ofUser: readonly RecordedRun[], scales: Scales, names: readonly string[]): Innovation[] {
  const priors = { features: new Map(Array.from(scales, ([name, scale]) => [name, { ...scale, weight: 0 }])) };
  const memory = new RunMemory(2 + names.length);
  return ofUser.map((run, runsBefore) => {
    const standardized = standardizedFeatures(run, priors);
    const compared = comparedRun(run, (feature) => standardized.get(feature) ?? 0);
    const targets = [Math.log(run.units), 1, ...names.map((name) => standardized.get(name) ?? 0)];
    const recollection = memory.recall(compared);
    const { deviation, means } = recollection;
    const [size = 0, ...features] = targets.map((target, index) => (target - (means[index] ?? 0)) / deviation);
    memory.learn(compared, targets, recollection);
    return { runsBefore, size, features, deviation, weight: weightOf(ofUser) };
  });
}

interface RunError {
  readonly runsBefore: number;
  readonly error: number;
  readonly weight: number;
}

function errorOf({ size, features, deviation, weight, runsBefore }: Innovation, weights: readonly number[]): RunError {
  const left = features.reduce((rest, feature, index) => rest - feature * (weights[index] ?? 0), size);
  return { runsBefore, error: (left * deviation) / expectedSpread({ deviation }), weight };
}

function varianceOf(errors: readonly RunError[]): number {
  const total = errors.reduce((sum, { weight }) => sum + weight, 0);
  return errors.reduce((sum, { error, weight }) => sum + weight * error * error, 0) / total;
}

/** A user's errors, in standard deviations as they were known before each. */
function scaled(ofUser: readonly RunError[], errorVariance: number): RunError[] {
  const scale = new ErrorScale(errorVariance);
  return ofUser.map(({ error, ...rest }) => {
    const inDeviations = error / scale.deviation;
    scale.learn(error);
    return { ...rest, error: inDeviations };
  });
}

const FROM_RUNS = [40, 10, 4, 1, 0] as const;
/** How many runs' worth of evidence all runs together are for the tails of a row. */
const SHRINKAGE_RUNS = 30;
/** First runs are few in any table and differ most: their range is made wider than they alone would have it. */
const WIDER_FIRST = 1.3;

function fitTails(errors: readonly RunError[]): TailRow[] {
  const valued = (some: readonly RunError[]): Weighted[] => some.map(({ error, weight }) => ({ value: error, weight }));
  const tailsOf = (tail: (tail: Tail) => number): Record<Tail, number> =>
    Object.fromEntries(TAILS.map((name) => [name, tail(name)])) as Record<Tail, number>;
  return FROM_RUNS.map((fromRuns, index) => {
    const untilRuns = FROM_RUNS[index - 1] ?? Number.POSITIVE_INFINITY;
    const some = valued(errors.filter(({ runsBefore }) => runsBefore >= fromRuns && runsBefore < untilRuns));
    const runs = effectiveCount(some);
    const widening = fromRuns === 0 ? WIDER_FIRST : 1;
    const tails = tailsOf((tail) => {
      const own = some.length === 0 ? 0 : weightedQuantile(some, PROBABILITY[tail]);
      const all = weightedQuantile(valued(errors), PROBABILITY[tail]);
      return (widening * (runs * own + SHRINKAGE_RUNS * all)) / (runs + SHRINKAGE_RUNS);
    });
    return { fromRuns, tails };
  });
}

/** How many equally weighing values would tell as much (Kish). */
function effectiveCount(values: readonly Weighted[]): number {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  return values.length === 0 ? 0 : total ** 2 / values.reduce((sum, { weight }) => sum + weight * weight, 0);
}
