import { closeNames } from '../closeNames.ts';
import { type CreditsMicros, creditsMicros } from '../money.ts';
import { type PricedCost, type PricedRequest, creditsBasis, priceRequest } from './pricing.ts';
import type { LongContext, RateCard, RateRow } from './rateCard.ts';
import { type EffectiveTier, findTierFactor } from './tierFactors.ts';
import { type PriceTerm, priceTerms, priceTokens } from './tokenPrice.ts';

/** How the price of a request came about, for a person to follow; or which names are like that of a model without one. */
export type PriceExplanation = ExplainedPrice | UnpricedExplanation;

export interface ExplainedPrice {
  readonly kind: 'priced';
  readonly cost: PricedCost;
  /** Added up, times the tier's factor and rounded half up they are the price. */
  readonly terms: readonly PriceTerm[];
  readonly longContext: LongContext;
  readonly tier: EffectiveTier;
  /** What the tier is worth where the included allowance is drawn on. */
  readonly allowanceTier: EffectiveTier;
  /** Other rows in force, with what the request would cost by each. */
  readonly otherPrices: readonly { readonly row: RateRow; readonly credits: CreditsMicros }[];
}

export interface UnpricedExplanation {
  readonly kind: 'unpriced';
  readonly model: string | undefined;
  /** The card has a price of the model, but none for that instant. */
  readonly isPricedAtOtherTimes: boolean;
  /** Models of the card whose names are close; their prices say nothing about this one's. */
  readonly closeModels: readonly string[];
}

/** As far from the name that was written as `gpt-5.5-pro` is from `gpt-5.5`. */
const CLOSE_DISTANCE = 4;
const MOST_CLOSE_MODELS = 5;

/** Explains what {@link priceRequest} answers for a request. */
export function explainPrice(card: RateCard, request: PricedRequest): PriceExplanation {
  const cost = priceRequest(card, request);
  const basis = creditsBasis(card, request);
  const { tier, occurredAtMs, usage } = request;
  if (basis === undefined || cost.kind === 'unpriced') {
    return unpriced(card, request.model);
  }
  const { model, row, rows, long, longContext } = basis;
  return {
    kind: 'priced',
    cost,
    terms: priceTerms(usage, row, long),
    longContext,
    tier: basis.tier,
    allowanceTier: findTierFactor(card, 'allowance', model, tier, occurredAtMs),
    otherPrices: rows
      .filter((other) => other !== row)
      .map((other) => ({
        row: other,
        credits: creditsMicros(priceTokens(usage, other, long, basis.tier.factorMilli)),
      })),
  };
}

function unpriced(card: RateCard, model: string | undefined): UnpricedExplanation {
  const close = model === undefined ? [] : closeNames(model, card.credits.keys(), CLOSE_DISTANCE);
  return {
    kind: 'unpriced',
    model,
    isPricedAtOtherTimes: model !== undefined && card.credits.has(model),
    closeModels: close.slice(0, MOST_CLOSE_MODELS),
  };
}
