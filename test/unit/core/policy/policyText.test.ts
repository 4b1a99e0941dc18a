import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { Format } from '../../../../src/core/format.ts';
import { mergePolicies } from '../../../../src/core/policy/mergePolicies.ts';
import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import { policyRules } from '../../../../src/core/policy/policyText.ts';
import { budget, credits, policyFile } from '../../make.ts';

const format = new Format(inEnglish, 'en-US', 'UTC');

function said(...files: readonly PolicyFile[]): readonly string[] {
  return policyRules(mergePolicies(files), inEnglish, format).map(({ key, says, file }) => `${key}: ${says} (${file})`);
}

describe('the rules in force in words', () => {
  it('are the defaults without any file, and nothing that is not limited', () =>
    assert.deepEqual(said(), [
      'timezone: the system’s (undefined)',
      'run.onCap: pause (undefined)',
      'paidCredits: ask (undefined)',
      'reserveCredits: 0 (undefined)',
      'unknown.price: confirm (undefined)',
      'unknown.balance: warn (undefined)',
      'unknown.effort: allow (undefined)',
      'unknown.tier: allow (undefined)',
      'unknown.maxBalanceAgeMinutes: 15 (undefined)',
      'noAnswer: deny (undefined)',
      'answerWithinSeconds: 300 (undefined)',
      'onGuardFailure: allow (undefined)',
    ]));

  const cases: readonly (readonly [change: Partial<PolicyFile>, text: string])[] = [
    [{ budgets: [budget()] }, 'budgets.daily: Day, all Codex: 100 credits, hard (/p.json)'],
    [
      { budgets: [budget({ mode: 'soft', meter: 'paid', within: '/repo' })] },
      'budgets.daily: Day, all Codex: 100 credits, soft, only purchased credits, only in /repo (/p.json)',
    ],
    [{ runCap: credits(50) }, 'run.capCredits: 50 (/p.json)'],
    [{ modelsAllow: ['gpt-5.*', 'gpt-6-sol'] }, 'models.allow: gpt-5.*, gpt-6-sol (/p.json)'],
    [{ tiers: [] }, 'models.tiers: none (/p.json)'],
    [{ maxBalanceAgeMs: 30_000 }, 'unknown.maxBalanceAgeMinutes: 0.5 (/p.json)'],
    [{ maxRuns: 4 }, 'concurrency.maxRuns: 4 (/p.json)'],
    [
      { autoReload: { minimumBalance: credits(125), maxPerMonth: 4 } },
      'autoReload: below 125, more than 4 a month are unusual (/p.json)',
    ],
  ];
  for (const [change, text] of cases) {
    it(text, () => assert.ok(said(policyFile({ file: '/p.json', ...change })).includes(text)));
  }

  it('name the file whose word holds', () => {
    const managed = policyFile({ file: '/m.json', level: 'managed', paidCredits: 'deny' });
    const user = policyFile({ file: '/u.json', paidCredits: 'allow', runCap: credits(5) });
    const rules = said(managed, user);
    assert.ok(rules.includes('paidCredits: deny (/m.json)') && rules.includes('run.capCredits: 5 (/u.json)'));
  });
});
