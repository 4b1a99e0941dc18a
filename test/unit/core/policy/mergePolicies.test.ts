import assert from 'node:assert/strict';

import fc from 'fast-check';

import { mergePolicies } from '../../../../src/core/policy/mergePolicies.ts';
import type { Policy, PolicyFile, Sourced } from '../../../../src/core/policy/policy.ts';
import { budget, credits, policyFile } from '../../make.ts';
import { anyPolicyFile, orderedRules } from '../anyPolicy.ts';

const at = (level: PolicyFile['level'], change: Partial<PolicyFile>): PolicyFile =>
  policyFile({ level, file: `/${level}.json`, ...change });

/** What a merged policy says on the subject of one key, without where it comes from. */
function valueOf(policy: Policy, key: keyof Policy): unknown {
  const said = policy[key];
  const bare = (one: Sourced<unknown>): unknown => one.value;
  return said === undefined
    ? undefined
    : 'value' in said
      ? bare(said)
      : (said as readonly Sourced<unknown>[]).map(bare);
}

type Key = keyof Policy & keyof PolicyFile;

/** CONTRACT's table: the value without the key, and two values of which the first is the stricter. */
const rules: readonly (readonly [key: Key, byDefault: unknown, stricter: unknown, milder: unknown])[] = [
  ['runCap', undefined, credits(10), credits(50)],
  ['confirmAbove', undefined, credits(5), credits(20)],
  ['onCap', 'pause', 'stop', 'pause'],
  ['maxEffort', undefined, 'low', 'high'],
  ['paidCredits', 'ask', 'deny', 'ask'],
  ['reserve', 0, credits(100), credits(50)],
  ['unknownPrice', 'confirm', 'deny', 'confirm'],
  ['unknownBalance', 'warn', 'deny', 'confirm'],
  ['unknownEffort', 'allow', 'confirm', 'warn'],
  ['unknownTier', 'allow', 'deny', 'warn'],
  ['maxBalanceAgeMs', 15 * 60_000, 60_000, 120_000],
  ['maxRuns', undefined, 1, 4],
  ['maxSubagentsPerRun', undefined, 0, 6],
  ['noAnswer', 'deny', 'deny', 'allow'],
  ['answerWithinMs', 300_000, 30_000, 60_000],
  ['onGuardFailure', 'allow', 'deny', 'allow'],
];

describe('without any file', () => {
  for (const [key, byDefault] of rules) {
    it(`${key} is ${JSON.stringify(byDefault)}`, () => assert.equal(valueOf(mergePolicies([]), key), byDefault));
  }

  for (const key of ['budgets', 'modelsAllow', 'modelsDeny', 'tiers', 'accountsAllow'] as const) {
    it(`there are no ${key}`, () => assert.deepEqual(mergePolicies([])[key], []));
  }
});

describe('where two files differ', () => {
  for (const [key, , stricter, milder] of rules) {
    for (const [outer, inner] of [
      [stricter, milder],
      [milder, stricter],
    ]) {
      it(`on ${key}, ${JSON.stringify(outer)} in the managed and ${JSON.stringify(inner)} in the user’s file: the stricter holds`, () => {
        const merged = mergePolicies([at('managed', { [key]: outer }), at('user', { [key]: inner })]);
        assert.equal(valueOf(merged, key), stricter);
      });
    }
  }

  for (const key of ['modelsAllow', 'modelsDeny', 'tiers', 'accountsAllow'] as const) {
    it(`on ${key}, both lists must be kept to`, () => {
      const merged = mergePolicies([at('managed', { [key]: ['a'] }), at('user', { [key]: ['b'] })]);
      assert.deepEqual(valueOf(merged, key), [['a'], ['b']]);
    });
  }

  it('the file whose value holds is named', () => {
    const merged = mergePolicies([at('managed', { runCap: credits(50) }), at('user', { runCap: credits(10) })]);
    assert.equal(merged.runCap?.file, '/user.json');
  });

  it('the outer file is named where both say the same', () => {
    const merged = mergePolicies([at('user', { runCap: credits(10) }), at('managed', { runCap: credits(10) })]);
    assert.equal(merged.runCap?.file, '/managed.json');
  });
});

describe('a workspace file', () => {
  it('has no say in the time zone', () => {
    const merged = mergePolicies([at('workspace', { timezone: 'Asia/Tokyo' })]);
    assert.equal(merged.timezone.value, undefined);
  });

  it('has no say in what automatic top-up is set to', () => {
    const merged = mergePolicies([at('workspace', { autoReload: { maxPerMonth: 1 } })]);
    assert.equal(merged.autoReload, undefined);
  });

  const milderThanDefault: readonly (readonly [key: Key, value: unknown, byDefault: unknown])[] = [
    ['paidCredits', 'allow', 'ask'],
    ['unknownPrice', 'allow', 'confirm'],
    ['unknownBalance', 'allow', 'warn'],
    ['maxBalanceAgeMs', 86_400_000, 15 * 60_000],
    ['noAnswer', 'allow', 'deny'],
    ['answerWithinMs', 3_600_000, 300_000],
  ];
  for (const [key, value, byDefault] of milderThanDefault) {
    it(`cannot loosen ${key} below what holds without any file`, () =>
      assert.equal(valueOf(mergePolicies([at('workspace', { [key]: value })]), key), byDefault));

    it(`leaves ${key} to the person who loosened it`, () =>
      assert.equal(valueOf(mergePolicies([at('user', { [key]: value }), at('workspace', {})]), key), value));
  }

  it('never makes any rule milder', () => {
    fc.assert(
      fc.property(anyPolicyFile('managed'), anyPolicyFile('user'), anyPolicyFile('workspace'), (...files) => {
        const [managed, user] = files;
        const without = orderedRules(mergePolicies([managed, user]));
        const merged = orderedRules(mergePolicies(files));
        assert.deepEqual(
          Object.keys(without).filter((rule) => (merged[rule] ?? 0) < (without[rule] ?? 0)),
          [],
        );
      }),
    );
  });
});

describe('the order in which files come', () => {
  it('does not matter', () => {
    fc.assert(
      fc.property(anyPolicyFile('managed'), anyPolicyFile('user'), anyPolicyFile('workspace'), (a, b, c) =>
        assert.deepEqual(mergePolicies([c, a, b]), mergePolicies([a, b, c])),
      ),
    );
  });
});

describe('budgets of several files', () => {
  const merge = (outer: Parameters<typeof budget>[0], inner: Parameters<typeof budget>[0]) =>
    mergePolicies([at('managed', { budgets: [budget(outer)] }), at('user', { budgets: [budget(inner)] })]).budgets;

  it('all apply', () => assert.equal(merge({ id: 'a' }, { id: 'b' }).length, 2));

  const same: readonly (readonly [
    outer: Parameters<typeof budget>[0],
    inner: Parameters<typeof budget>[0],
    limit: number,
    mode: string,
    file: string,
  ])[] = [
    [{ limit: credits(100), mode: 'soft' }, { limit: credits(50), mode: 'soft' }, 50, 'soft', '/user.json'],
    [{ limit: credits(50), mode: 'soft' }, { limit: credits(100), mode: 'hard' }, 50, 'hard', '/managed.json'],
    [{ limit: credits(100), mode: 'hard' }, { limit: credits(50), mode: 'soft' }, 50, 'hard', '/user.json'],
    [{ limit: credits(50), mode: 'soft' }, { limit: credits(50), mode: 'soft' }, 50, 'soft', '/managed.json'],
  ];
  for (const [outer, inner, limit, mode, file] of same) {
    it(`with one id: ${outer?.limit} ${outer?.mode} and ${inner?.limit} ${inner?.mode} are one of ${limit} ${mode}`, () => {
      const merged = merge(outer, inner).map((one) => [one.value.limit, one.value.mode, one.file]);
      assert.deepEqual(merged, [[credits(limit), mode, file]]);
    });
  }

  it('with one id that count different things both apply', () => {
    const scope = { kind: 'workspace', path: '/work/api' } as const;
    assert.equal(merge({}, { scope }).length, 2);
  });
});
