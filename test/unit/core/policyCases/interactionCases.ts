import { HOUR_MS, NOW_MS, credits, estimate, limitWindow, snapshot, unpricedEstimate, wallet } from '../../make.ts';
import { type CaseGroup, status } from '../decisionInput.ts';

const paidLeft = (balance: number, change = {}) =>
  wallet({ windows: [limitWindow(100)], balance: credits(balance), ...change });
const unpriced = { estimate: unpricedEstimate };
const free = { estimate: estimate(0, 0) };
const lost = { kind: 'unreachable', reason: 'offline', last: snapshot({ windows: [limitWindow(100)] }) } as const;

/** What rules make of each other, where one looks at what another knows or does not. */
export const INTERACTION_CASES: readonly CaseGroup[] = [
  {
    about: 'a run without a price',
    cases: [
      [
        'under an amount to ask above',
        { confirmAbove: credits(1), unknownPrice: 'warn' },
        unpriced,
        'warn',
        'unknown.price warn unknownPrice',
      ],
      [
        'in a soft budget that is spent',
        { unknownPrice: 'warn' },
        { ...unpriced, budgets: [status(100, 0, { mode: 'soft' })] },
        'confirm',
        'budgets.daily confirm budgetSpent',
        'unknown.price warn unknownPrice',
      ],
      [
        'allowed, in a hard budget with a millionth left',
        { unknownPrice: 'allow' },
        { ...unpriced, budgets: [status(99.999999)] },
        'allow',
      ],
      [
        'allowed, in a hard budget that is spent',
        { unknownPrice: 'allow' },
        { ...unpriced, budgets: [status(100)] },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
      [
        'on purchased credits',
        {},
        { ...unpriced, wallet: paidLeft(1000) },
        'confirm',
        'paidCredits confirm paidCredits',
        'unknown.price confirm unknownPrice',
      ],
      [
        'of a tier whose cost is not known either: the price says it all',
        { unknownTier: 'deny', unknownPrice: 'warn' },
        unpriced,
        'warn',
        'unknown.price warn unknownPrice',
      ],
      [
        'denied, of a model that is denied',
        { unknownPrice: 'deny', modelsDeny: ['gpt-5.5'] },
        unpriced,
        'deny',
        'models.deny deny modelDenied',
        'unknown.price deny unknownPrice',
      ],
    ],
  },
  {
    about: 'a run that costs nothing',
    cases: [
      ['in a budget with a millionth left', {}, { ...free, budgets: [status(99.999999)] }, 'allow'],
      [
        'in a hard budget that is spent',
        {},
        { ...free, budgets: [status(100)] },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
      ['on purchased credits', {}, { ...free, wallet: paidLeft(1000) }, 'confirm', 'paidCredits confirm paidCredits'],
    ],
  },
  {
    about: 'several budgets',
    cases: [
      [
        'a hard one with room, a soft one spent',
        {},
        { budgets: [status(0), status(100, 0, { id: 'soft', mode: 'soft' })] },
        'confirm',
        'budgets.soft confirm budgetSpent',
      ],
      [
        'a hard one spent, a soft one with room',
        {},
        { budgets: [status(100), status(0, 0, { id: 'soft', mode: 'soft' })] },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
      [
        'one spent by what is held, one by what is spent',
        {},
        { budgets: [status(0, 100), status(100, 0, { id: 'other' })] },
        'deny',
        'budgets.daily deny budgetSpent',
        'budgets.other deny budgetSpent',
      ],
      [
        'one of a day and one of a month of the same id',
        {},
        { budgets: [status(95), status(100, 0, { period: 'month', mode: 'soft' })] },
        'confirm',
        'budgets.daily confirm budgetMedianDoesNotFit',
        'budgets.daily confirm budgetSpent',
      ],
      [
        'spent beyond its limit by a run that passed it',
        {},
        { budgets: [status(104.5, 3)] },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
    ],
  },
  {
    about: 'consent, reserve and budgets on purchased credits',
    cases: [
      [
        'the reserve denies, consent asks',
        { reserve: credits(100) },
        { wallet: paidLeft(90) },
        'deny',
        'reserveCredits deny reserveReached',
        'paidCredits confirm paidCredits',
      ],
      [
        'consent denies, the reserve warns',
        { paidCredits: 'deny', reserve: credits(100) },
        { wallet: paidLeft(125) },
        'deny',
        'paidCredits deny paidCredits',
        'reserveCredits warn reserveHighDoesNotFit',
      ],
      [
        'a budget and the reserve both too small for the median',
        { paidCredits: 'allow', reserve: credits(100) },
        { wallet: paidLeft(105), budgets: [status(95)] },
        'confirm',
        'budgets.daily confirm budgetMedianDoesNotFit',
        'reserveCredits confirm reserveMedianDoesNotFit',
      ],
      [
        'a reserve, and no figure of the balance',
        { paidCredits: 'allow', reserve: credits(100) },
        { wallet: wallet({ windows: [limitWindow(100)], balance: undefined }) },
        'allow',
      ],
      [
        'an old reading of a balance at the reserve',
        { paidCredits: 'allow', reserve: credits(100) },
        { wallet: paidLeft(100, { observedAtMs: NOW_MS - HOUR_MS }) },
        'deny',
        'reserveCredits deny reserveReached',
        'unknown.balance warn oldBalance',
      ],
      [
        'a paid balance that was lost sight of needs no consent, but the unknown speaks',
        { paidCredits: 'deny', unknownBalance: 'confirm' },
        { wallet: lost },
        'confirm',
        'unknown.balance confirm unknownBalance',
      ],
    ],
  },
  {
    about: 'models, efforts and tiers together',
    cases: [
      [
        'a model that one list allows and another does not',
        { modelsAllow: ['gpt-6-*'], modelsDeny: ['gpt-6-*'] },
        {},
        'deny',
        'models.allow deny modelNotAllowed',
      ],
      [
        'a model not known, allowed and denied by lists',
        { modelsAllow: ['*'], modelsDeny: ['x'] },
        { model: undefined },
        'confirm',
        'models confirm modelUnknown',
        'models confirm modelUnknown',
      ],
      [
        'a highest effort, and one that is not known',
        { maxEffort: 'low', unknownEffort: 'confirm' },
        { effort: 'galactic' },
        'confirm',
        'unknown.effort confirm unknownEffort',
      ],
      ['a highest effort, and none said', { maxEffort: 'low' }, { effort: undefined }, 'allow'],
      [
        'a tier not allowed whose cost is not known',
        { tiers: ['standard'], unknownTier: 'confirm' },
        { tierNames: ['fast'], estimate: { ...estimate(10, 30), isTierKnown: false } as never },
        'deny',
        'models.tiers deny tierNotAllowed',
        'unknown.tier confirm unknownTier',
      ],
      [
        'a model and an effort denied',
        { modelsDeny: ['*'], maxEffort: 'low' },
        {},
        'deny',
        'models.deny deny modelDenied',
        'models.maxEffort deny effortTooHigh',
      ],
    ],
  },
  {
    about: 'an account',
    cases: [
      [
        'that is not allowed, on purchased credits that are',
        { accountsAllow: ['acct-2'], paidCredits: 'allow' },
        { wallet: paidLeft(1000) },
        'deny',
        'accounts.allow deny accountNotAllowed',
      ],
      [
        'that was last seen and is not allowed',
        { accountsAllow: ['acct-2'] },
        { wallet: lost },
        'deny',
        'accounts.allow deny accountNotAllowed',
        'unknown.balance warn unknownBalance',
      ],
      [
        'of an API key is not known',
        { accountsAllow: ['acct-1'] },
        { wallet: { kind: 'apiKey' } },
        'confirm',
        'accounts.allow confirm accountUnknown',
      ],
    ],
  },
];
