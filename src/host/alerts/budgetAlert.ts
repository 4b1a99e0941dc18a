import type { Translate } from '../../base/translate.ts';
import { type BudgetStatus, limitOf, remainingOf } from '../../core/budgets/budgetStatus.ts';
import { budgetName } from '../../core/budgets/budgetText.ts';
import type { Format } from '../../core/format.ts';
import type { Period } from '../../core/period.ts';
import type { UsageModel } from '../../guard/usageModel.ts';

/** A budget that stops every run, or soon will. */
interface BudgetAlert {
  readonly kind: 'spent' | 'near';
  /** In few words: `18 of 200 left today`. */
  readonly short: string;
  readonly sentence: string;
  /** When it resets, as a sentence; empty where that is not known. */
  readonly resets: string;
}

const FULL_PERCENT = 100;

/**
 * The budget that a person should know of now: one that is spent, else the one with the least left of those past
 * their last alert. Only budgets for all of Codex are looked at: others do not stop every run.
 */
export function budgetAlert(
  usage: UsageModel | undefined,
  t: Translate,
  format: Format,
  nowMs: number,
): BudgetAlert | undefined {
  const forAll = (usage?.budgets ?? []).filter(({ budget }) => budget.value.scope.kind === 'account');
  const spent = forAll.find((status) => status.budget.value.mode === 'hard' && status.spent >= limitOf(status));
  const [near] = forAll.filter(isPastLastAlert).toSorted((a, b) => remainingOf(a) - remainingOf(b));
  const status = spent ?? near;
  if (status === undefined) {
    return undefined;
  }
  const { value } = status.budget;
  const resets =
    status.resetsAtMs === undefined ? '' : t('It resets at {0}.', format.instant(status.resetsAtMs, nowMs));
  const name = budgetName(value, t);
  const limit = format.limit(limitOf(status));
  return spent === undefined
    ? {
        kind: 'near',
        short: budgetLeftText(value.period, format.wholeCredits(remainingOf(status)), limit, t),
        sentence: t('{0} has {1} of {2} credits left.', name, format.credits(remainingOf(status)), limit),
        resets,
      }
    : {
        kind: 'spent',
        short: t('{0} is spent', name),
        sentence: t('{0} of {1} credits is spent.', name, limit),
        resets,
      };
}

/** An alert at 100 percent is no warning any more. */
function isPastLastAlert({ budget, spent }: BudgetStatus): boolean {
  const { alertsAtPercent, limit } = budget.value;
  const last = Math.max(...alertsAtPercent.filter((percent) => percent < FULL_PERCENT));
  return Number.isFinite(last) && FULL_PERCENT * spent >= last * limit;
}

/** In few words what is left of a budget: `18 of 200 left today`. */
export function budgetLeftText(period: Period, left: string, limit: string, t: Translate): string {
  switch (period) {
    case 'day':
      return t('{0} of {1} left today', left, limit);
    case 'week':
      return t('{0} of {1} left this week', left, limit);
    case 'month':
    case 'utc-month':
      return t('{0} of {1} left this month', left, limit);
    default:
      return t('{0} of {1} left', left, limit);
  }
}
