import type { Calendar } from '../calendar.ts';
import { isInside } from '../folders.ts';
import {
  type CreditsMicros,
  MOST_CREDITS,
  NO_CREDITS,
  addCredits,
  creditsMicros,
  maxCredits,
  subtractCredits,
  sumCredits,
} from '../money.ts';
import { type BudgetOverride, isAbout } from '../policy/override.ts';
import { windowOf } from '../period.ts';
import { type Budget, type BudgetRule, type Policy, matchesPattern } from '../policy/policy.ts';
import { isPaidByKey } from '../prices/requestCost.ts';
import type { Surface } from '../usage/usageEvent.ts';
import type { UsageSlice } from '../usage/usageSlice.ts';

/** A budget that counts the run in question, with where it stands now. */
export interface BudgetStatus {
  readonly budget: BudgetRule;
  readonly spent: CreditsMicros;
  /** Held for runs that are going on. */
  readonly reserved: CreditsMicros;
  readonly resetsAtMs: number | undefined;
  /** Requests in the window that have no price, so that `spent` is too low by what they cost. */
  readonly unpricedRequests: number;
  /** What raises its limit now. */
  readonly overrides: readonly BudgetOverride[];
}

/** By how much overrides raise a budget: never past what an administrator's file says of it. */
export function raisedBy({ budget: { value, managedLimit }, overrides }: BudgetStatus): CreditsMicros {
  const given = overrides.reduce((sum, { credits }) => sum + credits, 0);
  const allowed = managedLimit === undefined ? MOST_CREDITS : Math.max(0, managedLimit - value.limit);
  return creditsMicros(Math.min(given, allowed, MOST_CREDITS));
}

/** What may be spent in all: the limit, and what overrides add to it. */
export function limitOf(status: BudgetStatus): CreditsMicros {
  return addCredits(status.budget.value.limit, raisedBy(status));
}

/** What neither has been spent nor is held; below zero where more was spent than the limit. */
export function remainingOf(status: BudgetStatus): CreditsMicros {
  return creditsMicros(limitOf(status) - status.spent - status.reserved);
}

/** The same budgets, each with those of `overrides` that are about it added. */
export function withOverrides(statuses: readonly BudgetStatus[], overrides: readonly BudgetOverride[]): BudgetStatus[] {
  return statuses.map((status) => ({
    ...status,
    overrides: [...status.overrides, ...overrides.filter((one) => isAbout(one, status.budget))],
  }));
}

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
  /** Whether the run may come to draw purchased credits. */
  readonly mayDrawPaid: boolean;
}

/** What has been spent, as the ledger knows it. */
export interface Spending {
  /** All requests since an instant; those of one thread, where it is named. */
  since(fromMs: number, threadId?: string): Iterable<UsageSlice>;
  /** What a run has spent so far. */
  ofRun(runId: string): CreditsMicros;
}

/**
 * Where each budget stands at `nowMs`. A reservation counts with what its run has not spent yet, so that nothing is
 * counted twice however late the log is read. With `subject`, only the budgets that count it are told.
 */
export function budgetStatuses(
  policy: Policy,
  spending: Spending,
  held: readonly HeldCredits[],
  nowMs: number,
  calendar: Calendar,
  subject?: Subject,
): BudgetStatus[] {
  const unspentOf = held.map((reservation) => ({ reservation, credits: unspent(reservation, spending) }));
  return policy.budgets
    .filter(({ value }) => subject === undefined || counts(value, subject, subject))
    .map((budget) => {
      const { fromMs, resetsAtMs } = windowOf(budget.value.period, nowMs, calendar);
      const reserved = unspentOf
        .filter(({ reservation }) => budget.value.meter === 'any' || reservation.mayDrawPaid)
        .filter(({ reservation }) => counts(budget.value, reservation, subject))
        .map(({ credits }) => credits);
      const known = spent(budget.value, spending, fromMs, subject);
      return { budget, ...known, reserved: sumCredits(reserved), resetsAtMs, overrides: [] };
    });
}

function spent(budget: Budget, spending: Spending, fromMs: number, subject: Subject | undefined) {
  const threadId = budget.scope.kind === 'thread' ? subject?.threadId : undefined;
  let credits = NO_CREDITS;
  let unpricedRequests = 0;
  for (const slice of spending.since(fromMs, threadId)) {
    if (countsUsage(budget, slice, subject)) {
      credits = addCredits(credits, slice.credits);
      unpricedRequests += slice.unpricedRequests;
    }
  }
  return { spent: credits, unpricedRequests };
}

/** Whether a budget counts usage of the past; one by thread, that of the wanted run's thread. */
export function countsUsage(budget: Budget, slice: UsageSlice, wanted?: Subject): boolean {
  return (budget.meter === 'any' || mayBePaid(slice)) && counts(budget, subjectOf(slice), wanted);
}

/** Whether usage may have drawn purchased credits: not inside the allowance, nor where an API key pays. */
function mayBePaid({ meter, surroundings }: UsageSlice): boolean {
  return meter !== 'included' && !isPaidByKey(surroundings.account);
}

function subjectOf({ surroundings: { workspace, model, surface }, threadId }: UsageSlice): Subject {
  return { workspace, model, surface, threadId };
}

/** What is held for a run and not spent yet. */
export function unspent(
  { runId, credits }: Pick<HeldCredits, 'runId' | 'credits'>,
  spending: Pick<Spending, 'ofRun'>,
): CreditsMicros {
  const spentByRun = runId === undefined ? NO_CREDITS : spending.ofRun(runId);
  return maxCredits(NO_CREDITS, subtractCredits(credits, spentByRun));
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
