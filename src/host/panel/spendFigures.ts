import { inDollars, sumCredits, usdMicros } from '../../core/money.ts';
import type { SpendSum } from '../../core/usage/spend.ts';
import type { ViewTools } from '../viewTools.ts';

/** What is shown was paid with: credits, dollars of an API key, or some of it with each. */
export type PaidWith = 'credits' | 'usd' | 'both';

/** Nothing at all counts as credits. */
export function paidWith(sums: readonly SpendSum[]): PaidWith {
  const byKey = count(sums, ({ usdRequests }) => usdRequests);
  if (byKey === 0) {
    return 'credits';
  }
  return hasCredits(sums) ? 'both' : 'usd';
}

/** How high sums stand in a chart, in millionths: in dollars where all is paid so, else at list price in credits. */
export function heightMicrosOf(sums: readonly SpendSum[], paid: PaidWith): number {
  return count(sums, paid === 'usd' ? ({ usd }) => usd : ({ listPrice }) => listPrice);
}

/** What has a price of some sums: `9.40`, `0.38 USD`, or where both are shown `9.40 credits + 0.38 USD`. */
export function pricedText(sums: readonly SpendSum[], paid: PaidWith, { t, format }: ViewTools): string {
  const credits = format.credits(sumCredits(sums.map((sum) => sum.credits)));
  const dollars = format.money(inDollars(usdMicros(count(sums, ({ usd }) => usd))));
  if (paid !== 'both') {
    return paid === 'usd' ? dollars : credits;
  }
  if (paidWith(sums) === 'usd') {
    return dollars;
  }
  return paidWith(sums) === 'both' ? t('{0} credits + {1}', credits, dollars) : t('{0} credits', credits);
}

/** The same, and what has no price is never told as zero. */
export function amountText(sums: readonly SpendSum[], paid: PaidWith, tools: ViewTools): string {
  const unpriced = count(sums, ({ unpricedRequests }) => unpricedRequests);
  if (unpriced > 0 && unpriced === count(sums, ({ requests }) => requests)) {
    return tools.t('no price');
  }
  return pricedText(sums, paid, tools) + (unpriced > 0 ? '+' : '');
}

/** Adds up something that is counted. */
export function count(sums: readonly SpendSum[], pick: (sum: SpendSum) => number): number {
  return sums.reduce((total, sum) => total + pick(sum), 0);
}

/** Whether any request of them has a price in the credits that it is paid with. */
function hasCredits(sums: readonly SpendSum[]): boolean {
  return count(sums, ({ requests, unpricedRequests, usdRequests }) => requests - unpricedRequests - usdRequests) > 0;
}
