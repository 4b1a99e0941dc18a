import { type BudgetStatus, limitOf, raisedBy, remainingOf } from '../../budgets/budgetStatus.ts';
import type { RunEstimate } from '../../estimate/estimateRun.ts';
import { type Finding, type FindingReason, finding } from '../finding.ts';
import type { PaidOutlook } from '../../wallet/paidOutlook.ts';
import { mayDrawPaid } from '../../wallet/paidOutlook.ts';
import { fitOf } from './fit.ts';

/** The budgets that a run draws on: those of purchased credits are not touched while the allowance lasts. */
export function budgetsDrawnOn(budgets: readonly BudgetStatus[], outlook: PaidOutlook): BudgetStatus[] {
  return budgets.filter(({ budget }) => budget.value.meter === 'any' || mayDrawPaid(outlook));
}

/** What each budget that a run draws on says of it. */
export function checkBudgets(budgets: readonly BudgetStatus[], estimate: RunEstimate): Finding[] {
  return budgets.flatMap((status) => [...checkOverrides(status, estimate), ...checkBudget(status, estimate)]);
}

function checkBudget(status: BudgetStatus, estimate: RunEstimate): Finding[] {
  const { value } = status.budget;
  switch (fitOf(estimate, remainingOf(status))) {
    case 'nothingLeft':
      return [tell(status, value.mode === 'hard' ? 'deny' : 'confirm', { kind: 'budgetSpent', budget: value })];
    case 'medianDoesNotFit':
      return [tell(status, 'confirm', { kind: 'budgetMedianDoesNotFit', budget: value })];
    case 'highDoesNotFit':
      return [tell(status, 'warn', { kind: 'budgetHighDoesNotFit', budget: value })];
    case 'fits':
      return [];
  }
}

/**
 * An override is never silent: it is told wherever the run would not fit without it. Where it would, nothing is said,
 * so that an override never makes a decision stricter.
 */
function checkOverrides(status: BudgetStatus, estimate: RunEstimate): Finding[] {
  const raised = raisedBy(status);
  if (raised === 0 || fitOf(estimate, remainingOf({ ...status, overrides: [] })) === 'fits') {
    return [];
  }
  const { budget, overrides } = status;
  return [tell(status, 'warn', { kind: 'overrideInForce', budget: budget.value, raised, overrides })];
}

function tell(status: BudgetStatus, effect: Finding['effect'], reason: FindingReason): Finding {
  const { budget, spent, reserved, resetsAtMs } = status;
  return {
    ...finding(`budgets.${budget.value.id}`, budget.file, effect, reason),
    limit: limitOf(status),
    spent,
    reserved,
    remaining: remainingOf(status),
    ...(resetsAtMs === undefined ? {} : { resetsAtMs }),
  };
}
