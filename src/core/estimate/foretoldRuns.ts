import { PRIORS } from './priors.ts';
import type { Priors } from './priorShape.ts';
import { type QuantileValues, unitsAt } from './quantiles.ts';
import type { PastRun } from './runFeatures.ts';
import { RunLearner } from './runLearner.ts';

/** A finished run with what was to be expected of it before. */
export interface ForetoldRun extends PastRun {
  readonly runId: string;
  readonly startedAtMs: number;
  /** In units. */
  readonly quantiles: QuantileValues;
}

/** Goes through a person's finished runs, the oldest first: says what was to be expected of each, then learns from it. */
export function replayRuns(
  runs: Iterable<Omit<ForetoldRun, 'quantiles'>>,
  priors: Priors = PRIORS,
): { readonly learner: RunLearner; readonly foretold: readonly ForetoldRun[] } {
  const learner = new RunLearner(priors);
  const foretold: ForetoldRun[] = [];
  for (const run of runs) {
    const expectation = learner.expect(run);
    foretold.push({ ...run, quantiles: unitsAt(expectation.quantiles) });
    learner.learn(run, expectation);
  }
  return { learner, foretold };
}

/** How often a person's runs of some span took what was said before. */
interface OwnCalibration {
  /** The first instant of the span. */
  readonly fromMs: number;
  readonly runs: number;
  /** How many of them were inside the 80 % and the 90 % range. */
  readonly inside80: number;
  readonly inside90: number;
}

/** The calibration by spans, in order of time; `spanOf` gives the first instant of the one that an instant lies in. */
export function ownCalibration(
  foretold: readonly Pick<ForetoldRun, 'startedAtMs' | 'units' | 'quantiles'>[],
  spanOf: (atMs: number) => number,
): OwnCalibration[] {
  const spans = Map.groupBy(foretold, ({ startedAtMs }) => spanOf(startedAtMs));
  return Array.from(spans, ([fromMs, runs]) => ({
    fromMs,
    runs: runs.length,
    inside80: runs.filter(({ units, quantiles }) => units >= quantiles.p10 && units <= quantiles.p90).length,
    inside90: runs.filter(({ units, quantiles }) => units >= quantiles.p05 && units <= quantiles.p95).length,
  })).sort((a, b) => a.fromMs - b.fromMs);
}
