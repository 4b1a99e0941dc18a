import { type Prediction, type Scores, mean, pinballLoss, scoresOf } from '../../../src/core/estimate/backtest.ts';
import {
  NO_OUTLOOK,
  type CapOutlook,
  outlookAfter,
  type RunProgress,
  rangeDuringRun,
} from '../../../src/core/estimate/duringRun.ts';
import { type Quantile, unitsAt } from '../../../src/core/estimate/quantiles.ts';
import { CACHED_WEIGHT } from '../../../src/core/estimate/units.ts';

/** How far a run has come, in units. */
function progressInUnits(spent: number, contextTokens: number): RunProgress {
  return { spent, leastNext: CACHED_WEIGHT * contextTokens };
}

/** Scores of each user by themselves, and then their mean: each user weighs the same. */
export function scoresByUser(predictions: readonly Prediction[]): Scores {
  const users = Map.groupBy(predictions, ({ run }) => run.user);
  const scores = Array.from(users.values(), scoresOf);
  return {
    rows: predictions.length,
    users: users.size,
    pinballP50: mean(scores.map(({ pinballP50 }) => pinballP50)),
    pinballP90: mean(scores.map(({ pinballP90 }) => pinballP90)),
    coverage80: mean(scores.map(({ coverage80 }) => coverage80)),
    coverage90: mean(scores.map(({ coverage90 }) => coverage90)),
    medianAbsRelError: mean(scores.map(({ medianAbsRelError }) => medianAbsRelError)),
  };
}

/** The middle after some responses of the runs that go on, beside the middle said before them. */
export interface DuringFigures {
  readonly responses: number;
  readonly runs: number;
  readonly pinballBefore: number;
  readonly pinballDuring: number;
  readonly coverage80: number;
}

export function duringFigures(predictions: readonly Prediction[], responses: number): DuringFigures {
  const goingOn = predictions.filter(({ run }) => run.requests.length > responses);
  const told = goingOn.map(({ run, quantiles }) => {
    const done = run.requests.slice(0, responses);
    const spent = done.reduce((sum, { units }) => sum + units, 0);
    const progress = progressInUnits(spent, done.at(-1)?.contextTokens ?? 0);
    const during = rangeDuringRun(unitsAt(quantiles), progress);
    return {
      before: pinballLoss(Math.log(run.units), quantiles.p50, 0.5),
      during: pinballLoss(Math.log(run.units), Math.log(during.p50), 0.5),
      isInside: run.units >= during.p10 && run.units <= during.p90,
    };
  });
  return {
    responses,
    runs: goingOn.length,
    pinballBefore: mean(told.map(({ before }) => before)),
    pinballDuring: mean(told.map(({ during }) => during)),
    coverage80: mean(told.map(({ isInside }) => (isInside ? 1 : 0))),
  };
}

/** How the warning that a run is likely to pass its cap does, with the cap at a quantile of the estimate. */
export interface WarningFigures {
  readonly cap: Quantile;
  /** Runs that took more than the cap. */
  readonly passing: number;
  /** Share of those that were warned of before they passed it. */
  readonly caught: number;
  /** Share of warnings whose run ended below the cap. */
  readonly falseAlarms: number;
  /** Share of the cap that was spent at half of the warnings. */
  readonly medianShare: number;
}

export function warningFigures(predictions: readonly Prediction[], cap: Quantile): WarningFigures {
  const runs = predictions.map((prediction) => {
    const capUnits = unitsAt(prediction.quantiles)[cap];
    return { passes: prediction.run.units > capUnits, capUnits, warned: outlookOf(prediction, capUnits).warned };
  });
  const passing = runs.filter(({ passes }) => passes);
  const warned = runs.filter((run) => run.warned !== undefined);
  const shares = warned.map((run) => (run.warned?.spent ?? 0) / run.capUnits).sort((a, b) => a - b);
  return {
    cap,
    passing: passing.length,
    caught: passing.filter((run) => run.warned !== undefined).length / passing.length,
    falseAlarms: warned.filter(({ passes }) => !passes).length / warned.length,
    medianShare: shares[Math.floor(shares.length / 2)] ?? Number.NaN,
  };
}

/** What was to be said of a run while it went on and was below its cap. */
function outlookOf({ run, quantiles }: Prediction, capUnits: number): CapOutlook {
  const before = unitsAt(quantiles);
  let outlook = NO_OUTLOOK;
  let spent = 0;
  for (const { units, contextTokens } of run.requests.slice(0, -1)) {
    spent += units;
    if (spent >= capUnits) {
      break;
    }
    outlook = outlookAfter(outlook, before, progressInUnits(spent, contextTokens), capUnits);
  }
  return outlook;
}
