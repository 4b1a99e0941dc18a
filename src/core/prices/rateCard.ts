import type { CreditPrice, CreditsMicrosPerMTok, UsdMicrosPerMTok } from '../money.ts';
import type { TokenRates } from './tokenPrice.ts';

/**
 * How well a figure is known: OpenAI's own text; several or one third party; by assumption; from the API's price; the
 * person's own word, or what fits the account's own figures.
 */
export const RATE_GRADES = ['official', 'corroborated', 'quoted', 'assumed', 'derived', 'own', 'calibrated'] as const;
export type RateGrade = (typeof RATE_GRADES)[number];

/** Where a figure comes from. */
export interface RateSource {
  readonly text: string;
  /** When it was seen there, as exactly as is known: "2026-06", "2026-04-13". */
  readonly seenAt: string | undefined;
}

/** What rows of all prices have in common. They hold from one instant until another (half open). */
export interface DatedRow {
  readonly model: string;
  /** Undefined: in force for as long as the model has been seen. */
  readonly effectiveFromMs: number | undefined;
  /** Undefined: still in force. */
  readonly effectiveToMs: number | undefined;
  readonly grade: RateGrade;
  readonly source: RateSource;
  /** The day on which someone last held it against its source: "2026-11-22". */
  readonly verifiedOn: string | undefined;
  readonly reviewAfterMs: number | undefined;
}

/** What a model costs in credits. Writing to the cache costs nothing more than reading fresh input. */
export interface RateRow extends DatedRow, TokenRates {
  readonly input: CreditsMicrosPerMTok;
  readonly cachedInput: CreditsMicrosPerMTok | undefined;
  readonly output: CreditsMicrosPerMTok;
}

/** What a model costs in dollars where an API key pays. */
export interface ApiRow extends DatedRow, TokenRates {
  readonly input: UsdMicrosPerMTok;
  readonly cachedInput: UsdMicrosPerMTok | undefined;
  readonly cacheWrite: UsdMicrosPerMTok | undefined;
  readonly output: UsdMicrosPerMTok;
}

/** A stretch of time (half open) in which the same rows are in force for a model. */
export interface PricePeriod<Row extends DatedRow> {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Never empty, the dearest input first. Several where it is not known which of them is in force. */
  readonly rows: readonly Row[];
  /** The one row in force, where nothing about it is in doubt. */
  readonly certain: Row | undefined;
}

/** All prices in one unit: for each model, its periods from the first to the last. */
export type PriceTable<Row extends DatedRow> = ReadonlyMap<string, readonly PricePeriod<Row>[]>;

/** What a tier's factor is on: purchased credits, the included allowance, or the API's price in dollars. */
export type TierMeter = 'credits' | 'allowance' | 'api';

/** What a service tier costs on some meters, from an instant on. */
export interface TierFactor {
  readonly tier: string;
  readonly aliases: readonly string[];
  /** Patterns of models; undefined: all. */
  readonly models: readonly string[] | undefined;
  /** Undefined: for as long as the tier has been there. */
  readonly effectiveFromMs: number | undefined;
  /** In thousandths (2000: costs twice as much); undefined where the row has no figure for that meter. */
  readonly factorsMilli: Readonly<Record<TierMeter, number | undefined>>;
  readonly grade: RateGrade;
  readonly source: RateSource;
}

/** Above `thresholdInputTokens` a whole request is charged at these factors (thousandths). */
export interface LongContextRule {
  readonly thresholdInputTokens: number;
  readonly inputFactorMilli: number;
  readonly outputFactorMilli: number;
  readonly exemptModels: ReadonlySet<string>;
  /** Nobody has published whether these are exempt: they are charged as if they were not. */
  readonly possiblyExemptModels: ReadonlySet<string>;
}

/** Dated prices in credits, and in dollars. All judgement about money starts here. */
export interface RateCard {
  /** Names the card in records of decisions, for instance "2026-11-22". */
  readonly id: string;
  /** The day on which the shipped prices were last held against their sources. */
  readonly verifiedOn: string;
  readonly reviewAfterMs: number;
  /** How many credits one US dollar buys. */
  readonly creditsPerUsd: number;
  /** What a credit costs the person, in their own currency. */
  readonly money: CreditPrice;
  readonly credits: PriceTable<RateRow>;
  readonly api: PriceTable<ApiRow>;
  /** Those that speak first stand first: see `tierFactors.ts`. */
  readonly tierFactors: readonly TierFactor[];
  /** Models whose default tier may be surcharged: nobody has published whether it is. */
  readonly modelsWithUnknownDefaultTier: ReadonlySet<string>;
  readonly longContext: LongContextRule;
  readonly apiLongContext: LongContextRule;
}

/** The period of a model that an instant lies in; undefined where it has no price: a neighbour's is never taken. */
export function findPeriod<Row extends DatedRow>(
  table: PriceTable<Row>,
  model: string,
  atMs: number,
): PricePeriod<Row> | undefined {
  return table.get(model)?.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
}

/** The row in credits to reckon with where no request is at hand: of several, the one with the dearest input. */
export function findRate(card: RateCard, model: string, atMs: number): RateRow | undefined {
  return findPeriod(card.credits, model, atMs)?.rows[0];
}

/** How a request stands to the long-context rule; `possiblyExempt` is charged as `long`. */
export type LongContext = 'short' | 'long' | 'exempt' | 'possiblyExempt';

/** How a request of a model with so many tokens of input stands to the rule. */
export function longContextOf(rule: LongContextRule, model: string, inputTokens: number): LongContext {
  if (inputTokens <= rule.thresholdInputTokens) {
    return 'short';
  }
  if (rule.exemptModels.has(model)) {
    return 'exempt';
  }
  return rule.possiblyExemptModels.has(model) ? 'possiblyExempt' : 'long';
}
