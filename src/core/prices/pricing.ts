import { assert } from '../../base/assert.ts';
import { type CreditsMicros, type UsdMicros, creditsMicros, usdMicros } from '../money.ts';
import { NO_DOUBTS, type PriceDoubt, doubtsOf } from './priceDoubts.ts';
import { type PossiblePrices, highestPrice, lowestPrice } from './priceRange.ts';
import {
  type ApiRow,
  type DatedRow,
  type LongContext,
  type LongContextRule,
  type PriceTable,
  type RateCard,
  type RateRow,
  findPeriod,
  longContextOf,
} from './rateCard.ts';
import { type EffectiveTier, findTierFactor, possibleFactors } from './tierFactors.ts';
import { type LongContextFactors, type TokenRates, STANDARD_FACTOR_MILLI, priceTokens } from './tokenPrice.ts';
import type { TokenUsage } from '../usage/tokenUsage.ts';

/** What one request cost at list price. Whoever reads it must say what happens where there is no price. */
export type Cost = PricedCost | { readonly kind: 'unpriced'; readonly model: string | undefined };

export interface PricedCost {
  readonly kind: 'priced';
  readonly credits: CreditsMicros;
  /** Between these the true price surely or very probably lies; the same as `credits` where nothing is in doubt. */
  readonly lowest: CreditsMicros;
  readonly highest: CreditsMicros;
  /** The row that is charged: of several in force, the dearest for this request. */
  readonly row: RateRow;
  readonly isTierKnown: boolean;
  readonly doubts: readonly PriceDoubt[];
}

/** What one request cost at the API's list price, where an API key pays. */
type UsdCost =
  | {
      readonly kind: 'priced';
      readonly usd: UsdMicros;
      readonly row: ApiRow;
      readonly doubts: readonly PriceDoubt[];
    }
  | { readonly kind: 'unpriced'; readonly model: string | undefined };

/** What is needed to price a request. */
export interface PricedRequest {
  readonly model: string | undefined;
  readonly tier: string | undefined;
  readonly occurredAtMs: number;
  readonly usage: TokenUsage;
}

/** What a card says about a request: all that its price depends on beside its tokens. */
interface PriceBasis<Row extends DatedRow & TokenRates> {
  readonly model: string;
  readonly rows: readonly Row[];
  readonly longContext: LongContext;
  /** The factors of a long context, where it is charged for. */
  readonly long: LongContextFactors | undefined;
  readonly tier: EffectiveTier;
  /** The row that is charged: of several in force, the dearest for the request. */
  readonly row: Row;
}

/**
 * Prices one request in purchased credits, rounded half up once, to a whole micro-credit: see {@link priceTokens}.
 * Where several rows are in force the dearest for the request is its price, so that no cap is evaded.
 */
export function priceRequest(card: RateCard, request: PricedRequest): Cost {
  return certainCost(card, request) ?? priceInDoubt(card, request);
}

/**
 * What {@link priceRequest} charges, without how far that is in doubt, which takes several times as long; undefined
 * where a request has no price.
 */
export function chargeOf(card: RateCard, request: PricedRequest): Pick<PricedCost, 'credits' | 'row'> | undefined {
  const certain = certainCost(card, request);
  if (certain !== undefined) {
    return certain;
  }
  const basis = creditsBasis(card, request);
  return basis && { credits: chargedCredits(request, basis), row: basis.row };
}

/** The cost of a request of which nothing is in doubt, and whose context is no long one. */
function certainCost(card: RateCard, { model, tier, occurredAtMs, usage }: PricedRequest): PricedCost | undefined {
  const row = model === undefined ? undefined : findPeriod(card.credits, model, occurredAtMs)?.certain;
  const isShort = usage.inputTokens <= card.longContext.thresholdInputTokens;
  // Most requests take this way, a million of them in a report, and nothing is made on it but the answer.
  if (model === undefined || row === undefined || !isShort || usage.cachedInputTokens > usage.inputTokens) {
    return undefined;
  }
  const { factorMilli, isKnown } = findTierFactor(card, 'credits', model, tier, occurredAtMs);
  if (!isKnown) {
    return undefined;
  }
  const credits = creditsMicros(priceTokens(usage, row, undefined, factorMilli));
  return { kind: 'priced', credits, lowest: credits, highest: credits, row, isTierKnown: true, doubts: NO_DOUBTS };
}

function priceInDoubt(card: RateCard, request: PricedRequest): Cost {
  const basis = creditsBasis(card, request);
  if (basis === undefined) {
    return { kind: 'unpriced', model: request.model };
  }
  const { usage } = request;
  const { row, rows, longContext, tier } = basis;
  const possible = possiblePrices(card, request, basis);
  return {
    kind: 'priced',
    credits: chargedCredits(request, basis),
    lowest: creditsMicros(lowestPrice(usage, possible)),
    highest: creditsMicros(highestPrice(usage, possible)),
    row,
    isTierKnown: tier.isKnown,
    doubts: doubtsOf(row, rows, usage, longContext, tier.isKnown, false),
  };
}

function chargedCredits({ usage }: PricedRequest, { row, long, tier }: PriceBasis<RateRow>): CreditsMicros {
  return creditsMicros(priceTokens(usage, row, long, tier.factorMilli));
}

/** What a request's price in credits is made of; undefined where it has none. */
export function creditsBasis(card: RateCard, request: PricedRequest): PriceBasis<RateRow> | undefined {
  return basisOf(card, card.credits, card.longContext, 'credits', request);
}

/**
 * Prices one request in dollars where an API key pays, rounded half up once, to a whole micro-dollar: see
 * {@link priceTokens}. Unlike credits, dollars are charged for writing to the cache.
 */
export function priceRequestUsd(card: RateCard, request: PricedRequest): UsdCost {
  const basis = basisOf(card, card.api, card.apiLongContext, 'api', request);
  if (basis === undefined) {
    return { kind: 'unpriced', model: request.model };
  }
  const { usage } = request;
  const { row, rows, longContext, long, tier } = basis;
  assert(
    usage.cachedInputTokens + usage.cacheWriteInputTokens <= usage.inputTokens,
    'tokens read from the cache and written to it are part of the input',
  );
  const usd = usdMicros(priceTokens(usage, row, long, tier.factorMilli));
  return { kind: 'priced', usd, row, doubts: doubtsOf(row, rows, usage, longContext, tier.isKnown, true) };
}

function basisOf<Row extends DatedRow & TokenRates>(
  card: RateCard,
  table: PriceTable<Row>,
  rule: LongContextRule,
  meter: 'credits' | 'api',
  { model, tier, occurredAtMs, usage }: PricedRequest,
): PriceBasis<Row> | undefined {
  const rows = model === undefined ? [] : (findPeriod(table, model, occurredAtMs)?.rows ?? []);
  const [first] = rows;
  if (model === undefined || first === undefined) {
    return undefined;
  }
  assert(usage.cachedInputTokens <= usage.inputTokens, 'cached tokens are part of the input');
  const longContext = longContextOf(rule, model, usage.inputTokens);
  const long = longContext === 'long' || longContext === 'possiblyExempt' ? rule : undefined;
  return {
    model,
    rows,
    longContext,
    long,
    tier: findTierFactor(card, meter, model, tier, occurredAtMs),
    row: rows.length === 1 ? first : dearest(rows, first, usage, long),
  };
}

function dearest<Row extends TokenRates>(
  rows: readonly Row[],
  first: Row,
  usage: TokenUsage,
  long: LongContextFactors | undefined,
): Row {
  const price = (row: Row): number => priceTokens(usage, row, long, STANDARD_FACTOR_MILLI);
  return rows.reduce((dear, row) => (price(row) > price(dear) ? row : dear), first);
}

function possiblePrices(card: RateCard, request: PricedRequest, basis: PriceBasis<RateRow>): PossiblePrices {
  const { model, rows, longContext, long } = basis;
  const { factorMilli, isKnown } = basis.tier;
  const tiers = isKnown
    ? { leastMilli: factorMilli, mostMilli: factorMilli }
    : possibleFactors(card, model, request.tier, request.occurredAtMs);
  return {
    rows,
    leastLong: longContext === 'possiblyExempt' ? undefined : long,
    mostLong: long,
    leastTierMilli: tiers.leastMilli,
    mostTierMilli: tiers.mostMilli,
  };
}
