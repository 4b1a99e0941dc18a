import { type RateCard, findRate } from '../prices/rateCard.ts';
import { findTierFactor } from '../prices/tierFactors.ts';
import type { RunEstimate } from './estimateRun.ts';

/** With what a run may be started. */
export interface RunSetting {
  readonly model: string;
  /** Undefined for the model's own. */
  readonly effort: string | undefined;
  readonly tier: string;
}

/** A model with the efforts that it is offered with; none where it has only its own. */
export interface ComparedModel {
  readonly model: string;
  readonly efforts: readonly string[];
}

/** The same task with another setting. */
export interface ComparedEstimate {
  readonly setting: RunSetting;
  readonly estimate: RunEstimate;
}

const STANDARD_TIER = 'standard';

/** All settings that models may be run with: each effort, and each tier that has a factor for the model. */
export function settingsOf(models: readonly ComparedModel[], card: RateCard, atMs: number): RunSetting[] {
  const tiers = [...new Set(card.tierFactors.map(({ tier }) => tier))].filter((tier) => tier !== STANDARD_TIER);
  return models.flatMap(({ model, efforts }) => {
    const offered = tiers.filter((tier) => hasOwnFactor(card, model, tier, atMs));
    const perEffort = efforts.length === 0 ? [undefined] : efforts;
    return perEffort.flatMap((effort) => [STANDARD_TIER, ...offered].map((tier) => ({ model, effort, tier })));
  });
}

/** A tier for which nothing is charged on top, or of which nothing is known, would be the standard row once more. */
function hasOwnFactor(card: RateCard, model: string, tier: string, atMs: number): boolean {
  const factor = findTierFactor(card, 'credits', model, tier, atMs);
  const standard = findTierFactor(card, 'credits', model, STANDARD_TIER, atMs);
  return factor.isKnown && factor.factorMilli !== standard.factorMilli;
}

/** Priced, but not for a person to choose: parts of models that are priced apart, and what Codex uses by itself. */
const NOT_CHOSEN = /:|^codex-auto/;

/** The models that have a price at an instant, for when nobody says what is on offer. */
export function pricedModels(card: RateCard, effort: string | undefined, atMs: number): ComparedModel[] {
  const models = [...card.credits.keys()].filter(
    (model) => !NOT_CHOSEN.test(model) && findRate(card, model, atMs) !== undefined,
  );
  return models.sort().map((model) => ({ model, efforts: effort === undefined ? [] : [effort] }));
}

/** The cheapest first by their middle; those without a price last, in the order in which they came. */
export function cheapestFirst(compared: readonly ComparedEstimate[]): ComparedEstimate[] {
  const middleOf = ({ estimate }: ComparedEstimate): number =>
    estimate.kind === 'priced' ? estimate.credits.p50 : Number.POSITIVE_INFINITY;
  return compared.toSorted((a, b) => {
    const [left, right] = [middleOf(a), middleOf(b)];
    return left === right ? 0 : left - right;
  });
}
