import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { Finding, FindingReason } from '../../../../src/core/decisions/finding.ts';
import { budgetName } from '../../../../src/core/budgets/budgetText.ts';
import { findingText } from '../../../../src/core/decisions/findingText.ts';
import { Format } from '../../../../src/core/format.ts';
import type { Budget } from '../../../../src/core/policy/policy.ts';
import { HOUR_MS, NOW_MS, budget, credits, override } from '../../make.ts';

const format = new Format(inEnglish, 'en-US', 'UTC');
const figures = { limit: credits(100), remaining: credits(5.25), resetsAtMs: NOW_MS + HOUR_MS };

function textOf(reason: FindingReason, change: Partial<Finding> = {}): string {
  const finding: Finding = { ruleId: 'rule', file: undefined, effect: 'deny', reason, ...figures, ...change };
  return findingText(finding, inEnglish, format, NOW_MS);
}

/** One sentence for each kind of reason: a new kind without one does not compile. */
const sentences: Readonly<Record<FindingReason['kind'], readonly [reason: FindingReason, text: string]>> = {
  budgetSpent: [
    { kind: 'budgetSpent', budget: budget() },
    'The daily budget of 100 credits is spent. It resets at 13:00.',
  ],
  budgetMedianDoesNotFit: [
    { kind: 'budgetMedianDoesNotFit', budget: budget() },
    'The daily budget has 5.25 left, less than the run’s median. It resets at 13:00.',
  ],
  budgetHighDoesNotFit: [
    { kind: 'budgetHighDoesNotFit', budget: budget() },
    'The daily budget has 5.25 left; one run in ten like this needs more.',
  ],
  overrideInForce: [
    { kind: 'overrideInForce', budget: budget(), raised: credits(10), overrides: [override()] },
    'The daily budget of 100 credits is raised by 10: release day.',
  ],
  aboveConfirm: [{ kind: 'aboveConfirm', p90: credits(120) }, 'Your policy asks above 100.'],
  modelDenied: [{ kind: 'modelDenied', model: 'gpt-6-astra' }, 'The policy does not allow the model gpt-6-astra.'],
  modelNotAllowed: [
    { kind: 'modelNotAllowed', model: 'gpt-6-astra' },
    'The model gpt-6-astra is not among those the policy allows.',
  ],
  effortTooHigh: [
    { kind: 'effortTooHigh', effort: 'ultra', maxEffort: 'high' },
    'The policy allows reasoning effort up to high, not ultra.',
  ],
  tierNotAllowed: [{ kind: 'tierNotAllowed', tier: 'fast' }, 'The policy does not allow the service tier fast.'],
  paidCredits: [{ kind: 'paidCredits' }, 'The included allowance is used up: the run draws on purchased credits.'],
  mayDrawPaid: [
    { kind: 'mayDrawPaid', usedPercent: 91 },
    '91 % of the included allowance is used. About 5.25 credits’ worth is left, an estimate. If it does not last, the run draws on purchased credits. It resets at 13:00.',
  ],
  accountUnknown: [{ kind: 'accountUnknown' }, 'The policy names the accounts allowed, and this one is not known.'],
  modelUnknown: [{ kind: 'modelUnknown' }, 'The policy has rules on models, and the run’s model is not known.'],
  policyUnreadable: [{ kind: 'policyUnreadable' }, 'A policy file cannot be read, so every run is asked about.'],
  reserveReached: [{ kind: 'reserveReached' }, 'The balance is at the reserve of 100 credits.'],
  reserveMedianDoesNotFit: [
    { kind: 'reserveMedianDoesNotFit' },
    '5.25 credits are left above the reserve, less than the run’s median.',
  ],
  reserveHighDoesNotFit: [
    { kind: 'reserveHighDoesNotFit' },
    '5.25 credits are left above the reserve; one run in ten like this needs more.',
  ],
  unknownPrice: [{ kind: 'unknownPrice', model: 'gpt-99' }, 'No price is known for gpt-99.'],
  unknownEffort: [{ kind: 'unknownEffort' }, 'The reasoning effort is not known.'],
  unknownTier: [{ kind: 'unknownTier' }, 'Whether the service tier costs extra is not known.'],
  unknownBalance: [{ kind: 'unknownBalance' }, 'The balance cannot be read, so what the run draws on is not known.'],
  oldBalance: [{ kind: 'oldBalance', ageMs: 26 * 60_000 }, 'The balance was read 26 min ago.'],
  tooManyRuns: [{ kind: 'tooManyRuns', activeRuns: 4, maxRuns: 4 }, '4 runs are going on, and the policy allows 4.'],
  tooManySubagents: [
    { kind: 'tooManySubagents', subagents: 7, maxSubagents: 6 },
    '7 subagents would run, and the policy allows 6.',
  ],
  accountNotAllowed: [
    { kind: 'accountNotAllowed', account: 'eve@example.org' },
    'The policy does not allow the account eve@example.org.',
  ],
};

describe('a finding in words', () => {
  for (const [kind, [reason, text]] of Object.entries(sentences)) {
    it(kind, () => assert.equal(textOf(reason), text));
  }

  it('tells of a budget whose rest is held from one that is spent', () =>
    assert.equal(
      textOf({ kind: 'budgetSpent', budget: budget() }, { spent: credits(70), reserved: credits(30) }),
      'The daily budget of 100 credits has nothing left: 30.00 are held for runs under way. It resets at 13:00.',
    ));

  it('says nothing of what is left of an allowance whose size is not known', () =>
    assert.equal(
      findingText(
        { ruleId: 'r', file: undefined, effect: 'confirm', reason: { kind: 'mayDrawPaid', usedPercent: 95 } },
        inEnglish,
        format,
        NOW_MS,
      ),
      '95 % of the included allowance is used. If it does not last, the run draws on purchased credits.',
    ));

  it('says nothing of a reset where there is none', () => {
    const finding: Finding = {
      ruleId: 'r',
      file: undefined,
      effect: 'deny',
      reason: sentences.budgetSpent[0],
      limit: credits(100),
    };
    assert.equal(findingText(finding, inEnglish, format, NOW_MS), 'The daily budget of 100 credits is spent.');
  });

  it('says “0.00 left”, not less, where more is spent than there was', () =>
    assert.match(textOf(sentences.budgetMedianDoesNotFit[0], { remaining: credits(-3) }), /has 0\.00 left/));

  it('says that the model is not known where it is not', () =>
    assert.equal(
      textOf({ kind: 'unknownPrice', model: undefined }),
      'The model is not known, so the run has no price.',
    ));
});

describe('the name of a budget', () => {
  const names: readonly (readonly [budget: Partial<Budget>, name: string])[] = [
    [{ period: 'day' }, 'The daily budget'],
    [{ period: 'week' }, 'The weekly budget'],
    [{ period: 'month' }, 'The monthly budget'],
    [{ period: 'rolling-24h' }, 'The budget of 24 hours'],
    [{ period: 'rolling-7d' }, 'The budget of 7 days'],
    [{ period: 'rolling-30d' }, 'The budget of 30 days'],
    [{ period: 'utc-month' }, 'The budget of the UTC month'],
    [{ scope: { kind: 'workspace', path: '/work/api' } }, 'The daily budget for /work/api'],
    [{ scope: { kind: 'model', model: 'gpt-6-*' } }, 'The daily budget for gpt-6-*'],
    [{ scope: { kind: 'surface', surface: 'exec' } }, 'The daily budget for exec'],
    [{ id: 'long', scope: { kind: 'thread' } }, 'The daily budget for each thread (long)'],
  ];
  for (const [change, name] of names) {
    it(`is “${name}”`, () => assert.equal(budgetName(budget(change), inEnglish), name));
  }
});
