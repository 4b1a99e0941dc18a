import { budgetStatuses, unspent, withOverrides } from '../../core/budgets/budgetStatus.ts';
import { Calendar } from '../../core/calendar.ts';
import type { DecisionInput } from '../../core/decisions/decide.ts';
import type { JudgeRequest } from '../../core/decisions/judgement.ts';
import { type CreditsMicros, NO_CREDITS, addCredits, sumCredits } from '../../core/money.ts';
import type { BudgetOverride } from '../../core/policy/override.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { tierNames } from '../../core/prices/tierFactors.ts';
import { type AllowanceUse, paidOutlook } from '../../core/wallet/paidOutlook.ts';
import { lastSnapshot } from '../../core/wallet/wallet.ts';
import type { Reservation } from '../runs/reservations.ts';
import { SpendingNow, type SpendingSources } from './spendingNow.ts';

/** What a run is judged on: what was spent, what others hold, and what raises a budget for it. Read it in one transaction. */
export function judgedInput(
  request: JudgeRequest,
  sources: SpendingSources,
  held: readonly Reservation[],
  overrides: readonly BudgetOverride[],
): DecisionInput {
  const { policy, subject, timezone, wallet, estimate, nowMs } = request;
  const spending = spendingUnder(policy, sources);
  const account = lastSnapshot(wallet)?.account.id;
  const use: AllowanceUse = {
    spentIn: (span) => spending.ofAccount(account, span, (meter) => meter !== 'credits'),
    reserved: sumCredits(held.map((each) => unspent(each, spending))),
  };
  return {
    ...request,
    ...subject,
    tierNames: tierNames(sources.card, subject.tier),
    subagents: request.subagents,
    activeRuns: held.length,
    budgets: withOverrides(
      budgetStatuses(policy, spending, held, nowMs, calendarOf(policy, timezone), subject),
      overrides,
    ),
    outlook: paidOutlook(wallet, estimate, use, policy.autoReload !== undefined, nowMs),
    unseenDraws: policy.reserve.value === NO_CREDITS ? NO_CREDITS : unseenDraws(request, held, spending),
  };
}

/** What has been spent, as far as a policy asks for it. */
export function spendingUnder(policy: Policy, sources: SpendingSources): SpendingNow {
  return new SpendingNow(
    sources,
    policy.budgets.some(({ value }) => value.meter === 'paid'),
  );
}

/** The days of a policy; `timezone` where it names none. */
export function calendarOf(policy: Policy, timezone: string): Calendar {
  return new Calendar(policy.timezone.value ?? timezone);
}

/** What this machine has drawn of purchased credits since the balance was read, and holds for runs that may draw them. */
function unseenDraws(
  { wallet, nowMs }: JudgeRequest,
  held: readonly Reservation[],
  spending: SpendingNow,
): CreditsMicros {
  const holding = sumCredits(held.filter((each) => each.mayDrawPaid).map((each) => unspent(each, spending)));
  const snapshot = lastSnapshot(wallet);
  if (snapshot === undefined || snapshot.observedAtMs >= nowMs) {
    return holding;
  }
  const since = { fromMs: snapshot.observedAtMs, untilMs: nowMs };
  const drawn = spending.ofAccount(snapshot.account.id, since, (meter) => meter !== 'included');
  return addCredits(holding, drawn);
}
