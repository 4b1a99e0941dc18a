import type { Calendar } from '../calendar.ts';
import { MICROS_PER_UNIT } from '../money.ts';
import { type RateCard, findRate } from '../prices/rateCard.ts';
import { type ForetoldRun, ownCalibration } from './foretoldRuns.ts';
import { unitsInMicros } from './units.ts';

/** How often runs were inside a stated range, and within which bounds the true share lies with 95 % confidence. */
export interface InsideShare {
  readonly inside: number;
  readonly runs: number;
  /** From 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** A finished run against what was said before it, in credits at the price that its model had then. */
export interface AccuracyPoint {
  readonly runId: string;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly actual: number;
}

/** How well estimates do for this person, on this machine. */
export interface Accuracy {
  readonly inside80: InsideShare;
  readonly inside90: InsideShare;
  /** The 80 % range by model, the most used first. */
  readonly byModel: readonly { readonly model: string | undefined; readonly inside80: InsideShare }[];
  /** Runs beyond the 80 % range. */
  readonly above: number;
  readonly below: number;
  /** Half of all runs were off the median by no more than this factor; undefined without runs. */
  readonly halfWithinFactor: number | undefined;
  /** By calendar month `YYYY-MM`, in order of time. */
  readonly months: readonly { readonly month: string; readonly inside80: InsideShare }[];
  /** Those whose model has a price. */
  readonly points: readonly AccuracyPoint[];
}

/** Holds finished runs against what was to be expected of each before it. */
export function accuracyOf(foretold: readonly ForetoldRun[], card: RateCard, calendar: Calendar): Accuracy {
  const factors = foretold.map(({ units, quantiles }) => Math.exp(Math.abs(Math.log(units / quantiles.p50))));
  const models = [...Map.groupBy(foretold, ({ model }) => model)];
  return {
    ...insideShares(foretold),
    byModel: models
      .map(([model, runs]) => ({ model, inside80: insideShares(runs).inside80 }))
      .sort((a, b) => b.inside80.runs - a.inside80.runs),
    above: foretold.filter(({ units, quantiles }) => units > quantiles.p90).length,
    below: foretold.filter(({ units, quantiles }) => units < quantiles.p10).length,
    halfWithinFactor: factors.sort((a, b) => a - b)[Math.floor(factors.length / 2)],
    months: ownCalibration(foretold, (atMs) => calendar.monthOf(atMs).fromMs).map(({ fromMs, inside80, runs }) => ({
      month: calendar.monthKey(fromMs),
      inside80: shareOf(inside80, runs),
    })),
    points: foretold.flatMap((run) => pointOf(run, card)),
  };
}

function insideShares(runs: readonly ForetoldRun[]): Pick<Accuracy, 'inside80' | 'inside90'> {
  const [all = { inside80: 0, inside90: 0, runs: 0 }] = ownCalibration(runs, () => 0);
  return { inside80: shareOf(all.inside80, all.runs), inside90: shareOf(all.inside90, all.runs) };
}

/** The quantile of the normal distribution that 95 % lie within. */
const Z = 1.96;

/** With the interval of Wilson (J. Amer. Statist. Assoc. 22, 1927), which holds for few runs and near 0 and 1, too. */
export function shareOf(inside: number, runs: number): InsideShare {
  if (runs === 0) {
    return { inside, runs, low: 0, high: 1 };
  }
  const share = inside / runs;
  const scale = 1 + (Z * Z) / runs;
  const middle = (share + (Z * Z) / (2 * runs)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / runs + (Z * Z) / (4 * runs * runs));
  return { inside, runs, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function pointOf({ runId, model, startedAtMs, units, quantiles }: ForetoldRun, card: RateCard): AccuracyPoint[] {
  const row = model === undefined ? undefined : findRate(card, model, startedAtMs);
  if (row === undefined) {
    return [];
  }
  const credits = (size: number): number => unitsInMicros(size, row) / MICROS_PER_UNIT;
  const { p10, p50, p90 } = quantiles;
  return [{ runId, low: credits(p10), median: credits(p50), high: credits(p90), actual: credits(units) }];
}
