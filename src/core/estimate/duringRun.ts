import { SizeDistribution } from './distribution.ts';
import { PROBABILITY, QUANTILES, type Quantile, type QuantileValues } from './quantiles.ts';
import { CACHED_WEIGHT } from './units.ts';

/** How far a run has come. */
export interface RunProgress {
  /** What its responses took so far, in units; see `units.ts`. */
  readonly spentUnits: number;
  /** Tokens in its thread behind the last response: the next request reads them at least. */
  readonly contextTokens: number;
}

/** From what chance on a run is said to be likely to pass its cap. */
const LIKELY = 0.6;

/**
 * What a run that goes on will have taken at its end, in units: the estimate before it, given that it takes at least
 * what it has spent and what its next request reads. Without a response it is the estimate itself.
 */
export function rangeDuringRun(before: QuantileValues, progress: RunProgress): QuantileValues {
  const distribution = new SizeDistribution(inLn(before));
  const leastSize = Math.log(leastUnits(progress));
  const chanceToGoOn = distribution.chanceAbove(leastSize);
  const at = (quantile: Quantile): number => {
    const size = distribution.passedWithChance(chanceToGoOn * (1 - PROBABILITY[quantile]));
    return Math.exp(Math.max(size, leastSize));
  };
  return { p05: at('p05'), p10: at('p10'), p50: at('p50'), p90: at('p90'), p95: at('p95') };
}

/** The chance that a run that goes on takes more than its cap, from 0 to 1. */
export function chanceToPassCap(before: QuantileValues, progress: RunProgress, capUnits: number): number {
  const least = leastUnits(progress);
  if (least >= capUnits) {
    return 1;
  }
  const distribution = new SizeDistribution(inLn(before));
  return distribution.chanceAbove(Math.log(capUnits)) / distribution.chanceAbove(Math.log(least));
}

/** What is to be said of a run with a cap, response by response. */
export interface CapOutlook {
  /** After the last response. */
  readonly chance: number;
  /** The response after which it was first likely to pass the cap, counted from 1, and what was spent by then. */
  readonly warned: { readonly afterResponse: number; readonly spentUnits: number } | undefined;
  readonly responses: number;
}

export const NO_OUTLOOK: CapOutlook = { chance: 0, warned: undefined, responses: 0 };

/** The outlook after one more response. It warns once: what is said on and off is not listened to. */
export function outlookAfter(
  outlook: CapOutlook,
  before: QuantileValues,
  progress: RunProgress,
  capUnits: number,
): CapOutlook {
  const chance = chanceToPassCap(before, progress, capUnits);
  const responses = outlook.responses + 1;
  const isNews = outlook.warned === undefined && chance >= LIKELY;
  return {
    chance,
    responses,
    warned: isNews ? { afterResponse: responses, spentUnits: progress.spentUnits } : outlook.warned,
  };
}

function leastUnits({ spentUnits, contextTokens }: RunProgress): number {
  return spentUnits + CACHED_WEIGHT * contextTokens;
}

function inLn(units: QuantileValues): QuantileValues {
  const entries = QUANTILES.map((quantile) => [quantile, Math.log(units[quantile])]);
  return Object.fromEntries(entries) as Record<Quantile, number>;
}
