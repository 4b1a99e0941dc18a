import assert from 'node:assert/strict';

import { mergePolicies } from '../../../../src/core/policy/mergePolicies.ts';
import type { BudgetScope, PolicyFile } from '../../../../src/core/policy/policy.ts';
import { type PolicySource, parsePolicy } from '../../../../src/guard/policy/parsePolicy.ts';
import { policySources } from '../../../../src/guard/policy/policySources.ts';
import { credits } from '../../make.ts';

const user: PolicySource = {
  file: '/home/me/policy.json',
  level: 'user',
  homeFolder: '/home/me',
  workspace: undefined,
};
const workspace: PolicySource = {
  ...user,
  file: '/work/api/.codex-guardrails.json',
  level: 'workspace',
  workspace: '/work/api',
};

function valid(text: string, source = user): PolicyFile {
  const parsed = parsePolicy(text, source);
  assert.equal(parsed.kind, 'valid', JSON.stringify(parsed));
  return (parsed as { policy: PolicyFile }).policy;
}

/** As CONTRACT gives it. */
const EXAMPLE = `{"version":1,"timezone":"Europe/Berlin",
 "budgets":[{"id":"daily","period":"day","limitCredits":200,"mode":"hard","scope":{"kind":"account"},"alertsAtPercent":[50,80,90,100]},
            {"id":"api-repo","period":"week","limitCredits":500,"mode":"soft","scope":{"kind":"workspace","path":"~/src/api"}}],
 "run":{"capCredits":50,"onCap":"pause","confirmAboveCredits":20},
 "models":{"allow":["gpt-5.*","gpt-6-*"],"deny":["gpt-6.2-astra"],"maxEffort":"high","tiers":["standard"]},
 "paidCredits":"ask","reserveCredits":100,
 "unknown":{"price":"confirm","balance":"warn","maxBalanceAgeMinutes":15},
 "concurrency":{"maxRuns":4,"maxSubagentsPerRun":6},
 "autoReload":{"minimumBalanceCredits":125,"targetBalanceCredits":500,"monthlyMaximumCredits":2000,"maxPerMonth":4},
 "accounts":{"allow":["@example.com"]},"noAnswer":"deny","answerWithinSeconds":300,"onGuardFailure":"allow"}`;

describe('a policy file', () => {
  it('as CONTRACT gives it is read in all its parts', () =>
    assert.deepEqual(valid(EXAMPLE), {
      file: '/home/me/policy.json',
      level: 'user',
      timezone: 'Europe/Berlin',
      budgets: [
        {
          id: 'daily',
          period: 'day',
          limit: credits(200),
          mode: 'hard',
          scope: { kind: 'account' },
          within: undefined,
          meter: 'any',
          alertsAtPercent: [50, 80, 90, 100],
        },
        {
          id: 'api-repo',
          period: 'week',
          limit: credits(500),
          mode: 'soft',
          scope: { kind: 'workspace', path: '/home/me/src/api' },
          within: undefined,
          meter: 'any',
          alertsAtPercent: [50, 80, 90, 100],
        },
      ],
      runCap: credits(50),
      onCap: 'pause',
      confirmAbove: credits(20),
      modelsAllow: ['gpt-5.*', 'gpt-6-*'],
      modelsDeny: ['gpt-6.2-astra'],
      maxEffort: 'high',
      tiers: ['standard'],
      paidCredits: 'ask',
      reserve: credits(100),
      unknownPrice: 'confirm',
      unknownBalance: 'warn',
      maxBalanceAgeMs: 900_000,
      maxRuns: 4,
      maxSubagentsPerRun: 6,
      autoReload: {
        minimumBalance: credits(125),
        targetBalance: credits(500),
        monthlyMaximum: credits(2000),
        maxPerMonth: 4,
      },
      accountsAllow: ['@example.com'],
      noAnswer: 'deny',
      answerWithinMs: 300_000,
      onGuardFailure: 'allow',
    }));

  for (const text of ['{"version":1}', '{}']) {
    it(`that says only ${text} is the same as none`, () =>
      assert.deepEqual(mergePolicies([valid(text)]), mergePolicies([])));
  }

  it('may have comments and trailing commas', () => {
    const text = '// ours\n{ "version": 1, /* a cap */ "run": { "capCredits": 5, }, }';
    assert.equal(valid(text).runCap, credits(5));
  });

  it('may begin with the mark that Windows editors write', () =>
    assert.equal(valid('\uFEFF{"version":1,"run":{"capCredits":5}}').runCap, credits(5)));

  it('may name its schema', () =>
    assert.deepEqual(valid('{"$schema":"./policy.schema.json","version":1}').budgets, []));

  it('may have a limit of half a micro-credit: it is rounded up', () =>
    assert.equal(valid('{"version":1,"run":{"capCredits":0.0000005}}').runCap, 1));

  for (const [says, key, json] of [
    ['half a millisecond', 'answerWithinMs', '"answerWithinSeconds":0.0005'],
    ['a second and five thousandths', 'answerWithinMs', '"answerWithinSeconds":1.005'],
    ['a third of a minute', 'maxBalanceAgeMs', '"unknown":{"maxBalanceAgeMinutes":0.333333}'],
  ] as const) {
    it(`may say ${says}, which is counted in whole milliseconds: the ledger keeps no others`, () => {
      const ms = valid(`{"version":1,${json}}`)[key] ?? 0;
      assert.ok(Number.isSafeInteger(ms) && ms > 0, `${ms} ms`);
    });
  }

  it('has hard budgets of the account where it says nothing else', () => {
    const [budget] = valid('{"version":1,"budgets":[{"id":"a","period":"day","limitCredits":1}]}').budgets;
    assert.deepEqual([budget?.mode, budget?.scope, budget?.meter], ['hard', { kind: 'account' }, 'any']);
  });
});

describe('the scope of a budget', () => {
  const scoped = (scope: object | undefined, source: PolicySource): BudgetScope | undefined =>
    valid(
      JSON.stringify({ version: 1, budgets: [{ id: 'a', period: 'day', limitCredits: 1, ...(scope && { scope }) }] }),
      source,
    ).budgets[0]?.scope;
  const here = { kind: 'workspace', path: '/work/api' };

  const cases: readonly (readonly [says: string, scope: object | undefined, source: PolicySource, expected: object])[] =
    [
      [
        'of the person may be any folder',
        { kind: 'workspace', path: '/srv/repo' },
        user,
        { kind: 'workspace', path: '/srv/repo' },
      ],
      [
        'of the person may begin with a tilde',
        { kind: 'workspace', path: '~/src' },
        user,
        { kind: 'workspace', path: '/home/me/src' },
      ],
      [
        'of the person may end with a slash',
        { kind: 'workspace', path: '/srv/repo/' },
        user,
        { kind: 'workspace', path: '/srv/repo' },
      ],
      ['of the person may be the root', { kind: 'workspace', path: '/' }, user, { kind: 'workspace', path: '/' }],
      ['in a workspace file is its own folder', undefined, workspace, here],
      [
        'in a workspace file is its own folder, whatever folder it says',
        { kind: 'workspace', path: '/' },
        workspace,
        here,
      ],
      ['in a workspace file is its own folder, not the account', { kind: 'account' }, workspace, here],
    ];
  for (const [says, scope, source, expected] of cases) {
    it(says, () => assert.deepEqual(scoped(scope, source), expected));
  }
});

describe('where policy files are looked for', () => {
  const places = { managedPolicyFile: '/etc/p.json', userPolicyFile: '/home/me/p.json', homeFolder: '/home/me' };

  it('is the machine, the person and the workspace, in this order', () => {
    const files = policySources({ ...places, workspace: '/work/api' }).map(({ file, level }) => `${level} ${file}`);
    assert.deepEqual(files, [
      'managed /etc/p.json',
      'user /home/me/p.json',
      'workspace /work/api/.codex-guardrails.json',
    ]);
  });

  it('is no workspace without one', () => assert.equal(policySources({ ...places, workspace: undefined }).length, 2));
});
