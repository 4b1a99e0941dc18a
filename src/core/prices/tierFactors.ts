import { matchesPattern } from '../policy/policy.ts';
import type { RateCard, TierFactor, TierMeter } from './rateCard.ts';
import { STANDARD_FACTOR_MILLI } from './tokenPrice.ts';

/** What holds for a request's tier. */
export interface EffectiveTier {
  readonly factorMilli: number;
  /** False where the card has no figure for the tier, and the factor 1 is only assumed. */
  readonly isKnown: boolean;
  /** The row that says so; undefined where none needs to, or none does. */
  readonly row: TierFactor | undefined;
}

const STANDARD_TIERS: ReadonlySet<string> = new Set(['standard', 'default', 'auto']);
const STANDARD: EffectiveTier = { factorMilli: STANDARD_FACTOR_MILLI, isKnown: true, row: undefined };
const UNKNOWN: EffectiveTier = { factorMilli: STANDARD_FACTOR_MILLI, isKnown: false, row: undefined };

/** The tier that models with an unknown default are run in: Codex lists it as their default, without a surcharge. */
const POSSIBLE_DEFAULT_TIER = 'priority';

/** A tier by its own name, where it is known by another; `standard` where none is named. */
export function tierName(card: Pick<RateCard, 'tierFactors'>, tier: string | undefined): string {
  if (tier === undefined || STANDARD_TIERS.has(tier)) {
    return 'standard';
  }
  return card.tierFactors.find((row) => row.aliases.includes(tier))?.tier ?? tier;
}

/**
 * All names by which policies know a tier, its own first; those of the standard one where none is named. What a person
 * calls a tier in their own card counts for prices alone: else they could rename one that an administrator refuses.
 */
export function tierNames({ tierFactors }: RateCard, tier: string | undefined): readonly string[] {
  const shipped = tierFactors.filter(({ grade }) => grade !== 'own' && grade !== 'calibrated');
  const own = tierName({ tierFactors: shipped }, tier);
  const aliases = shipped.flatMap((row) => (row.tier === own ? row.aliases : []));
  return [...(STANDARD_TIERS.has(own) ? STANDARD_TIERS : [own]), ...aliases];
}

/** The order in which rows are asked: the newest first, and of one date those that name models. */
export function inOrderOfSpeaking(rows: readonly TierFactor[]): TierFactor[] {
  const namesModels = ({ models }: TierFactor): number => (models === undefined ? 0 : 1);
  return rows.toSorted((a, b) => compare(startMs(b), startMs(a)) || namesModels(b) - namesModels(a));
}

/** The factor of a tier for a model on a meter: the first row in force that has a figure for it. */
export function findTierFactor(
  card: RateCard,
  meter: TierMeter,
  model: string,
  tier: string | undefined,
  atMs: number,
): EffectiveTier {
  if (tier === undefined) {
    return card.modelsWithUnknownDefaultTier.has(model) ? UNKNOWN : STANDARD;
  }
  return STANDARD_TIERS.has(tier) ? STANDARD : factorByName(card.tierFactors, meter, model, tier, atMs);
}

function factorByName(
  rows: readonly TierFactor[],
  meter: TierMeter,
  model: string,
  tier: string,
  atMs: number,
): EffectiveTier {
  for (const row of rows) {
    const factorMilli = row.factorsMilli[meter];
    if (factorMilli !== undefined && isOf(row, tier) && startMs(row) <= atMs && isAbout(row, model)) {
      return { factorMilli, isKnown: true, row };
    }
  }
  return UNKNOWN;
}

/**
 * Between which factors on credits the true one of an unknown tier probably lies: for a default that is not known, up to
 * what the faster tier costs; for a tier by name, between the figures that it has for other models and where an API key
 * pays; and where it has none at all, between the lowest and the highest of any tier.
 */
export function possibleFactors(
  card: RateCard,
  model: string,
  tier: string | undefined,
  atMs: number,
): { readonly leastMilli: number; readonly mostMilli: number } {
  if (tier === undefined) {
    const { factorMilli } = findTierFactor(card, 'credits', model, POSSIBLE_DEFAULT_TIER, atMs);
    return { leastMilli: STANDARD_FACTOR_MILLI, mostMilli: factorMilli };
  }
  const ofTier = figuresOf(card.tierFactors.filter((row) => isOf(row, tier)));
  const figures = ofTier.length === 0 ? figuresOf(card.tierFactors) : ofTier;
  return {
    leastMilli: Math.min(STANDARD_FACTOR_MILLI, ...figures),
    mostMilli: Math.max(STANDARD_FACTOR_MILLI, ...figures),
  };
}

function figuresOf(rows: readonly TierFactor[]): number[] {
  return rows.flatMap(({ factorsMilli: { credits, api } }) => [credits, api]).filter((figure) => figure !== undefined);
}

function isOf({ tier, aliases }: TierFactor, name: string): boolean {
  return tier === name || aliases.includes(name);
}

function isAbout({ models }: TierFactor, model: string): boolean {
  return models === undefined || models.some((pattern) => pattern === model || matchesPattern(model, pattern));
}

function startMs({ effectiveFromMs }: TierFactor): number {
  return effectiveFromMs ?? Number.NEGATIVE_INFINITY;
}

/** Also of instants that are infinitely long ago, whose difference is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
