import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type DecisionInput, decide } from '../../../src/core/decisions/decide.ts';
import { mergePolicies } from '../../../src/core/policy/mergePolicies.ts';
import { severity } from '../../../src/core/policy/policy.ts';
import {
  NOW_MS,
  credits,
  estimate,
  limitWindow,
  paidWallet,
  policy,
  policyFile,
  unpricedEstimate,
  wallet,
} from '../make.ts';
import { anyPolicyFile } from './anyPolicy.ts';
import { input, status } from './decisionInput.ts';

describe('the cap of a run', () => {
  const paid = (balance: number) => wallet({ windows: [limitWindow(100)], balance: credits(balance) });
  const cases: readonly (readonly [
    says: string,
    rules: Parameters<typeof policy>[0],
    input: Partial<DecisionInput>,
    cap: number | undefined,
  ])[] = [
    ['none, without any limit', {}, {}, undefined],
    ['the policy’s', { runCap: credits(50) }, {}, 50],
    ['the one asked for', {}, { requestedCap: credits(20) }, 20],
    ['the lower of both', { runCap: credits(50) }, { requestedCap: credits(20) }, 20],
    ['never above the policy’s', { runCap: credits(50) }, { requestedCap: credits(80) }, 50],
    ['what remains of a budget', {}, { budgets: [status(60, 15)] }, 25],
    ['what remains of the tightest budget', {}, { budgets: [status(60), status(90), status(10)] }, 10],
    ['the policy’s where more remains', { runCap: credits(5) }, { budgets: [status(90)] }, 5],
    [
      'not bound by a budget that is used up: that one has its own finding',
      { runCap: credits(5) },
      { budgets: [status(100)] },
      5,
    ],
    ['none where the only budget is used up', {}, { budgets: [status(100, 0, { mode: 'soft' })] }, undefined],
    ['what the balance has above the reserve', { reserve: credits(100) }, { wallet: paid(140) }, 40],
    [
      'not bound by the balance while the allowance lasts',
      { reserve: credits(100) },
      { wallet: wallet({ balance: credits(140) }) },
      undefined,
    ],
    ['of nothing, where nothing is asked for', {}, { requestedCap: credits(0) }, 0],
  ];
  for (const [says, rules, change, cap] of cases) {
    it(`is ${says}`, () =>
      assert.equal(decide(policy(rules), input(change)).cap, cap === undefined ? undefined : credits(cap)));
  }
});

describe('a finding', () => {
  it('of a budget has its figures, its file and when it resets', () => {
    const [finding] = decide(policy(), input({ budgets: [status(70, 25)] })).findings;
    assert.deepEqual(
      { ...finding, reason: undefined },
      {
        ruleId: 'budgets.daily',
        file: '/policy.json',
        effect: 'confirm',
        reason: undefined,
        limit: credits(100),
        spent: credits(70),
        reserved: credits(25),
        remaining: credits(5),
        resetsAtMs: NOW_MS + 1000,
      },
    );
  });

  it('of a rule names the file that says so', () => {
    const [finding] = decide(
      policy({ file: '/team.json', paidCredits: 'deny' }),
      input({ wallet: paidWallet }),
    ).findings;
    assert.equal(finding?.file, '/team.json');
  });

  it('of a default names none', () => {
    const [finding] = decide(policy(), input({ wallet: paidWallet })).findings;
    assert.equal(finding?.file, undefined);
  });
});

const anyInput: fc.Arbitrary<DecisionInput> = fc
  .record({
    model: fc.constantFrom(undefined, 'gpt-5.5', 'gpt-6-sol', 'gpt-99'),
    effort: fc.constantFrom(undefined, 'low', 'medium', 'ultra', 'galactic'),
    tier: fc.constantFrom(undefined, 'standard', 'fast'),
    estimate: fc.oneof(
      fc.constant(unpricedEstimate),
      fc.tuple(fc.nat(60), fc.nat(60)).map(([p50, more]) => estimate(p50, p50 + more)),
    ),
    requestedCap: fc.constantFrom(undefined, credits(10)),
    wallet: fc.constantFrom(
      wallet(),
      paidWallet,
      wallet({ observedAtMs: 0 }),
      { kind: 'loading' as const },
      { kind: 'apiKey' as const },
    ),
    activeRuns: fc.nat(4),
  })
  .map((change) => input(change));

describe('a stricter policy', () => {
  const withBudgets = (files: Parameters<typeof mergePolicies>[0], change: DecisionInput): DecisionInput => ({
    ...change,
    budgets: mergePolicies(files).budgets.map((budget) => ({ ...status(30, 10), budget })),
  });

  it('never gives a milder effect: another file can only add strictness', () => {
    fc.assert(
      fc.property(anyPolicyFile('user'), anyPolicyFile('workspace'), anyInput, (user, workspace, change) => {
        const files = [user, workspace];
        const alone = decide(mergePolicies([user]), withBudgets([user], change));
        const both = decide(mergePolicies(files), withBudgets(files, change));
        assert.ok(severity(both.effect) >= severity(alone.effect), `${both.effect} after ${alone.effect}`);
      }),
      { numRuns: 500 },
    );
  });

  it('never gives a higher cap while its budgets have something left', () => {
    fc.assert(
      fc.property(anyPolicyFile('user'), fc.nat(100).map(credits), anyInput, (user, runCap, change) => {
        const before = decide(mergePolicies([user]), change).cap ?? Number.POSITIVE_INFINITY;
        const after = decide(mergePolicies([user, policyFile({ level: 'workspace', runCap })]), change).cap;
        assert.ok((after ?? Number.POSITIVE_INFINITY) <= before);
      }),
    );
  });

  it('what is allowed has no findings, and what has findings is not allowed', () => {
    fc.assert(
      fc.property(anyPolicyFile('user'), anyInput, (user, change) => {
        const { effect, findings } = decide(mergePolicies([user]), change);
        assert.equal(effect === 'allow', findings.length === 0);
      }),
    );
  });
});
