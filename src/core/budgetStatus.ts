import type { Calendar } from './calendar.ts';
import type { BudgetStatus } from './decide.ts';
import { type CreditsMicros, NO_CREDITS, addCredits, maxCredits, subtractCredits } from './money.ts';
import { windowOf } from './period.ts';
import { type Budget, type Policy, matchesPattern } from './policy.ts';
import { priceRequest } from './pricing.ts';
import type { RateCard } from './rateCard.ts';
import type { LedgerEvent } from './summarize.ts';
import type { Surface } from './usageEvent.ts';

/** What a budget's scope is held against: a run that is wanted, one that is going on, or a request of the past. */
export interface Subject {
  readonly workspace: string | undefined;
  readonly model: string | undefined;
  readonly surface: Surface;
  readonly threadId: string | undefined;
}

/** Credits held for a run, of which a part is spent already. */
export interface HeldCredits extends Subject {
  readonly runId: string | undefined;
  readonly credits: CreditsMicros;
}

/** The earliest instant whose events any budget of the policy counts; undefined where it has no budgets. */
export function countsFromMs(policy: Policy, nowMs: number, calendar: Calendar): number | undefined {
  const starts = policy.budgets.map(({ value }) => windowOf(value.period, nowMs, calendar).fromMs);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/**
 * Where each budget stands at `nowMs`. `events` are all requests since {@link countsFromMs}. A reservation counts with
 * what its run has not spent yet, so that nothing is counted twice however late the log is read. With `subject`, only
 * the budgets that count it are told.
 */
export function budgetStatuses(
  policy: Policy,
  card: RateCard,
  events: Iterable<LedgerEvent>,
  held: readonly HeldCredits[],
  nowMs: number,
  calendar: Calendar,
  subject?: Subject,
): BudgetStatus[] {
  const tallies = policy.budgets
    .filter(({ value }) => subject === undefined || counts(value, subject, subject))
    .map((budget) => ({
      budget,
      window: windowOf(budget.value.period, nowMs, calendar),
      spent: NO_CREDITS,
      unpricedRequests: 0,
    }));
  const spentByRun = new Map<string, CreditsMicros>();
  for (const event of events) {
    const cost = priceRequest(card, event);
    const credits = cost.kind === 'priced' ? cost.credits : NO_CREDITS;
    spentByRun.set(event.runId, addCredits(spentByRun.get(event.runId) ?? NO_CREDITS, credits));
    for (const tally of tallies) {
      if (event.occurredAtMs >= tally.window.fromMs && counts(tally.budget.value, event, subject)) {
        tally.spent = addCredits(tally.spent, credits);
        tally.unpricedRequests += cost.kind === 'unpriced' ? 1 : 0;
      }
    }
  }
  return tallies.map(({ budget, window, spent, unpricedRequests }) => ({
    budget,
    spent,
    reserved: held
      .filter((reservation) => counts(budget.value, reservation, subject))
      .map(({ runId, credits }) => unspent(credits, runId === undefined ? undefined : spentByRun.get(runId)))
      .reduce(addCredits, NO_CREDITS),
    resetsAtMs: window.resetsAtMs,
    unpricedRequests,
  }));
}

function unspent(credits: CreditsMicros, spent: CreditsMicros = NO_CREDITS): CreditsMicros {
  return maxCredits(NO_CREDITS, subtractCredits(credits, spent));
}

/** Whether a budget counts `candidate`. A budget by thread counts, for each run, the thread of that run. */
function counts({ scope, within }: Budget, candidate: Subject, wanted: Subject | undefined): boolean {
  if (within !== undefined && !isInside(candidate.workspace, within)) {
    return false;
  }
  switch (scope.kind) {
    case 'account':
      return true;
    case 'workspace':
      return isInside(candidate.workspace, scope.path);
    case 'model':
      return candidate.model !== undefined && matchesPattern(candidate.model, scope.model);
    case 'surface':
      return candidate.surface === scope.surface;
    case 'thread':
      return wanted?.threadId !== undefined && candidate.threadId === wanted.threadId;
  }
}

/** Paths come as the platform writes them: with slashes, or on Windows with backslashes. */
function isInside(folder: string | undefined, root: string): boolean {
  return (
    folder !== undefined &&
    (folder === root || ['/', '\\'].some((separator) => folder.startsWith(withEnd(root, separator))))
  );
}

function withEnd(root: string, separator: string): string {
  return root.endsWith(separator) ? root : root + separator;
}
