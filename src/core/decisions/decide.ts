import { type BudgetStatus, remainingOf } from '../budgets/budgetStatus.ts';
import { budgetsDrawnOn, checkBudgets } from './checks/checkBudgets.ts';
import { type RunInput, checkRun } from './checks/checkRun.ts';
import { type WalletInput, availableBalance, checkWallet } from './checks/checkWallet.ts';
import { type Finding, finding } from './finding.ts';
import { type CreditsMicros, lowestCredits } from '../money.ts';
import { type Effect, type Policy, severity } from '../policy/policy.ts';

/** All that a decision may depend on. What is not here cannot sway it. */
export interface DecisionInput extends RunInput, WalletInput {
  /** A cap asked for this run; undefined: the policy's, or none. */
  readonly requestedCap: CreditsMicros | undefined;
  /** The budgets that count the run. */
  readonly budgets: readonly BudgetStatus[];
  /** Policy files that cannot be used and never could: they count as "ask for every run". */
  readonly unreadablePolicyFiles: readonly string[];
}

export interface Decision {
  readonly effect: Effect;
  /** Strictest first; none where nothing speaks against the run. */
  readonly findings: readonly Finding[];
  /** What the run may cost at most; undefined: no cap. */
  readonly cap: CreditsMicros | undefined;
}

/** Judges a run: the strictest finding wins, and all of them are told. */
export function decide(policy: Policy, input: DecisionInput): Decision {
  const budgets = budgetsDrawnOn(input.budgets, input.outlook);
  const findings = [
    ...checkBudgets(budgets, input.estimate),
    ...checkWallet(policy, input),
    ...checkRun(policy, input),
    ...input.unreadablePolicyFiles.map((file) => finding('policy', file, 'confirm', { kind: 'policyUnreadable' })),
  ].toSorted((a, b) => severity(b.effect) - severity(a.effect));
  return { effect: findings[0]?.effect ?? 'allow', findings, cap: capOf(policy, input, budgets) };
}

/** The lowest of the cap asked for, the policy's, and what remains of each budget and of the balance above its reserve. */
function capOf(policy: Policy, input: DecisionInput, budgets: readonly BudgetStatus[]): CreditsMicros | undefined {
  const room = [...budgets.map(remainingOf), availableBalance(policy, input)];
  const limits = [policy.runCap?.value, input.requestedCap, ...room.filter((left) => left !== undefined && left > 0)];
  return lowestCredits(limits.filter((limit) => limit !== undefined));
}
