import type { ShippedRateCard } from '../../core/prices/mergeRateCards.ts';
import type { LongContextRule } from '../../core/prices/rateCard.ts';
import { milli, rateCardRows } from './rateCardRows.ts';
import type { ShippedRateCardJson } from './rateCardSchema.ts';

/** The shipped rate card of JSON that is known to fit: what checks it takes long to load. */
export function shippedRateCard(json: ShippedRateCardJson): ShippedRateCard {
  const { verifiedAt, reviewAfter, creditsPerUsd, modelsWithUnknownDefaultTier, longContext, apiLongContext } = json;
  return {
    id: verifiedAt,
    verifiedOn: verifiedAt,
    reviewAfterMs: Date.parse(reviewAfter),
    creditsPerUsd,
    modelsWithUnknownDefaultTier: new Set(modelsWithUnknownDefaultTier),
    longContext: longContextRule(longContext),
    apiLongContext: longContextRule(apiLongContext),
    ...rateCardRows(json),
  };
}

function longContextRule(rule: ShippedRateCardJson['longContext']): LongContextRule {
  return {
    thresholdInputTokens: rule.thresholdInputTokens,
    inputFactorMilli: milli(rule.inputFactor),
    outputFactorMilli: milli(rule.outputFactor),
    exemptModels: new Set(rule.exemptModels),
    possiblyExemptModels: new Set(rule.possiblyExemptModels),
  };
}
