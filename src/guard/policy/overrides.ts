import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import { type BudgetStatus, remainingOf } from '../../core/budgets/budgetStatus.ts';
import { Calendar } from '../../core/calendar.ts';
import {
  type CreditsMicros,
  MICROS_PER_UNIT,
  NO_CREDITS,
  addCredits,
  creditsMicros,
  maxCredits,
  microsToCredits,
  negateCredits,
} from '../../core/money.ts';
import { type BudgetOverride, type OverrideKind, isRaisable } from '../../core/policy/override.ts';
import type { Preflight } from '../runs/preflight.ts';

/** That a refused run could start if its budgets were raised, which is the person's to do. */
export interface OverrideOffer {
  /** The budgets with nothing left. */
  readonly budgets: readonly BudgetStatus[];
  /** What the run needs of them in nine cases of ten, in whole credits; undefined where it has no price. */
  readonly suggested: CreditsMicros | undefined;
}

/**
 * What overrides could do for a refused run. Undefined where they could not help: something else refuses it, too, or a
 * budget is at the limit of an administrator's file.
 */
export function overrideOffer({ decision, budgets, estimate }: Preflight): OverrideOffer | undefined {
  const denials = decision.findings.filter(({ effect }) => effect === 'deny');
  const denying = budgets.filter((status) => denials.some((denial) => isOf(denial, status)));
  const isForBudgets = denials.length > 0 && denials.every((denial) => denying.some((status) => isOf(denial, status)));
  if (!isForBudgets || !denying.every((status) => canBeRaised(status))) {
    return undefined;
  }
  const suggested = estimate.kind === 'priced' ? wholeCredits(estimate.credits.p90) : undefined;
  return { budgets: denying, suggested };
}

/** What a person calls to let a refused run start, one command a budget. */
export function overrideCommands({ budgets, suggested }: OverrideOffer): string[] {
  const credits = suggested === undefined ? 'N' : String(microsToCredits(suggested));
  return budgets.map(({ budget }) => `codex-guardrails override add --budget ${budget.value.id} --credits ${credits}`);
}

function isOf({ ruleId, file }: { ruleId: string; file: string | undefined }, { budget }: BudgetStatus): boolean {
  return ruleId === `budgets.${budget.value.id}` && file === budget.file;
}

/** Whether raising a budget would leave anything to spend. */
export function canBeRaised(status: BudgetStatus): boolean {
  const { budget, spent, reserved } = status;
  const { managedLimit } = budget;
  return isRaisable(budget) && (managedLimit === undefined || managedLimit - spent - reserved > 0);
}

function wholeCredits(amount: CreditsMicros): CreditsMicros {
  return creditsMicros(Math.max(1, Math.ceil(amount / MICROS_PER_UNIT)) * MICROS_PER_UNIT);
}

/** What a person says when they raise a budget. */
export interface OverrideWish {
  readonly kind: OverrideKind;
  /** So much more may be spent from now on. */
  readonly more: CreditsMicros;
  readonly reason: string | undefined;
  readonly givenBy: string;
}

/**
 * The override that lets `more` be spent of a budget from now on, until the end of the day in `timezone`: where more
 * than its limit was spent, it makes up for that, too. Throws `policy.refused` where an administrator's file says the
 * limit, and `input.invalid` for all of a day without a reason.
 */
export function newOverride(
  status: BudgetStatus,
  { kind, more, reason, givenBy }: OverrideWish,
  overrideId: string,
  timezone: string,
  nowMs: number,
): BudgetOverride {
  const { value, file } = status.budget;
  if (file === undefined || !canBeRaised(status)) {
    const said = phrase('the administrator’s policy says the limit of the budget “{0}”', value.id);
    throw new GuardError('policy.refused', said, { remedy: phrase('It cannot be raised here.') });
  }
  if (kind === 'today' && reason === undefined) {
    throw new GuardError('input.invalid', phrase('a budget is raised for a whole day only with a reason'));
  }
  const overspent = maxCredits(NO_CREDITS, negateCredits(remainingOf(status)));
  const credits = addCredits(more, overspent);
  const expiresAtMs = new Calendar(timezone).dayOf(nowMs).untilMs;
  return { overrideId, kind, budgetId: value.id, file, credits, reason, givenBy, givenAtMs: nowMs, expiresAtMs };
}
