import type { BudgetStatus } from '../../../src/core/budgets/budgetStatus.ts';
import { type Decision, type DecisionInput, decide } from '../../../src/core/decisions/decide.ts';
import { type AllowanceUse, paidOutlook } from '../../../src/core/wallet/paidOutlook.ts';
import type { Budget, PolicyFile } from '../../../src/core/policy/policy.ts';
import { NOW_MS, budget, credits, estimate, policy, wallet } from '../make.ts';

const NOTHING_SPENT: AllowanceUse = { spentIn: () => credits(0), reserved: credits(0) };

/** A run that nothing speaks against: p50 of 10 credits, p90 of 30. */
export function input(change: Partial<DecisionInput> = {}): DecisionInput {
  const given = change.wallet ?? wallet();
  return {
    nowMs: NOW_MS,
    model: 'gpt-5.5',
    effort: 'medium',
    tierNames: ['standard'],
    estimate: estimate(10, 30),
    requestedCap: undefined,
    budgets: [],
    wallet: given,
    outlook: paidOutlook(given, change.estimate ?? estimate(10, 30), NOTHING_SPENT, false, NOW_MS),
    unseenDraws: credits(0),
    activeRuns: 0,
    subagents: undefined,
    unreadablePolicyFiles: [],
    ...change,
  };
}

/** A budget of 100 credits with so much of it spent and reserved. */
export function status(spent: number, reserved = 0, change: Partial<Budget> = {}): BudgetStatus {
  return {
    budget: { value: budget(change), file: '/policy.json' },
    spent: credits(spent),
    reserved: credits(reserved),
    resetsAtMs: NOW_MS + 1000,
    unpricedRequests: 0,
    overrides: [],
  };
}

/** A decision in short: its effect, then each finding as `rule effect reason`. */
function inShort({ effect, findings }: Decision): readonly string[] {
  return [effect, ...findings.map((finding) => `${finding.ruleId} ${finding.effect} ${finding.reason.kind}`)];
}

export type DecisionCase = readonly [
  says: string,
  policy: Partial<PolicyFile>,
  input: Partial<DecisionInput>,
  ...inShort: readonly string[],
];

/** Cases of one subject: the decision on {@link input}, changed so, under a policy that says so. */
export interface CaseGroup {
  readonly about: string;
  readonly cases: readonly DecisionCase[];
}

/** What is decided in a case, in short. */
export function decisionOf([, rules, change]: DecisionCase): readonly string[] {
  return inShort(decide(policy(rules), input(change)));
}
