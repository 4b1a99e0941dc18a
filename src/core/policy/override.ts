import type { CreditsMicros } from '../money.ts';
import type { BudgetRule } from './policy.ts';

/** What an override lets pass: one run, or all runs until the end of the day. */
export type OverrideKind = 'once' | 'today';

/** Credits by which a person raises a budget of theirs for a while. It is written once and never changed. */
export interface BudgetOverride {
  readonly overrideId: string;
  readonly kind: OverrideKind;
  readonly budgetId: string;
  /** The file that the budget stands in: the same id in another one is another's rule. */
  readonly file: string;
  readonly credits: CreditsMicros;
  readonly reason: string | undefined;
  readonly givenBy: string;
  readonly givenAtMs: number;
  /** From then on it changes nothing; a run that has begun with one for once keeps it. */
  readonly expiresAtMs: number;
}

/** An override with the decisions that drew on it; those of a day are drawn on by whatever needs them. */
export interface RecordedOverride extends BudgetOverride {
  readonly usedBy: readonly string[];
}

/** Whether an override is about this budget. */
export function isAbout({ budgetId, file }: Pick<BudgetOverride, 'budgetId' | 'file'>, rule: BudgetRule): boolean {
  return rule.value.id === budgetId && rule.file === file;
}

/** Whether a person may raise a budget at all: not where an administrator's file says its limit. */
export function isRaisable({ value, managedLimit }: BudgetRule): boolean {
  return managedLimit === undefined || managedLimit > value.limit;
}
