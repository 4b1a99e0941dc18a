import { type CreditsMicros, type UsdMicros, NO_CREDITS, NO_USD } from '../money.ts';
import { type PricedRequest, chargeOf, priceRequestUsd } from './pricing.ts';
import type { RateCard } from './rateCard.ts';
import { API_KEY_ACCOUNT } from '../usage/usageEvent.ts';

/** What a request counts for in sums. */
export interface RequestCost {
  /** Its list price in credits, whoever pays: what budgets and caps count. Zero where it has none. */
  readonly credits: CreditsMicros;
  /** Its list price in dollars, where an API key pays for it; else zero. */
  readonly usd: UsdMicros;
  /** It has no price in what it is paid with. */
  readonly isUnpriced: boolean;
  /** Its price in credits is derived from the API's, and credits pay for it. */
  readonly isDerived: boolean;
}

/** Prices a request in what it is paid with: dollars for an API key, credits for everybody else. */
export function costOfRequest(card: RateCard, account: string | undefined, request: PricedRequest): RequestCost {
  const charge = chargeOf(card, request);
  const credits = charge?.credits ?? NO_CREDITS;
  if (isPaidByKey(account)) {
    const usdCost = priceRequestUsd(card, request);
    const usd = usdCost.kind === 'priced' ? usdCost.usd : NO_USD;
    return { credits, usd, isUnpriced: usdCost.kind === 'unpriced', isDerived: false };
  }
  return { credits, usd: NO_USD, isUnpriced: charge === undefined, isDerived: charge?.row.grade === 'derived' };
}

/** Whether an API key pays for what an account is said to have used. */
export function isPaidByKey(account: string | undefined): boolean {
  return account === API_KEY_ACCOUNT;
}
