import { type CreditsMicrosPerMTok, type UsdMicrosPerMTok, creditsToMicros } from '../../core/money.ts';
import type { ApiRow, DatedRow, RateRow, RateSource, TierFactor } from '../../core/prices/rateCard.ts';
import type { OwnRateCardJson, ShippedRateCardJson } from './rateCardSchema.ts';

type CardJson = ShippedRateCardJson | OwnRateCardJson;
type RowJson = CardJson['rows'][number];
type ApiRowJson = CardJson['apiRows'][number];
type TierJson = CardJson['tiers'][number];

/** The rows of a card's JSON, each with its source in words; what a row does not say of its review, its card says. */
export function rateCardRows(card: CardJson): {
  readonly rows: RateRow[];
  readonly apiRows: ApiRow[];
  readonly tierFactors: TierFactor[];
} {
  return {
    rows: card.rows.map((row) => rateRow(row, card)),
    apiRows: card.apiRows.map((row) => apiRow(row, card)),
    tierFactors: card.tiers.map((tier) => tierFactor(tier, card)),
  };
}

function rateRow(row: RowJson, card: CardJson): RateRow {
  return {
    ...datedRow(row, card),
    input: micros(row.input) as CreditsMicrosPerMTok,
    cachedInput: microsIfSaid(row.cachedInput) as CreditsMicrosPerMTok | undefined,
    output: micros(row.output) as CreditsMicrosPerMTok,
  };
}

function apiRow(row: ApiRowJson, card: CardJson): ApiRow {
  return {
    ...datedRow(row, card),
    input: micros(row.input) as UsdMicrosPerMTok,
    cachedInput: microsIfSaid(row.cachedInput) as UsdMicrosPerMTok | undefined,
    cacheWrite: microsIfSaid(row.cacheWrite) as UsdMicrosPerMTok | undefined,
    output: micros(row.output) as UsdMicrosPerMTok,
  };
}

function datedRow(row: RowJson | ApiRowJson, card: CardJson): DatedRow {
  const reviewAfter = row.reviewAfter ?? card.reviewAfter;
  return {
    model: row.model,
    effectiveFromMs: instantOf(row.effectiveFrom),
    effectiveToMs: instantOf(row.effectiveTo),
    grade: row.grade,
    source: sourceOf(row.source, card),
    verifiedOn: row.verifiedAt ?? card.verifiedAt,
    reviewAfterMs: instantOf(reviewAfter),
  };
}

function tierFactor(row: TierJson, card: CardJson): TierFactor {
  const { tier, aliases, models, effectiveFrom, creditsFactor, allowanceFactor, apiFactor, grade, source } = row;
  return {
    tier,
    aliases: aliases ?? [],
    models: models === 'all' ? undefined : models,
    effectiveFromMs: instantOf(effectiveFrom),
    factorsMilli: {
      credits: milliIfSaid(creditsFactor),
      allowance: milliIfSaid(allowanceFactor),
      api: milliIfSaid(apiFactor),
    },
    grade,
    source: sourceOf(source, card),
  };
}

/** A source is named by a key of the card's list, or told in free words. */
function sourceOf(source: string, { sources }: CardJson): RateSource {
  const listed = Object.hasOwn(sources, source) ? sources[source] : undefined;
  return { text: listed?.text ?? source, seenAt: listed?.seenAt };
}

/** Dates on a card begin at midnight UTC. */
function instantOf(isoDate: string | null | undefined): number | undefined {
  return typeof isoDate === 'string' ? Date.parse(isoDate) : undefined;
}

/** Millionths of a price, which cards write in whole units. */
function micros(price: number): number {
  return creditsToMicros(price);
}

function microsIfSaid(price: number | null | undefined): number | undefined {
  return typeof price === 'number' ? micros(price) : undefined;
}

/** Thousandths of a factor. */
export function milli(factor: number): number {
  return Math.round(factor * 1000);
}

function milliIfSaid(factor: number | null | undefined): number | undefined {
  return typeof factor === 'number' ? milli(factor) : undefined;
}
