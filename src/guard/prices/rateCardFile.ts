import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { ShippedRateCard } from '../../core/prices/mergeRateCards.ts';
import { firstIssue } from '../json/firstIssue.ts';
import { parseWithInput } from '../json/parseWithInput.ts';
import { shippedRateCardSchema } from './rateCardSchema.ts';
import { shippedRateCard } from './shippedRateCard.ts';

/** Reads the shipped rate card's JSON. Throws `rateCard.invalid`, naming the place, where it does not fit. */
export function parseRateCard(json: unknown): ShippedRateCard {
  const parsed = parseWithInput(shippedRateCardSchema, json);
  if (!parsed.success) {
    throw new GuardError('rateCard.invalid', phrase('the rate card cannot be used: {0}', firstIssue(parsed.error)));
  }
  return shippedRateCard(parsed.data);
}
