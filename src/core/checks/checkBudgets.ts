import { type BudgetStatus, remainingOf } from '../budgetStatus.ts';
import type { RunEstimate } from '../estimate/estimateRun.ts';
import { type Finding, finding } from '../finding.ts';
import type { PaidOutlook } from '../paidOutlook.ts';
import { mayDrawPaid } from '../paidOutlook.ts';
import { type Fit, fitOf } from './fit.ts';

/** The budgets that a run draws on: those of purchased credits are not touched while the allowance lasts. */
export function budgetsDrawnOn(budgets: readonly BudgetStatus[], outlook: PaidOutlook): BudgetStatus[] {
  return budgets.filter(({ budget }) => budget.value.meter === 'any' || mayDrawPaid(outlook));
}

/** What each budget that a run draws on says of it. */
export function checkBudgets(budgets: readonly BudgetStatus[], estimate: RunEstimate): Finding[] {
  return budgets.flatMap((status) => checkBudget(status, fitOf(estimate, remainingOf(status))));
}

function checkBudget(status: BudgetStatus, fit: Fit): Finding[] {
  const { budget, spent, reserved, resetsAtMs } = status;
  const tell = (
    effect: Finding['effect'],
    kind: 'budgetSpent' | 'budgetMedianDoesNotFit' | 'budgetHighDoesNotFit',
  ): Finding[] => [
    {
      ...finding(`budgets.${budget.value.id}`, budget.file, effect, { kind, budget: budget.value }),
      limit: budget.value.limit,
      spent,
      reserved,
      remaining: remainingOf(status),
      ...(resetsAtMs === undefined ? {} : { resetsAtMs }),
    },
  ];
  switch (fit) {
    case 'nothingLeft':
      return tell(budget.value.mode === 'hard' ? 'deny' : 'confirm', 'budgetSpent');
    case 'medianDoesNotFit':
      return tell('confirm', 'budgetMedianDoesNotFit');
    case 'highDoesNotFit':
      return tell('warn', 'budgetHighDoesNotFit');
    case 'fits':
      return [];
  }
}
