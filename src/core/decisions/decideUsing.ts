import { type BudgetStatus, withOverrides } from '../budgets/budgetStatus.ts';
import { type BudgetOverride, isAbout } from '../policy/override.ts';
import { type Policy, severity } from '../policy/policy.ts';
import { type Decision, type DecisionInput, decide } from './decide.ts';

/** A decision, with the overrides for one run that it draws on. */
interface OverriddenDecision {
  readonly decision: Decision;
  /** The budgets with what they are raised by. */
  readonly budgets: readonly BudgetStatus[];
  readonly used: readonly BudgetOverride[];
}

/**
 * Judges a run that may draw on overrides for one run each. None is drawn on where it would not make the decision
 * milder, and no more than it takes, the first of `once` first.
 */
export function decideUsing(policy: Policy, input: DecisionInput, once: readonly BudgetOverride[]): OverriddenDecision {
  const helpful = once.filter((one) => input.budgets.some(({ budget }) => isAbout(one, budget)));
  const ways = [...helpful, undefined].map((_, count): OverriddenDecision => {
    const used = helpful.slice(0, count);
    const budgets = withOverrides(input.budgets, used);
    return { decision: decide(policy, { ...input, budgets }), budgets, used };
  });
  // The mildest, and of those the one with the fewest: so that a stricter policy never gains by asking for more.
  return ways.reduce((best, way) => (severity(way.decision.effect) < severity(best.decision.effect) ? way : best));
}
