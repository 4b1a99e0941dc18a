import { GuardError } from '../../../src/base/errors.ts';
import { phrase } from '../../../src/base/phrase.ts';
import type { ShippedRateCard } from '../../../src/core/prices/mergeRateCards.ts';
import { firstIssue } from './firstIssue.ts';
import { parseWithInput } from '../../../src/guard/json/parseWithInput.ts';
import { shippedRateCardSchema } from '../../../src/guard/prices/rateCardSchema.ts';
import { shippedRateCard } from '../../../src/guard/prices/shippedRateCard.ts';

/**
 * Reads the shipped rate card's JSON as programs do, once it has been held to its schema. Throws `rateCard.invalid`,
 * naming the place, where it does not fit.
 */
export function parseRateCard(json: unknown): ShippedRateCard {
  const parsed = parseWithInput(shippedRateCardSchema, json);
  if (!parsed.success) {
    throw new GuardError('rateCard.invalid', phrase('the rate card cannot be used: {0}', firstIssue(parsed.error)));
  }
  return shippedRateCard(parsed.data);
}
