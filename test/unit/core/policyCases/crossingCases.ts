import type { PaidOutlook } from '../../../../src/core/wallet/paidOutlook.ts';
import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import { HOUR_MS, NOW_MS, credits, limitWindow, snapshot, unpricedEstimate, wallet } from '../../make.ts';
import { type CaseGroup, status } from '../decisionInput.ts';

/** The allowance has this much left, by estimate, and the balance 1,000 credits or fewer. */
const crossing = (left: number | undefined): PaidOutlook => ({
  kind: 'mayCross',
  window: limitWindow(80),
  left: left === undefined ? undefined : credits(left),
});
const nearEnd = wallet({ windows: [limitWindow(95)] });
const poor = (balance: number) => ({ wallet: wallet({ balance: credits(balance) }), outlook: crossing(5) });
const paidBudget = (spent: number, change = {}) => status(spent, 0, { id: 'paid', meter: 'paid', ...change });
const ALLOWED: Partial<PolicyFile> = { paidCredits: 'allow' };
const ASKS = 'paidCredits confirm mayDrawPaid';

export const CROSSING_CASES: readonly CaseGroup[] = [
  {
    about: 'a run that may outlast the allowance',
    cases: [
      ['is asked about by default', {}, { outlook: crossing(5) }, 'confirm', ASKS],
      ['is asked about where its end is not known', {}, { outlook: crossing(undefined) }, 'confirm', ASKS],
      ['is asked about in the last tenth', {}, { wallet: nearEnd }, 'confirm', ASKS],
      ['asked about', { paidCredits: 'ask' }, { outlook: crossing(5) }, 'confirm', ASKS],
      ['denied', { paidCredits: 'deny' }, { outlook: crossing(5) }, 'deny', 'paidCredits deny mayDrawPaid'],
      ['allowed', ALLOWED, { outlook: crossing(5) }, 'allow'],
      ['in the last ninth of the allowance', {}, { wallet: wallet({ windows: [limitWindow(89)] }) }, 'allow'],
      [
        'with a window that has reset since',
        {},
        { wallet: wallet({ windows: [limitWindow(95, { resetsAtMs: NOW_MS })] }) },
        'allow',
      ],
      [
        'near the end of the week, early in the five hours',
        {},
        { wallet: wallet({ windows: [limitWindow(2), limitWindow(97, { windowMinutes: 10_080 })] }) },
        'confirm',
        ASKS,
      ],
      [
        'near the end of another model’s limit',
        {},
        { wallet: wallet({ windows: [limitWindow(2), limitWindow(97, { limitId: 'spark' })] }) },
        'allow',
      ],
      [
        'without credits to draw on',
        {},
        { wallet: wallet({ windows: [limitWindow(95)], hasCredits: false, balance: credits(0) }) },
        'allow',
      ],
      [
        'with unlimited credits',
        {},
        { wallet: wallet({ windows: [limitWindow(95)], unlimited: true, hasCredits: undefined }) },
        'confirm',
        ASKS,
      ],
      [
        'without a price',
        {},
        { wallet: nearEnd, estimate: unpricedEstimate },
        'confirm',
        ASKS,
        'unknown.price confirm unknownPrice',
      ],
      [
        'by an old reading: both are told',
        {},
        { wallet: wallet({ windows: [limitWindow(95)], observedAtMs: NOW_MS - HOUR_MS }) },
        'confirm',
        ASKS,
        'unknown.balance warn oldBalance',
      ],
    ],
  },
  {
    about: 'a run that may outlast the allowance, and a reserve of 100 credits',
    cases: [
      ['1,000 left', { ...ALLOWED, reserve: credits(100) }, { outlook: crossing(5) }, 'allow'],
      [
        '129 left',
        { ...ALLOWED, reserve: credits(100) },
        poor(129),
        'warn',
        'reserveCredits warn reserveHighDoesNotFit',
      ],
      [
        '109 left',
        { ...ALLOWED, reserve: credits(100) },
        poor(109),
        'confirm',
        'reserveCredits confirm reserveMedianDoesNotFit',
      ],
      // It may come to draw credits, or not: once it does, it is judged again.
      [
        '100 left: asked, not denied',
        { ...ALLOWED, reserve: credits(100) },
        poor(100),
        'confirm',
        'reserveCredits confirm reserveReached',
      ],
      [
        '100 left, and consent',
        { reserve: credits(100) },
        poor(100),
        'confirm',
        ASKS,
        'reserveCredits confirm reserveReached',
      ],
      [
        '100 left, and none is allowed',
        { paidCredits: 'deny', reserve: credits(100) },
        poor(100),
        'deny',
        'paidCredits deny mayDrawPaid',
        'reserveCredits confirm reserveReached',
      ],
    ],
  },
  {
    about: 'a budget of 100 purchased credits',
    cases: [
      ['spent, while the allowance lasts', {}, { budgets: [paidBudget(100)] }, 'allow'],
      [
        'spent, where the allowance may not last',
        ALLOWED,
        { budgets: [paidBudget(100)], outlook: crossing(5) },
        'deny',
        'budgets.paid deny budgetSpent',
      ],
      [
        'spent, where the allowance is used up',
        ALLOWED,
        { budgets: [paidBudget(100)], wallet: wallet({ windows: [limitWindow(100)] }) },
        'deny',
        'budgets.paid deny budgetSpent',
      ],
      [
        'spent, soft, where the allowance is used up',
        ALLOWED,
        { budgets: [paidBudget(100, { mode: 'soft' })], wallet: wallet({ windows: [limitWindow(100)] }) },
        'confirm',
        'budgets.paid confirm budgetSpent',
      ],
      [
        'nearly spent, where the allowance is used up',
        ALLOWED,
        { budgets: [paidBudget(95)], wallet: wallet({ windows: [limitWindow(100)] }) },
        'confirm',
        'budgets.paid confirm budgetMedianDoesNotFit',
      ],
      [
        'spent, where the meter is not known',
        {},
        { budgets: [paidBudget(100)], wallet: { kind: 'loading' } },
        'deny',
        'budgets.paid deny budgetSpent',
        'unknown.balance warn unknownBalance',
      ],
      ['spent, with an API key', {}, { budgets: [paidBudget(100)], wallet: { kind: 'apiKey' } }, 'allow'],
      ['spent, beside one of any meter that has room', {}, { budgets: [paidBudget(100), status(20)] }, 'allow'],
      [
        'with room, beside one of any meter that is spent',
        {},
        { budgets: [paidBudget(0), status(100)] },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
    ],
  },
  {
    about: 'draws that the balance does not show yet, and a reserve of 100 credits',
    cases: [
      [
        '140 left, none drawn since',
        { ...ALLOWED, reserve: credits(100) },
        { wallet: wallet({ windows: [limitWindow(100)], balance: credits(140) }) },
        'allow',
      ],
      [
        '140 left, 20 drawn or held since',
        { ...ALLOWED, reserve: credits(100) },
        { wallet: wallet({ windows: [limitWindow(100)], balance: credits(140) }), unseenDraws: credits(20) },
        'warn',
        'reserveCredits warn reserveHighDoesNotFit',
      ],
      [
        '140 left, 40 drawn or held since',
        { ...ALLOWED, reserve: credits(100) },
        { wallet: wallet({ windows: [limitWindow(100)], balance: credits(140) }), unseenDraws: credits(40) },
        'deny',
        'reserveCredits deny reserveReached',
      ],
    ],
  },
  {
    about: 'subagents at once',
    cases: [
      ['as many as allowed', { maxSubagentsPerRun: 6 }, { subagents: 6 }, 'allow'],
      [
        'one more',
        { maxSubagentsPerRun: 6 },
        { subagents: 7 },
        'deny',
        'concurrency.maxSubagentsPerRun deny tooManySubagents',
      ],
      [
        'none allowed',
        { maxSubagentsPerRun: 0 },
        { subagents: 1 },
        'deny',
        'concurrency.maxSubagentsPerRun deny tooManySubagents',
      ],
      ['not known before it begins', { maxSubagentsPerRun: 0 }, {}, 'allow'],
    ],
  },
  {
    about: 'what is only known of last time',
    cases: [
      [
        'a paid balance that cannot be read now: the rule on unknown ones speaks',
        { reserve: credits(2000) },
        { wallet: { kind: 'unreachable', reason: 'offline', last: snapshot({ windows: [limitWindow(100)] }) } },
        'warn',
        'unknown.balance warn unknownBalance',
      ],
      [
        'a balance when signed out, denied',
        { unknownBalance: 'deny' },
        { wallet: { kind: 'signedOut', last: snapshot() } },
        'deny',
        'unknown.balance deny unknownBalance',
      ],
      [
        'everything, and all of it allowed',
        { unknownPrice: 'allow', unknownBalance: 'allow' },
        { wallet: { kind: 'noCodex' }, estimate: unpricedEstimate, model: undefined, effort: undefined },
        'allow',
      ],
    ],
  },
];
