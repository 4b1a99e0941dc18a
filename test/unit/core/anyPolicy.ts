/** Policy files of every kind, for properties. */
import fc from 'fast-check';

import { EFFORTS, effortRank } from '../../../src/core/effort.ts';
import { EFFECTS, type Policy, type PolicyFile, type PolicyLevel, severity } from '../../../src/core/policy/policy.ts';
import { budget, credits } from '../make.ts';

const amount = fc.integer({ min: 0, max: 100 }).map(credits);
const effect = fc.constantFrom(...EFFECTS);
const patterns = fc.subarray(['gpt-5.5', 'gpt-6-*', '*-mini', '*'], { minLength: 1 });
const allowOrDeny = fc.constantFrom('allow' as const, 'deny' as const);
const minutes = fc.integer({ min: 1, max: 120 }).map((count) => count * 60_000);

export const anyBudgets = fc.uniqueArray(
  fc
    .record({
      id: fc.constantFrom('a', 'b', 'c'),
      limit: amount,
      mode: fc.constantFrom('hard' as const, 'soft' as const),
      period: fc.constantFrom('day' as const, 'month' as const),
    })
    .map(budget),
  { selector: ({ id }) => id, maxLength: 3 },
);

/** A workspace's budgets count its folder only, as those of every file that is read do. */
export function anyPolicyFile(level: PolicyLevel): fc.Arbitrary<PolicyFile> {
  const within = level === 'workspace' ? '/work' : undefined;
  const required = fc.record({
    file: fc.constant(`/${level}.json`),
    level: fc.constant(level),
    budgets: anyBudgets.map((budgets) => budgets.map((one) => ({ ...one, within }))),
    modelsDeny: fc.oneof(fc.constant([]), patterns),
  });
  const optional = fc.record(
    {
      runCap: amount,
      confirmAbove: amount,
      onCap: fc.constantFrom('pause' as const, 'stop' as const),
      modelsAllow: patterns,
      maxEffort: fc.constantFrom(...EFFORTS),
      tiers: fc.subarray(['standard', 'fast'], { minLength: 1 }),
      paidCredits: fc.constantFrom('allow' as const, 'ask' as const, 'deny' as const),
      reserve: amount,
      unknownPrice: effect,
      unknownBalance: effect,
      unknownEffort: effect,
      unknownTier: effect,
      maxBalanceAgeMs: minutes,
      maxRuns: fc.nat(5),
      maxSubagentsPerRun: fc.nat(5),
      accountsAllow: fc.subarray(['acct-1', '@example.com', '@other.org'], { minLength: 1 }),
      noAnswer: allowOrDeny,
      answerWithinMs: minutes,
      onGuardFailure: allowOrDeny,
    },
    { requiredKeys: [] },
  );
  return fc.tuple(required, optional).map(([always, sometimes]): PolicyFile => ({ ...always, ...sometimes }));
}

/** Each rule that has an order, as a number that is higher the stricter it is; a rule nobody made is the mildest. */
export function orderedRules(policy: Policy): Record<string, number> {
  const low = (rule: { readonly value: number } | undefined): number => (rule === undefined ? -Infinity : -rule.value);
  return {
    runCap: low(policy.runCap),
    confirmAbove: low(policy.confirmAbove),
    onCap: ['pause', 'stop'].indexOf(policy.onCap.value),
    maxEffort: policy.maxEffort === undefined ? -Infinity : -(effortRank(policy.maxEffort.value) ?? NaN),
    paidCredits: ['allow', 'ask', 'deny'].indexOf(policy.paidCredits.value),
    reserve: policy.reserve.value,
    unknownPrice: severity(policy.unknownPrice.value),
    unknownBalance: severity(policy.unknownBalance.value),
    unknownEffort: severity(policy.unknownEffort.value),
    unknownTier: severity(policy.unknownTier.value),
    maxBalanceAgeMs: -policy.maxBalanceAgeMs.value,
    maxRuns: low(policy.maxRuns),
    maxSubagentsPerRun: low(policy.maxSubagentsPerRun),
    noAnswer: ['allow', 'deny'].indexOf(policy.noAnswer.value),
    answerWithinMs: -policy.answerWithinMs.value,
    onGuardFailure: ['allow', 'deny'].indexOf(policy.onGuardFailure.value),
    modelsAllow: policy.modelsAllow.length,
    modelsDeny: policy.modelsDeny.length,
    tiers: policy.tiers.length,
    accountsAllow: policy.accountsAllow.length,
    budgets: policy.budgets.length,
  };
}
