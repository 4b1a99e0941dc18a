import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import { type CreditsMicros, microsToCredits } from '../../core/money.ts';
import type { Budget, BudgetMode } from '../../core/policy/policy.ts';
import { addMember, addToList, hasValue, removeMember, setProperty, setValue } from './editJson.ts';
import { type PolicySource, parsePolicy } from './parsePolicy.ts';

/** Amounts of a policy file that are not a budget's, by their keys. */
export const AMOUNT_KEYS = ['run.capCredits', 'run.confirmAboveCredits', 'reserveCredits'] as const;
export type AmountKey = (typeof AMOUNT_KEYS)[number];

/** A budget to be added, as the file is to say it. */
export type NewBudget = Pick<Budget, 'id' | 'period' | 'limit' | 'mode' | 'scope'>;

/** One change to a policy file; a budget is named by its id, which stands once in a file. */
export type PolicyEdit =
  | { readonly kind: 'limit'; readonly id: string; readonly limit: CreditsMicros }
  | { readonly kind: 'mode'; readonly id: string; readonly mode: BudgetMode }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'add'; readonly budget: NewBudget }
  /** Undefined: the key is taken away. */
  | { readonly kind: 'amount'; readonly key: AmountKey; readonly amount: CreditsMicros | undefined };

/** A policy file that says nothing yet. */
export const EMPTY_POLICY = '{\n  "version": 1\n}\n';

/**
 * Makes one change to the text of a policy file; comments, order and all else stay as they are. Throws `policy.invalid`
 * where the file has errors, or would have some then.
 */
export function editPolicy(text: string, edit: PolicyEdit, source: PolicySource): string {
  const ids = idsIn(text, source);
  const changed = changedText(text, edit, ids);
  idsIn(changed, source);
  return changed;
}

/** The ids of the budgets in their order. */
function idsIn(text: string, source: PolicySource): readonly string[] {
  const parsed = parsePolicy(text, source);
  if (parsed.kind === 'invalid') {
    const { line, text: what } = parsed.issue;
    throw new GuardError('policy.invalid', phrase('the policy file cannot be used: line {0}: {1}', line, what));
  }
  return parsed.policy.budgets.map(({ id }) => id);
}

function changedText(text: string, edit: PolicyEdit, ids: readonly string[]): string {
  switch (edit.kind) {
    case 'limit':
      return setValue(text, [...placeOf(edit.id, ids), 'limitCredits'], microsToCredits(edit.limit));
    case 'mode':
      return setProperty(text, placeOf(edit.id, ids), 'mode', edit.mode);
    case 'remove':
      return removeMember(text, placeOf(edit.id, ids));
    case 'add':
      return addToList(text, 'budgets', budgetJson(edit.budget));
    case 'amount':
      return withAmount(text, edit.key.split('.'), edit.amount);
  }
}

function placeOf(id: string, ids: readonly string[]): [string, number] {
  const index = ids.indexOf(id);
  if (index < 0) {
    throw new GuardError('policy.invalid', phrase('the policy file has no budget “{0}” any more', id));
  }
  return ['budgets', index];
}

function withAmount(text: string, path: readonly string[], amount: CreditsMicros | undefined): string {
  const key = path.at(-1) ?? '';
  const group = path.slice(0, -1);
  if (amount === undefined) {
    return hasValue(text, [...path]) ? removeMember(text, [...path]) : text;
  }
  const credits = microsToCredits(amount);
  return hasValue(text, group)
    ? setProperty(text, [...group], key, credits)
    : addMember(text, [], `"${group.join('.')}": { "${key}": ${credits} }`);
}

function budgetJson({ id, period, limit, mode, scope }: NewBudget): object {
  return { id, period, limitCredits: microsToCredits(limit), mode, scope };
}
