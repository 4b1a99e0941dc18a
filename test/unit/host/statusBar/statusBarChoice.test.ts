import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { HookState } from '../../../../src/core/hooks/hookStatus.ts';
import { statusBarChoiceOf } from '../../../../src/host/statusBar/statusBarChoice.ts';
import { statusBarChoices } from '../../../../src/host/statusBar/statusBarFigure.ts';
import { HOUR_MS, NOW_MS, credits, limitWindow, wallet } from '../../make.ts';
import { checkViews, hooks, viewOf } from '../statusBarCases.ts';
import { budgetStatus, format, guardState, unreachable, usedToday } from '../views.ts';

const used = usedToday(96.4);

describe('the status bar when hooks do not guard', () => {
  const warning = { severity: 'warning', action: 'guardAllRuns' } as const;
  checkViews([
    [
      'all need review',
      hooks('needs-review', 'needs-review'),
      {
        ...warning,
        text: '$(unlock) Guard off: hooks need review',
        accessibleName:
          'Codex runs that are started elsewhere are not guarded. Codex passes hooks over until you trust them: type “/hooks” in Codex, or install again and say yes to trust. Press Enter to install hooks.',
      },
    ],
    [
      'one is missing',
      hooks('missing'),
      {
        ...warning,
        text: '$(unlock) Guard in part: hooks are missing',
        accessibleName:
          'Codex runs are guarded in part. A hook is missing in the file: install again. Press Enter to install hooks.',
      },
    ],
  ]);
  const words: readonly (readonly [HookState, RegExp])[] = [
    ['disabled', /switched off/],
    ['modified', /were changed/],
    ['managed-only', /only managed hooks run/],
  ];
  for (const [state, text] of words) {
    it(state, () => assert.match(viewOf(hooks(state)).text, text));
  }
  it('all are active: nothing is said', () => assert.match(viewOf(hooks('active')).text, /credit-card/));
});

describe('the status bar shows what the person chose', () => {
  const usage = { ...used, budgets: [budgetStatus(20, 0, { limit: credits(100) })] };
  const state = { usage, wallet: wallet({ windows: [limitWindow(63)] }) };
  checkViews(
    [
      ['fresh', state, { text: '$(credit-card) 1,000', accessibleName: '1,000.00 credits left, read just now.' }],
      [
        'old',
        { ...state, wallet: unreachable(50_000) },
        {
          text: '$(history) 1,000 · 50 s',
          accessibleName: '1,000.00 credits, read 50 s ago. Newer use is not in it.',
          isDim: true,
        },
      ],
    ],
    'balance',
  );
  checkViews(
    [
      ['today', state, { text: '$(graph) 96.40 today', accessibleName: '96.40 today.' }],
      [
        'the ledger does not age with the balance',
        { ...state, wallet: unreachable(HOUR_MS) },
        { text: '$(graph) 96.40 today', accessibleName: '96.40 today.' },
      ],
    ],
    'today',
  );
  checkViews(
    [
      [
        'of two windows, the one with less left',
        { wallet: wallet({ windows: [limitWindow(10), limitWindow(63, { windowMinutes: 10_080 })] }) },
        {
          text: '$(dashboard) Weekly window: 37 % left',
          accessibleName: 'Weekly window: 37 % left. It resets at 13:00.',
        },
      ],
      [
        'one whose reset has passed is full again',
        { wallet: wallet({ windows: [limitWindow(100, { resetsAtMs: NOW_MS - 1 })] }) },
        { text: '$(dashboard) 5-hour window: 100 % left', accessibleName: '5-hour window: 100 % left.' },
      ],
      [
        'none was told of',
        { wallet: wallet({ windows: [] }) },
        { text: '$(dashboard) no window known', accessibleName: 'Codex told of no included window.' },
      ],
      [
        'an old answer',
        { wallet: wallet({ windows: [limitWindow(63)], observedAtMs: NOW_MS - HOUR_MS }) },
        {
          text: '$(history) 5-hour window: 37 % left · 1 h',
          accessibleName: '5-hour window: 37 % left. It resets at 13:00. Read 1 h ago. Newer use is not in it.',
          isDim: true,
        },
      ],
    ],
    'window',
  );
  const weekly = budgetStatus(300, 0, { id: 'w', period: 'week', limit: credits(500) });
  checkViews(
    [
      [
        'the budget with the smallest part left',
        { usage: { ...usage, budgets: [...usage.budgets, weekly] } },
        {
          text: '$(target) 200 of 500 left this week',
          accessibleName: 'The weekly budget has 200.00 of 500 credits left. It resets at 13:00.',
        },
      ],
      ['no budget', { usage: used }, { text: '$(target) no budget', accessibleName: 'Your policy has no budget.' }],
      [
        'with an API key as well',
        { ...state, wallet: { kind: 'apiKey' } },
        {
          text: '$(target) 80 of 100 left today',
          accessibleName: 'The daily budget has 80.00 of 100 credits left. It resets at 13:00.',
        },
      ],
    ],
    'budget',
  );

  it('a setting that is no choice is as if it were not set', () =>
    assert.deepEqual(['window', 'what', undefined, 3].map(statusBarChoiceOf), [
      'window',
      ...Array<string>(3).fill('balanceAndToday'),
    ]));

  it('each choice is offered with how it would read now', () =>
    assert.deepEqual(
      statusBarChoices(guardState(state), inEnglish, format).map(({ label, description }) => [label, description]),
      [
        ['Balance and Today', '1,000 · 96.40 today'],
        ['Balance', '1,000'],
        ['Today', '96.40 today'],
        ['Included Window Left', '5-hour window: 37 % left'],
        ['Budget Left', '80 of 100 left today'],
      ],
    ));
});
