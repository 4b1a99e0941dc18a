import type { CreditsMicrosPerMTok, UsdMicrosPerMTok } from '../../core/money.ts';
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
    input: row.input as number as CreditsMicrosPerMTok,
    cachedInput: (row.cachedInput ?? undefined) as CreditsMicrosPerMTok | undefined,
    output: row.output as number as CreditsMicrosPerMTok,
  };
}

function apiRow(row: ApiRowJson, card: CardJson): ApiRow {
  return {
    ...datedRow(row, card),
    input: row.input as number as UsdMicrosPerMTok,
    cachedInput: (row.cachedInput ?? undefined) as UsdMicrosPerMTok | undefined,
    cacheWrite: (row.cacheWrite ?? undefined) as UsdMicrosPerMTok | undefined,
    output: row.output as number as UsdMicrosPerMTok,
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
    reviewAfterMs: instantOf(reviewAfter ?? null),
  };
}

function tierFactor(row: TierJson, card: CardJson): TierFactor {
  const { tier, aliases, models, effectiveFrom, creditsFactor, allowanceFactor, apiFactor, grade, source } = row;
  return {
    tier,
    aliases,
    models: models === 'all' ? undefined : models,
    effectiveFromMs: instantOf(effectiveFrom),
    factorsMilli: {
      credits: creditsFactor ?? undefined,
      allowance: allowanceFactor ?? undefined,
      api: apiFactor ?? undefined,
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
function instantOf(isoDate: string | null): number | undefined {
  return isoDate === null ? undefined : Date.parse(isoDate);
}
