import type { CreditsMicrosPerMTok } from './money.ts';

/** How well a figure is known: OpenAI's own text; several or one third party; by assumption; from the API price. */
export type RateGrade = 'official' | 'corroborated' | 'quoted' | 'assumed' | 'derived';

/** What a model costs from one instant until another (half open). */
export interface RateRow {
  readonly model: string;
  /** Undefined: in force for as long as the model has been seen. */
  readonly effectiveFromMs: number | undefined;
  /** Undefined: still in force. */
  readonly effectiveToMs: number | undefined;
  readonly input: CreditsMicrosPerMTok;
  /** Undefined where nothing is published: cached input then counts as input. */
  readonly cachedInput: CreditsMicrosPerMTok | undefined;
  readonly output: CreditsMicrosPerMTok;
  readonly grade: RateGrade;
  readonly source: string;
}

/** A service tier's factor on purchased credits, in thousandths (2000: costs twice as much). */
export interface TierFactor {
  readonly tier: string;
  readonly aliases: readonly string[];
  readonly effectiveFromMs: number | undefined;
  readonly creditsFactorMilli: number;
}

/** Above `thresholdInputTokens` a whole request is charged at these factors (thousandths). */
export interface LongContextRule {
  readonly thresholdInputTokens: number;
  readonly inputFactorMilli: number;
  readonly outputFactorMilli: number;
  readonly exemptModels: ReadonlySet<string>;
}

/** Dated prices in credits. All judgement about money starts here. */
export interface RateCard {
  /** Names the card in records of decisions, for instance "2026-11-22". */
  readonly id: string;
  readonly reviewAfterMs: number;
  /** How many credits one US dollar buys. */
  readonly creditsPerUsd: number;
  readonly rowsByModel: ReadonlyMap<string, readonly RateRow[]>;
  readonly tierFactors: readonly TierFactor[];
  /** Models whose default tier may be surcharged: nobody has published whether it is. */
  readonly modelsWithUnknownDefaultTier: ReadonlySet<string>;
  readonly longContext: LongContextRule;
}

/** The row in force for `model` at an instant, or undefined where none is: a neighbour's price is never taken. */
export function findRate(card: RateCard, model: string, atMs: number): RateRow | undefined {
  return card.rowsByModel
    .get(model)
    ?.find(
      (row) =>
        (row.effectiveFromMs === undefined || row.effectiveFromMs <= atMs) &&
        (row.effectiveToMs === undefined || atMs < row.effectiveToMs),
    );
}

const STANDARD_TIERS: ReadonlySet<string> = new Set(['standard', 'default', 'auto']);
const STANDARD_FACTOR_MILLI = 1000;

/** A tier by its own name, where it is known by another; `standard` where none is named. */
export function tierName(card: RateCard, tier: string | undefined): string {
  if (tier === undefined || STANDARD_TIERS.has(tier)) {
    return 'standard';
  }
  return card.tierFactors.find((row) => row.aliases.includes(tier))?.tier ?? tier;
}

export interface EffectiveTier {
  readonly factorMilli: number;
  /** False where the card has no figure for the tier, and the factor 1 is only assumed. */
  readonly isKnown: boolean;
}

/** The factor of a tier on purchased credits; the newest row dated at or before `atMs` wins. */
export function findTierFactor(card: RateCard, model: string, tier: string | undefined, atMs: number): EffectiveTier {
  if (tier === undefined) {
    return { factorMilli: STANDARD_FACTOR_MILLI, isKnown: !card.modelsWithUnknownDefaultTier.has(model) };
  }
  if (STANDARD_TIERS.has(tier)) {
    return { factorMilli: STANDARD_FACTOR_MILLI, isKnown: true };
  }
  const startMs = (row: TierFactor): number => row.effectiveFromMs ?? Number.NEGATIVE_INFINITY;
  const newest = card.tierFactors
    .filter((row) => (row.tier === tier || row.aliases.includes(tier)) && startMs(row) <= atMs)
    .toSorted((a, b) => startMs(b) - startMs(a))
    .at(0);
  return newest === undefined
    ? { factorMilli: STANDARD_FACTOR_MILLI, isKnown: false }
    : { factorMilli: newest.creditsFactorMilli, isKnown: true };
}
