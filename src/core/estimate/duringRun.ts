import type { CreditsMicros } from '../money.ts';
import { priceRequest } from '../prices/pricing.ts';
import type { RateCard } from '../prices/rateCard.ts';
import { NO_TOKENS } from '../usage/tokenUsage.ts';
import { SizeDistribution } from './distribution.ts';
import type { PricedRun } from './estimateRun.ts';
import { PROBABILITY, type Quantile, type QuantileValues, increasingLn } from './quantiles.ts';

/** How far a run has come, in what the estimate is in: units, or micro-credits. */
export interface RunProgress {
  /** What its responses took so far. */
  readonly spent: number;
  /** What its next request takes at least: it reads the thread once more, at best all of it from the cache. */
  readonly leastNext: number;
}

/** The progress of a run in micro-credits; undefined where its model has no price. `contextTokens`: in its thread now. */
export function progressInCredits(
  card: RateCard,
  { model, tier, atMs }: Omit<PricedRun, 'meter'>,
  spent: CreditsMicros,
  contextTokens: number,
): RunProgress | undefined {
  const usage = { ...NO_TOKENS, inputTokens: contextTokens, cachedInputTokens: contextTokens };
  const cost = priceRequest(card, { model, tier, occurredAtMs: atMs, usage });
  return cost.kind === 'priced' ? { spent, leastNext: cost.credits } : undefined;
}

/** From what chance on a run is said to be likely to pass its cap. */
const LIKELY = 0.6;

/**
 * What a run that goes on will have taken at its end: the estimate before it, given that it takes at least what it has
 * spent and what its next request reads. Without a response it is the estimate itself. In what the estimate is in.
 */
export function rangeDuringRun(before: QuantileValues, progress: RunProgress): QuantileValues {
  const distribution = new SizeDistribution(increasingLn(before));
  const leastSize = Math.log(leastOf(progress));
  const chanceToGoOn = distribution.chanceAbove(leastSize);
  const at = (quantile: Quantile): number => {
    const size = distribution.passedWithChance(chanceToGoOn * (1 - PROBABILITY[quantile]));
    return Math.exp(Math.max(size, leastSize));
  };
  return { p05: at('p05'), p10: at('p10'), p50: at('p50'), p90: at('p90'), p95: at('p95') };
}

/** The chance that a run that goes on takes more than its cap, from 0 to 1. */
export function chanceToPassCap(before: QuantileValues, progress: RunProgress, cap: number): number {
  const least = leastOf(progress);
  if (least >= cap) {
    return 1;
  }
  const distribution = new SizeDistribution(increasingLn(before));
  return distribution.chanceAbove(Math.log(cap)) / distribution.chanceAbove(Math.log(least));
}

/** What is to be said of a run with a cap, response by response. */
export interface CapOutlook {
  /** After the last response. */
  readonly chance: number;
  /** The response after which it was first likely to pass the cap, counted from 1, and what was spent by then. */
  readonly warned: { readonly afterResponse: number; readonly spent: number } | undefined;
  readonly responses: number;
}

export const NO_OUTLOOK: CapOutlook = { chance: 0, warned: undefined, responses: 0 };

/** Whether a run that has begun is likely to pass its cap as it is now: that it was told of may have been under a lower one. */
export function isCapLikely({ chance, responses }: CapOutlook): boolean {
  return responses > 0 && chance >= LIKELY;
}

/** The outlook after one more response. It warns once: what is said on and off is not listened to. */
export function outlookAfter(
  outlook: CapOutlook,
  before: QuantileValues,
  progress: RunProgress,
  cap: number,
): CapOutlook {
  const chance = chanceToPassCap(before, progress, cap);
  const responses = outlook.responses + 1;
  const isNews = outlook.warned === undefined && chance >= LIKELY;
  return {
    chance,
    responses,
    warned: isNews ? { afterResponse: responses, spent: progress.spent } : outlook.warned,
  };
}

function leastOf({ spent, leastNext }: RunProgress): number {
  return spent + leastNext;
}
