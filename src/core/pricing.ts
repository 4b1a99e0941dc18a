import { assert } from '../base/assert.ts';
import { type CreditsMicros, type UsdMicros, creditsMicros, divideRoundingHalfUp } from './money.ts';
import { type RateCard, type RateRow, findRate, findTierFactor } from './rateCard.ts';
import type { TokenUsage } from './tokenUsage.ts';

/** What one request cost at list price. Whoever reads it must say what happens where there is no price. */
export type Cost =
  | { readonly kind: 'priced'; readonly credits: CreditsMicros; readonly row: RateRow; readonly isTierKnown: boolean }
  | { readonly kind: 'unpriced'; readonly model: string | undefined };

/** What is needed to price a request. */
export interface PricedRequest {
  readonly model: string | undefined;
  readonly tier: string | undefined;
  readonly occurredAtMs: number;
  readonly usage: TokenUsage;
}

const TOKENS_PER_MTOK = 1_000_000n;
const MILLI = 1000n;

/**
 * Prices one request in purchased credits, rounded half up once, to a whole micro-credit:
 *
 *     ((fresh·in + cached·cachedIn)·longIn + output·out·longOut) · tier
 *
 * where cache writes are ordinary input (they carry no surcharge in credits) and reasoning is ordinary output.
 * Products pass 2^53 at some 24 million tokens, so they are taken in BigInt.
 * Source of the formula: OpenAI's ChatGPT rate card, and its long-context rule for whole requests.
 */
export function priceRequest(card: RateCard, request: PricedRequest): Cost {
  const { model, tier, occurredAtMs, usage } = request;
  const row = model === undefined ? undefined : findRate(card, model, occurredAtMs);
  if (model === undefined || row === undefined) {
    return { kind: 'unpriced', model };
  }
  assert(usage.cachedInputTokens <= usage.inputTokens, 'cached tokens are part of the input');
  const { factorMilli, isKnown } = findTierFactor(card, model, tier, occurredAtMs);
  const rule = card.longContext;
  const isLong = usage.inputTokens > rule.thresholdInputTokens && !rule.exemptModels.has(model);
  if (!isLong && factorMilli === STANDARD_FACTOR_MILLI) {
    const credits = priceInNumbers(usage, row);
    if (credits !== undefined) {
      return { kind: 'priced', credits, row, isTierKnown: isKnown };
    }
  }
  const inputFactor = isLong ? BigInt(rule.inputFactorMilli) : MILLI;
  const outputFactor = isLong ? BigInt(rule.outputFactorMilli) : MILLI;
  const freshTokens = BigInt(usage.inputTokens - usage.cachedInputTokens);
  const input =
    freshTokens * BigInt(row.input) + BigInt(usage.cachedInputTokens) * BigInt(row.cachedInput ?? row.input);
  const output = BigInt(usage.outputTokens) * BigInt(row.output);
  const product = (input * inputFactor + output * outputFactor) * BigInt(factorMilli);
  const credits = creditsMicros(divideRoundingHalfUp(product, TOKENS_PER_MTOK * MILLI * MILLI));
  return { kind: 'priced', credits, row, isTierKnown: isKnown };
}

/** Below this, a sum of whole numbers divided by a million is still exact enough to be rounded right. */
const EXACT_BELOW = 2 ** 50;
const STANDARD_FACTOR_MILLI = 1000;

/** The same without factors, for all but the largest requests: BigInt costs ten times as much. */
function priceInNumbers(usage: TokenUsage, row: RateRow): CreditsMicros | undefined {
  const freshTokens = usage.inputTokens - usage.cachedInputTokens;
  const product =
    freshTokens * row.input +
    usage.cachedInputTokens * (row.cachedInput ?? row.input) +
    usage.outputTokens * row.output;
  return product < EXACT_BELOW ? creditsMicros(Math.floor((product + 500_000) / 1_000_000)) : undefined;
}

/** What credits are worth in dollars at the card's price of a credit, rounded half up, sign kept. */
export function creditsToUsd(card: RateCard, credits: CreditsMicros): UsdMicros {
  const magnitude = divideRoundingHalfUp(
    BigInt(Math.abs(credits)) * MILLI,
    BigInt(Math.round(card.creditsPerUsd * 1000)),
  );
  return (credits < 0 ? -magnitude : magnitude) as UsdMicros;
}
