import assert from 'node:assert/strict';

import type { BudgetStatus } from '../../../../src/core/budgets/budgetStatus.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { HOUR_MS, NOW_MS, credits, limitWindow, wallet } from '../../make.ts';
import { checkViews, hooks, viewOf } from '../statusBarCases.ts';
import { MINUTE_MS, budgetStatus, runMeter, unreachable, usageModel, usedToday } from '../views.ts';

const used = usedToday(96.4);
const readAgo = (ageMs: number) => wallet({ observedAtMs: NOW_MS - ageMs });

describe('the status bar without a balance', () => {
  checkViews([
    [
      'nothing has been read',
      { wallet: { kind: 'loading' }, usage: undefined },
      { text: '$(loading~spin) Codex', accessibleName: 'reading the ledger and the balance.' },
    ],
    [
      'there is no Codex',
      { wallet: { kind: 'noCodex' } },
      {
        text: '$(circle-slash) No Codex',
        accessibleName: 'Codex was not found. Press Enter to choose where it is.',
        action: 'chooseCodex',
      },
    ],
    [
      'signed out',
      { wallet: { kind: 'signedOut', last: undefined } },
      {
        text: '$(sign-in) Sign in to Codex',
        accessibleName: 'signed out of Codex. Spending is still counted.',
        action: 'signIn',
      },
    ],
    [
      'Codex gave no answer, and never did',
      { wallet: unreachable(undefined, 'no route.') },
      { text: '$(warning) Balance unknown', accessibleName: 'the balance cannot be read. no route.' },
    ],
  ]);
});

describe('the status bar with an API key, in money', () => {
  const apiKey = { kind: 'apiKey' } as const;
  checkViews([
    [
      '79.5 credits are 3.18 USD',
      { wallet: apiKey, usage: usedToday(79.5) },
      {
        text: '$(key) 3.18 USD today',
        accessibleName: 'API key, no shared credits. 3.18 USD today by list price.',
      },
    ],
    [
      'an unused day is a true zero',
      { wallet: apiKey },
      {
        text: '$(key) 0.00 USD today',
        accessibleName: 'API key, no shared credits. 0.00 USD today by list price.',
      },
    ],
    [
      'what has no price is no plain zero',
      { wallet: apiKey, usage: usedToday(0, 5) },
      {
        text: '$(key) 0.00 USD today, and more without a price',
        accessibleName: 'API key, no shared credits. 0.00 USD today, and more without a price by list price.',
      },
    ],
    [
      'the ledger has not answered',
      { wallet: apiKey, usage: undefined },
      { text: '$(key) reading', accessibleName: 'API key, no shared credits. The ledger is being read.' },
    ],
  ]);
});

describe('the status bar with a balance', () => {
  checkViews([
    [
      'fresh',
      { wallet: wallet({ balance: credits(1204.35), observedAtMs: NOW_MS - 40_000 }), usage: used },
      {
        text: '$(credit-card) 1,204 · 96.40 today',
        accessibleName: '1,204.35 credits left, read 40 s ago. 96.40 today.',
      },
    ],
    [
      'an unused day is a true zero',
      {},
      {
        text: '$(credit-card) 1,000 · 0.00 today',
        accessibleName: '1,000.00 credits left, read just now. 0.00 today.',
      },
    ],
    [
      'what has no price is no plain zero',
      { usage: usedToday(0, 5) },
      {
        text: '$(credit-card) 1,000 · 0.00 today, and more without a price',
        accessibleName: '1,000.00 credits left, read just now. 0.00 today, and more without a price.',
      },
    ],
    [
      'the ledger has not answered',
      { usage: undefined },
      { text: '$(credit-card) 1,000 · reading', accessibleName: '1,000.00 credits left, read just now. reading.' },
    ],
    [
      'unlimited',
      { wallet: wallet({ unlimited: true, balance: credits(0), hasCredits: false }), usage: used },
      {
        text: '$(credit-card) Unlimited · 96.40 today',
        accessibleName: 'unlimited credits left, read just now. 96.40 today.',
      },
    ],
    [
      'Codex did not say how much is left',
      { wallet: wallet({ balance: undefined }), usage: used },
      {
        text: '$(credit-card) unknown · 96.40 today',
        accessibleName: 'an unknown number of credits left, read just now. 96.40 today.',
      },
    ],
    [
      'below zero',
      { wallet: wallet({ balance: credits(-3.5), windows: [limitWindow(10)] }), usage: used },
      {
        text: '$(credit-card) −3 · 96.40 today',
        accessibleName: '−3.50 credits left, read just now. 96.40 today.',
      },
    ],
    [
      'at the age at which it counts as old',
      { wallet: readAgo(15 * MINUTE_MS), usage: used },
      {
        text: '$(credit-card) 1,000 · 96.40 today',
        accessibleName: '1,000.00 credits left, read 15 min ago. 96.40 today.',
      },
    ],
    [
      'older',
      { wallet: wallet({ balance: credits(1204.35), observedAtMs: NOW_MS - 26 * MINUTE_MS }) },
      {
        text: '$(history) 1,204 · 26 min',
        accessibleName: '1,204.35 credits, read 26 min ago. Newer use is not in it.',
        isDim: true,
      },
    ],
    [
      'Codex no longer answers',
      { wallet: unreachable(50_000) },
      {
        text: '$(history) 1,000 · 50 s',
        accessibleName: '1,000.00 credits, read 50 s ago. Newer use is not in it.',
        isDim: true,
      },
    ],
  ]);
});

describe('the status bar when no run can start', () => {
  const blocked = { severity: 'error' } as const;
  const full = [limitWindow(100)];
  checkViews([
    [
      'the window is used up and no credits are left',
      { wallet: wallet({ windows: full, balance: credits(0) }) },
      {
        ...blocked,
        text: '$(circle-slash) No credits are left.',
        accessibleName: 'No credits are left. Included use returns at 13:00.',
      },
    ],
    [
      'the workspace is out of credits',
      { wallet: wallet({ reachedType: 'memberCredits' }) },
      {
        ...blocked,
        text: '$(circle-slash) The workspace is out of credits.',
        accessibleName: 'The workspace is out of credits. Its owner can add some.',
      },
    ],
    [
      'Codex refuses the allowance, and the credits that are there',
      { wallet: wallet({ ordinaryUsageAllowed: false, balance: credits(50), hasCredits: false }) },
      {
        ...blocked,
        text: '$(circle-slash) Codex refuses use, and does not say why.',
        accessibleName: 'Codex refuses use, and does not say why. 50.00 credits are there, but may not be used.',
      },
    ],
    [
      'the person’s limit in the workspace is reached',
      {
        wallet: wallet({
          individualLimit: { limit: credits(50), used: credits(50), resetsAtMs: NOW_MS + HOUR_MS },
        }),
      },
      {
        ...blocked,
        text: '$(circle-slash) Your limit of 50 credits in the workspace is reached.',
        accessibleName: 'Your limit of 50 credits in the workspace is reached. It resets at 13:00.',
      },
    ],
  ]);

  it('a used-up window with credits left blocks nothing', () =>
    assert.equal(viewOf({ wallet: wallet({ windows: full }) }).severity, 'none'));
});

describe('the status bar near a limit', () => {
  const budgets = (...statuses: readonly BudgetStatus[]) => ({ usage: usageModel({ budgets: statuses }) });
  const warning = { severity: 'warning' } as const;
  const daily = { limit: credits(200) };
  checkViews([
    [
      'past the last alert of the daily budget',
      budgets(budgetStatus(181.6, 0, daily)),
      {
        ...warning,
        text: '$(warning) 18 of 200 left today',
        accessibleName: 'The daily budget has 18.40 of 200 credits left. It resets at 13:00.',
      },
    ],
    [
      'of two, the one with less left',
      budgets(budgetStatus(181, 0, daily), budgetStatus(495, 0, { id: 'w', period: 'week', limit: credits(500) })),
      {
        ...warning,
        text: '$(warning) 5 of 500 left this week',
        accessibleName: 'The weekly budget has 5.00 of 500 credits left. It resets at 13:00.',
      },
    ],
    [
      'a budget that only asks is never blocked by',
      budgets(budgetStatus(210, 0, { ...daily, mode: 'soft' })),
      {
        ...warning,
        text: '$(warning) −10 of 200 left today',
        accessibleName: 'The daily budget has −10.00 of 200 credits left. It resets at 13:00.',
      },
    ],
    [
      'a hard budget is spent',
      budgets(budgetStatus(495, 0, { id: 'w', period: 'week', limit: credits(500) }), budgetStatus(200, 0, daily)),
      {
        severity: 'error',
        text: '$(circle-slash) The daily budget is spent',
        accessibleName: 'The daily budget of 200 credits is spent. It resets at 13:00.',
      },
    ],
    [
      'a hard budget is spent, and the balance is not known',
      { ...budgets(budgetStatus(200, 0, daily)), wallet: unreachable(undefined) },
      {
        severity: 'error',
        text: '$(circle-slash) The daily budget is spent',
        accessibleName: 'The daily budget of 200 credits is spent. It resets at 13:00.',
      },
    ],
  ]);

  const quiet: readonly (readonly [says: string, status: BudgetStatus])[] = [
    ['before the last alert', budgetStatus(179.99, 0, daily)],
    ['credits held for a run are not spent', budgetStatus(100, 100, daily)],
    ['no alerts below 100 percent', budgetStatus(199, 0, { ...daily, alertsAtPercent: [100] })],
    ['a budget of one workspace', budgetStatus(200, 0, { ...daily, scope: { kind: 'workspace', path: '/x' } })],
  ];
  for (const [says, status] of quiet) {
    it(`shows the balance: ${says}`, () => assert.match(viewOf(budgets(status)).text, /credit-card/));
  }
});

describe('which state of the status bar wins', () => {
  const blockedWallet = wallet({ reachedType: 'memberCredits' });
  const [spentBudget, nearBudget] = [budgetStatus(100), budgetStatus(95)];
  const oldAndBlocked = wallet({ reachedType: 'memberCredits', observedAtMs: NOW_MS - HOUR_MS });
  const order: readonly (readonly [winner: string, state: Partial<GuardState>, text: RegExp])[] = [
    ['a question before a run', { openQuestions: 1, activeRuns: [runMeter()], wallet: blockedWallet }, /asks you/],
    ['a run before what blocks', { activeRuns: [runMeter()], wallet: blockedWallet }, /11\.62/],
    [
      'a run before a spent budget',
      { activeRuns: [runMeter()], usage: usageModel({ budgets: [spentBudget] }) },
      /11\.62/,
    ],
    [
      'a missing Codex before a spent budget',
      { wallet: { kind: 'noCodex' }, usage: usageModel({ budgets: [spentBudget] }) },
      /No Codex/,
    ],
    [
      'what blocks before a budget that is nearly spent',
      { wallet: blockedWallet, usage: usageModel({ budgets: [nearBudget] }) },
      /out of credits/,
    ],
    [
      'a budget that is nearly spent before age',
      { wallet: unreachable(HOUR_MS), usage: usageModel({ budgets: [nearBudget] }) },
      /left today/,
    ],
    ['a run before a missing Codex', { activeRuns: [runMeter()], wallet: { kind: 'noCodex' } }, /11\.62/],
    ['age before what an old answer said', { wallet: oldAndBlocked }, /history/],
    ['a run before hooks that do not guard', { activeRuns: [runMeter()], ...hooks('missing') }, /11\.62/],
    ['what blocks before hooks that do not guard', { wallet: blockedWallet, ...hooks('missing') }, /out of credits/],
    [
      'hooks that do not guard before a budget that is nearly spent',
      { ...hooks('missing'), usage: usageModel({ budgets: [nearBudget] }) },
      /Guard in part/,
    ],
    [
      'hooks that nothing answers before hooks of which Codex passes over some',
      { ...hooks('missing'), hookFailure: { atMs: NOW_MS, event: 'PreCompact', reason: 'it broke' } },
      /Guard not working/,
    ],
    ['a missing Codex before hooks', { wallet: { kind: 'noCodex' }, ...hooks('missing') }, /No Codex/],
    ['what blocks before the balance', { wallet: blockedWallet }, /out of credits/],
  ];
  for (const [winner, state, text] of order) {
    it(winner, () => assert.match(viewOf(state).text, text));
  }
});
