import { type CreditsMicros, sumCredits } from '../../core/money.ts';
import type { SpendSum } from '../../core/usage/spend.ts';
import type { ViewTools } from '../viewTools.ts';

/** What has a price of some sums. */
export function creditsOf(sums: readonly SpendSum[]): CreditsMicros {
  return sumCredits(sums.map(({ credits }) => credits));
}

/** The same in words: what has no price is never told as zero. */
export function creditsText(sums: readonly SpendSum[], { t, format }: ViewTools): string {
  const unpriced = count(sums, ({ unpricedRequests }) => unpricedRequests);
  if (unpriced > 0 && unpriced === count(sums, ({ requests }) => requests)) {
    return t('no price');
  }
  return format.credits(creditsOf(sums)) + (unpriced > 0 ? '+' : '');
}

/** Adds up something that is counted. */
export function count(sums: readonly SpendSum[], pick: (sum: SpendSum) => number): number {
  return sums.reduce((total, sum) => total + pick(sum), 0);
}
