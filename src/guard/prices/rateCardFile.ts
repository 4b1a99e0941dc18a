import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { ShippedRateCard } from '../../core/prices/mergeRateCards.ts';
import type { LongContextRule } from '../../core/prices/rateCard.ts';
import { firstIssue } from '../json/firstIssue.ts';
import { parseWithInput } from '../json/parseWithInput.ts';
import { rateCardRows } from './rateCardRows.ts';
import { type ShippedRateCardJson, shippedRateCardSchema } from './rateCardSchema.ts';

/** Reads the shipped rate card's JSON. Throws `rateCard.invalid`, naming the place, where it does not fit. */
export function parseRateCard(json: unknown): ShippedRateCard {
  const parsed = parseWithInput(shippedRateCardSchema, json);
  if (!parsed.success) {
    throw new GuardError('rateCard.invalid', phrase('the rate card cannot be used: {0}', firstIssue(parsed.error)));
  }
  const { verifiedAt, reviewAfter, creditsPerUsd, modelsWithUnknownDefaultTier, ...file } = parsed.data;
  return {
    id: verifiedAt,
    verifiedOn: verifiedAt,
    reviewAfterMs: Date.parse(reviewAfter),
    creditsPerUsd,
    modelsWithUnknownDefaultTier: new Set(modelsWithUnknownDefaultTier),
    longContext: longContextRule(file.longContext),
    apiLongContext: longContextRule(file.apiLongContext),
    ...rateCardRows(parsed.data),
  };
}

function longContextRule(rule: ShippedRateCardJson['longContext']): LongContextRule {
  return {
    thresholdInputTokens: rule.thresholdInputTokens,
    inputFactorMilli: rule.inputFactor,
    outputFactorMilli: rule.outputFactor,
    exemptModels: new Set(rule.exemptModels),
    possiblyExemptModels: new Set(rule.possiblyExemptModels),
  };
}
