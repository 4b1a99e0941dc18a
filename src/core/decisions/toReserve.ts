import { type BudgetStatus, remainingOf } from '../budgets/budgetStatus.ts';
import type { RunEstimate } from '../estimate/estimateRun.ts';
import { type CreditsMicros, NO_CREDITS, creditsMicros, lowestCredits, maxCredits, minCredits } from '../money.ts';

/** A run holds at most one part in so many of what remains, unless it needs more in half of all cases. */
const PARTS_OF_REMAINDER = 2;

/**
 * What to hold for a run that may start: as much as it will spend in nine cases of ten, never more than its cap, and
 * where little remains a share of it, so that a small run still finds room. As it spends, it asks for more.
 */
export function toReserve(
  estimate: RunEstimate,
  cap: CreditsMicros | undefined,
  budgets: readonly BudgetStatus[],
): CreditsMicros {
  const likely = estimate.kind === 'priced' ? estimate.credits.p90 : (cap ?? NO_CREDITS);
  const most = cap === undefined ? likely : minCredits(likely, cap);
  const room = lowestCredits(budgets.map(remainingOf).filter((left) => left > 0));
  if (room === undefined) {
    return most;
  }
  const share = creditsMicros(Math.ceil(room / PARTS_OF_REMAINDER));
  const median = estimate.kind === 'priced' ? estimate.credits.p50 : NO_CREDITS;
  return minCredits(most, maxCredits(share, minCredits(median, room)));
}
