import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type BudgetStatus, limitOf, remainingOf, withOverrides } from '../../../../src/core/budgets/budgetStatus.ts';
import { type Decision, decide } from '../../../../src/core/decisions/decide.ts';
import { decideUsing } from '../../../../src/core/decisions/decideUsing.ts';
import { mergePolicies } from '../../../../src/core/policy/mergePolicies.ts';
import type { BudgetOverride } from '../../../../src/core/policy/override.ts';
import { type Policy, severity } from '../../../../src/core/policy/policy.ts';
import { NOW_MS, budget, credits, estimate, override, policyFile } from '../../make.ts';
import { anyBudgets, anyPolicyFile } from '../anyPolicy.ts';
import { input, status } from '../decisionInput.ts';

const anyOverrides = fc.array(
  fc
    .record({
      budgetId: fc.constantFrom('a', 'b', 'c'),
      file: fc.constantFrom('/managed.json', '/user.json', '/workspace.json'),
      credits: fc.integer({ min: 1, max: 300 }).map(credits),
    })
    .map(override),
  { maxLength: 4 },
);
/** What was spent of days and of months; the same, whatever the files say. */
const anySpent = fc.record({ day: fc.nat(150), month: fc.nat(150) });
type Spent = { readonly day: number; readonly month: number };

/** Where the budgets of a policy stand once so much was spent. */
function statuses(policy: Policy, spent: Spent): BudgetStatus[] {
  return policy.budgets.map((rule) => ({
    budget: rule,
    spent: credits(rule.value.period === 'day' ? spent.day : spent.month),
    reserved: credits(0),
    resetsAtMs: NOW_MS + 1000,
    unpricedRequests: 0,
    overrides: [],
  }));
}

function decided(policy: Policy, spent: Spent, overrides: readonly BudgetOverride[]): Decision {
  return decide(policy, input({ budgets: withOverrides(statuses(policy, spent), overrides) }));
}

describe('an override, whatever the files say', () => {
  const anyFiles = fc.tuple(anyPolicyFile('managed'), anyPolicyFile('user'), anyPolicyFile('workspace'));

  it('never makes a decision milder than the administrator’s file alone would', () => {
    fc.assert(
      fc.property(anyFiles, anySpent, anyOverrides, (files, spent, overrides) => {
        const managed = decided(mergePolicies([files[0]]), spent, []);
        assert.ok(severity(decided(mergePolicies(files), spent, overrides).effect) >= severity(managed.effect));
      }),
    );
  });

  it('never lets more remain of a budget than the administrator’s limit to the same leaves', () => {
    fc.assert(
      fc.property(anyBudgets, anyBudgets, anyOverrides, anySpent, (managed, own, overrides, spent) => {
        const policy = mergePolicies([
          policyFile({ file: '/managed.json', level: 'managed', budgets: managed }),
          policyFile({ file: '/user.json', budgets: own }),
        ]);
        for (const each of withOverrides(statuses(policy, spent), overrides)) {
          const { id, period } = each.budget.value;
          const limits = managed.filter((one) => one.id === id && one.period === period).map(({ limit }) => limit);
          assert.ok(remainingOf(each) <= Math.min(...limits) - each.spent);
        }
      }),
    );
  });

  it('never makes a decision stricter', () => {
    fc.assert(
      fc.property(anyFiles, anySpent, anyOverrides, (files, spent, overrides) => {
        const policy = mergePolicies(files);
        const [without, raised] = [[], overrides].map((some) => severity(decided(policy, spent, some).effect));
        assert.ok((raised ?? 0) <= (without ?? 0));
      }),
    );
  });

  it('leaves a stricter policy the stricter: one file more never gives a milder decision', () => {
    fc.assert(
      fc.property(anyFiles, anySpent, anyOverrides, ([managed, user, workspace], spent, overrides) => {
        const few = decided(mergePolicies([user]), spent, overrides);
        for (const more of [
          [managed, user],
          [user, workspace],
          [managed, user, workspace],
        ]) {
          assert.ok(severity(decided(mergePolicies(more), spent, overrides).effect) >= severity(few.effect));
        }
      }),
    );
  });

  it('is told wherever a decision is milder for it', () => {
    fc.assert(
      fc.property(anyFiles, anySpent, anyOverrides, (files, spent, overrides) => {
        const policy = mergePolicies(files);
        const [without, raised] = [decided(policy, spent, []), decided(policy, spent, overrides)];
        const isTold = raised.findings.some(({ reason }) => reason.kind === 'overrideInForce');
        assert.ok(isTold || raised.effect === without.effect);
      }),
    );
  });
});

describe('what overrides add', () => {
  const raised = (...amounts: readonly number[]) =>
    withOverrides(
      [status(0)],
      amounts.map((amount) => override({ file: '/policy.json', credits: credits(amount) })),
    );

  it('adds up', () => assert.equal(limitOf(raised(10, 5)[0] ?? status(0)), credits(115)));

  it('can still be counted exactly, however much it is', () =>
    assert.equal(limitOf(raised(...Array<number>(20).fill(1e9))[0] ?? status(0)), credits(1e9 + 100)));
});

describe('overrides for one run', () => {
  const once = (overrideId: string, amount: number) =>
    override({ overrideId, kind: 'once', file: '/policy.json', credits: credits(amount) });
  const used = (spent: number, ...free: readonly BudgetOverride[]) => {
    const policy = mergePolicies([]);
    const { decision, used: drawn } = decideUsing(policy, input({ budgets: [status(spent)] }), free);
    return [decision.effect, ...drawn.map(({ overrideId }) => overrideId)];
  };

  for (const [says, spent, free, ...expected] of [
    ['one is left where the run fits without', 0, [once('a', 50)], 'allow'],
    ['one is drawn on where nothing is left', 100, [once('a', 50)], 'warn', 'a'],
    ['one that is too little to help is left', 150, [once('a', 50)], 'deny'],
    ['two are drawn on where it takes both', 150, [once('a', 50), once('b', 50)], 'warn', 'a', 'b'],
    ['no more than it takes', 100, [once('a', 50), once('b', 50)], 'warn', 'a'],
    ['of another budget, none', 100, [{ ...once('a', 50), budgetId: 'weekly' }], 'deny'],
  ] as const) {
    it(says, () => assert.deepEqual(used(spent, ...free), expected));
  }

  it('are no help against what is no budget', () => {
    const policy = mergePolicies([policyFile({ modelsDeny: ['*'] })]);
    const denied = decideUsing(policy, input({ budgets: [status(100)], estimate: estimate(1, 2) }), [once('a', 50)]);
    assert.deepEqual([denied.decision.effect, denied.used], ['deny', []]);
  });
});

describe('a budget that the administrator and the person both have', () => {
  it('keeps the administrator’s limit beside the lower one', () => {
    const [rule] = mergePolicies([
      policyFile({ file: '/managed.json', level: 'managed', budgets: [budget({ limit: credits(200) })] }),
      policyFile({ budgets: [budget({ limit: credits(100) })] }),
    ]).budgets;
    assert.deepEqual([rule?.value.limit, rule?.managedLimit], [credits(100), credits(200)]);
  });
});
