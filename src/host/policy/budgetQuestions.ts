import * as vscode from 'vscode';

import { budgetLabel } from '../../core/budgets/budgetText.ts';
import type { Format } from '../../core/format.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Period } from '../../core/period.ts';
import type { Budget, BudgetMode, BudgetScope, PolicyFile } from '../../core/policy/policy.ts';
import { readCredits, writeCredits } from '../../core/writtenCredits.ts';
import type { AmountKey, NewBudget, PolicyEdit } from '../../guard/policy/editPolicy.ts';
import { type StepAnswer, type StepPlace, inOrder, inputStep, pickStep } from '../steps.ts';
import { creditsProblem } from '../runs/taskQuestions.ts';

/** What of a policy file is to be changed. */
type Target =
  | { readonly kind: 'budget'; readonly budget: Budget }
  | { readonly kind: 'new' }
  | { readonly kind: 'amount'; readonly key: AmountKey; readonly amount: CreditsMicros | undefined };

/** Asks what to change in a policy file, and how. `folder`: the workspace that a new budget may be for. */
export async function askPolicyEdit(
  policy: PolicyFile,
  folder: string | undefined,
  format: Format,
): Promise<PolicyEdit | undefined> {
  for (;;) {
    const target = await pickTarget(policy, format);
    const edit = target.kind === 'answer' ? await askChange(target.value, policy, folder) : target;
    if (edit.kind !== 'back') {
      return edit.kind === 'answer' ? edit.value : undefined;
    }
  }
}

function place(step: number, totalSteps: number): StepPlace {
  return { title: vscode.l10n.t('Edit Budgets and Caps'), step, totalSteps };
}

async function pickTarget(policy: PolicyFile, format: Format): Promise<StepAnswer<Target>> {
  const { t } = vscode.l10n;
  const amount = (label: string, key: AmountKey, of: CreditsMicros | undefined) => {
    const description = of === undefined ? t('none') : t('{0} credits', format.limit(of));
    return { label, description, target: { kind: 'amount', key, amount: of } as const };
  };
  const items: readonly (vscode.QuickPickItem & { readonly target: Target })[] = [
    ...policy.budgets.map((budget) => ({
      label: budgetLabel(budget, t),
      description: t('{0} credits, {1}', format.limit(budget.limit), budget.mode),
      target: { kind: 'budget', budget } as const,
    })),
    { label: t('Add a budget…'), iconPath: new vscode.ThemeIcon('add'), target: { kind: 'new' } },
    amount(t('Cap of each run'), 'run.capCredits', policy.runCap),
    amount(t('Ask before a run above'), 'run.confirmAboveCredits', policy.confirmAbove),
    amount(t('Reserve of the balance'), 'reserveCredits', policy.reserve),
  ];
  const answer = await pickStep(place(1, 3), t('What should change?'), items);
  return answer.kind === 'answer' ? { kind: 'answer', value: answer.value.target } : answer;
}

function askChange(target: Target, policy: PolicyFile, folder: string | undefined): Promise<StepAnswer<PolicyEdit>> {
  switch (target.kind) {
    case 'budget':
      return askBudgetChange(target.budget);
    case 'new':
      return askNewBudget(policy, folder);
    case 'amount':
      return askAmount(target);
  }
}

async function askBudgetChange({ id, limit, mode }: Budget): Promise<StepAnswer<PolicyEdit>> {
  const { t } = vscode.l10n;
  const items = [
    { label: t('Change its limit…'), kindOf: 'limit' } as const,
    { label: t('Change what happens when nothing is left…'), kindOf: 'mode' } as const,
    { label: t('Remove it'), kindOf: 'remove' } as const,
  ];
  for (;;) {
    const chosen = await pickStep(place(2, 3), t('What about this budget?'), items);
    if (chosen.kind !== 'answer') {
      return chosen;
    }
    const edit =
      chosen.value.kindOf === 'remove'
        ? ({ kind: 'answer', value: { kind: 'remove', id } } as const)
        : chosen.value.kindOf === 'limit'
          ? mapped(await askLimit(place(3, 3), limit), (value): PolicyEdit => ({ kind: 'limit', id, limit: value }))
          : mapped(await pickMode(place(3, 3), mode), (value): PolicyEdit => ({ kind: 'mode', id, mode: value }));
    if (edit.kind !== 'back') {
      return edit;
    }
  }
}

async function askAmount({ key, amount }: Extract<Target, { kind: 'amount' }>): Promise<StepAnswer<PolicyEdit>> {
  const answer = await inputStep(
    place(2, 2),
    vscode.l10n.t('Credits; empty for none.'),
    amount === undefined ? '' : writeCredits(amount),
    (text) => (text.trim() === '' ? undefined : creditsProblem(text)),
  );
  return mapped(answer, (text) => ({ kind: 'amount', key, amount: readCredits(text) }));
}

async function askNewBudget(policy: PolicyFile, folder: string | undefined): Promise<StepAnswer<PolicyEdit>> {
  type Draft = Omit<NewBudget, 'id'>;
  const start: Draft = { period: 'day', limit: 0 as CreditsMicros, mode: 'hard', scope: { kind: 'account' } };
  const answer = await inOrder<Draft>(
    [
      async (draft) => mapped(await pickPeriod(place(2, 5)), (period) => ({ ...draft, period })),
      async (draft) => mapped(await pickScope(place(3, 5), folder), (scope) => ({ ...draft, scope })),
      async (draft) => mapped(await askLimit(place(4, 5), undefined), (limit) => ({ ...draft, limit })),
      async (draft) => mapped(await pickMode(place(5, 5), undefined), (mode) => ({ ...draft, mode })),
    ],
    start,
  );
  const ids = policy.budgets.map(({ id }) => id);
  return mapped(answer, (draft) => ({ kind: 'add', budget: { id: newId(draft.period, ids), ...draft } }));
}

/** `day`, or `day-2` where there is one already. */
function newId(period: Period, taken: readonly string[]): string {
  const candidates = [period, ...taken.map((_, index) => `${period}-${index + 2}`)];
  return candidates.find((id) => !taken.includes(id)) ?? period;
}

async function pickPeriod(at: StepPlace): Promise<StepAnswer<Period>> {
  const { t } = vscode.l10n;
  const items: readonly (vscode.QuickPickItem & { readonly period: Period })[] = [
    { label: t('Day'), period: 'day' },
    { label: t('Week'), description: t('from Monday'), period: 'week' },
    { label: t('Month'), period: 'month' },
    { label: t('24 hours'), description: t('the last ones, at any time'), period: 'rolling-24h' },
    { label: t('7 days'), description: t('the last ones, at any time'), period: 'rolling-7d' },
    { label: t('30 days'), description: t('the last ones, at any time'), period: 'rolling-30d' },
  ];
  return mapped(await pickStep(at, t('In which time is it spent?'), items), ({ period }) => period);
}

async function pickScope(at: StepPlace, folder: string | undefined): Promise<StepAnswer<BudgetScope>> {
  const { t } = vscode.l10n;
  const items: readonly (vscode.QuickPickItem & { readonly scope: BudgetScope })[] = [
    { label: t('All Codex'), description: t('on this machine'), scope: { kind: 'account' } },
    ...(folder === undefined
      ? []
      : [{ label: t('This folder'), description: folder, scope: { kind: 'workspace', path: folder } as const }]),
    { label: t('Each thread'), scope: { kind: 'thread' } },
  ];
  return mapped(await pickStep(at, t('What does it count?'), items), ({ scope }) => scope);
}

async function pickMode(at: StepPlace, now: BudgetMode | undefined): Promise<StepAnswer<BudgetMode>> {
  const { t } = vscode.l10n;
  const items: readonly (vscode.QuickPickItem & { readonly mode: BudgetMode })[] = [
    { label: t('Refuse'), detail: t('New runs are refused, and those under way are held (hard).'), mode: 'hard' },
    { label: t('Ask'), detail: t('The same moments ask (soft).'), mode: 'soft' },
  ];
  const told = items.map((item) => (item.mode === now ? { ...item, description: t('as it is') } : item));
  return mapped(await pickStep(at, t('What happens when nothing is left?'), told), ({ mode }) => mode);
}

async function askLimit(at: StepPlace, now: CreditsMicros | undefined): Promise<StepAnswer<CreditsMicros>> {
  const value = now === undefined ? '' : writeCredits(now);
  const prompt = vscode.l10n.t('Credits at list price that may be spent.');
  const answer = await inputStep(at, prompt, value, creditsProblem);
  return mapped(answer, (text) => readCredits(text) ?? (0 as CreditsMicros));
}

function mapped<A, B>(answer: StepAnswer<A>, map: (value: A) => B): StepAnswer<B> {
  return answer.kind === 'answer' ? { kind: 'answer', value: map(answer.value) } : answer;
}
