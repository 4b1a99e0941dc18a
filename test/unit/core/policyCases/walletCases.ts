import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import { HOUR_MS, NOW_MS, credits, limitWindow, paidWallet, snapshot, unpricedEstimate, wallet } from '../../make.ts';
import type { CaseGroup } from '../decisionInput.ts';

const paidLeft = (balance: number) => wallet({ windows: [limitWindow(100)], balance: credits(balance) });
const reserve = (amount: number): Partial<PolicyFile> => ({ paidCredits: 'allow', reserve: credits(amount) });
const oldWallet = (ageMs: number) => wallet({ observedAtMs: NOW_MS - ageMs });
const lost = { kind: 'unreachable', reason: 'offline', last: snapshot() } as const;
const anonymous = wallet({ account: { id: undefined, email: undefined } });

export const WALLET_CASES: readonly CaseGroup[] = [
  {
    about: 'purchased credits',
    cases: [
      ['while the allowance lasts', { paidCredits: 'deny' }, {}, 'allow'],
      ['asked about by default', {}, { wallet: paidWallet }, 'confirm', 'paidCredits confirm paidCredits'],
      ['asked about', { paidCredits: 'ask' }, { wallet: paidWallet }, 'confirm', 'paidCredits confirm paidCredits'],
      ['denied', { paidCredits: 'deny' }, { wallet: paidWallet }, 'deny', 'paidCredits deny paidCredits'],
      ['allowed', { paidCredits: 'allow' }, { wallet: paidWallet }, 'allow'],
      [
        'once the window has reset',
        { paidCredits: 'deny' },
        { wallet: wallet({ windows: [limitWindow(100, { resetsAtMs: NOW_MS })] }) },
        'allow',
      ],
    ],
  },
  {
    about: 'a reserve of 100 credits, and a run of 10 (p50) to 30 (p90)',
    cases: [
      ['130 left: p90 just fits', reserve(100), { wallet: paidLeft(130) }, 'allow'],
      ['129 left', reserve(100), { wallet: paidLeft(129) }, 'warn', 'reserveCredits warn reserveHighDoesNotFit'],
      [
        '109 left',
        reserve(100),
        { wallet: paidLeft(109) },
        'confirm',
        'reserveCredits confirm reserveMedianDoesNotFit',
      ],
      ['100 left', reserve(100), { wallet: paidLeft(100) }, 'deny', 'reserveCredits deny reserveReached'],
      ['a balance below zero', reserve(100), { wallet: paidLeft(-5) }, 'deny', 'reserveCredits deny reserveReached'],
      ['100 left, but the allowance lasts', reserve(100), { wallet: wallet({ balance: credits(100) }) }, 'allow'],
      [
        '100 left and no price',
        reserve(100),
        { wallet: paidLeft(100), estimate: unpricedEstimate },
        'deny',
        'reserveCredits deny reserveReached',
        'unknown.price confirm unknownPrice',
      ],
      ['no reserve, and nothing left', reserve(0), { wallet: paidLeft(0) }, 'allow'],
      [
        'unlimited credits',
        reserve(100),
        { wallet: wallet({ windows: [limitWindow(100)], unlimited: true, balance: credits(0) }) },
        'allow',
      ],
    ],
  },
  {
    about: 'what is not known',
    cases: [
      ['a price, by default', {}, { estimate: unpricedEstimate }, 'confirm', 'unknown.price confirm unknownPrice'],
      [
        'a price, denied',
        { unknownPrice: 'deny' },
        { estimate: unpricedEstimate },
        'deny',
        'unknown.price deny unknownPrice',
      ],
      ['a price, allowed', { unknownPrice: 'allow' }, { estimate: unpricedEstimate }, 'allow'],
      ['a balance, by default', {}, { wallet: { kind: 'noCodex' } }, 'warn', 'unknown.balance warn unknownBalance'],
      [
        'a balance still loading',
        { unknownBalance: 'deny' },
        { wallet: { kind: 'loading' } },
        'deny',
        'unknown.balance deny unknownBalance',
      ],
      [
        'a balance when signed out',
        { unknownBalance: 'confirm' },
        { wallet: { kind: 'signedOut', last: undefined } },
        'confirm',
        'unknown.balance confirm unknownBalance',
      ],
      [
        'a balance that was once seen but cannot be read',
        {},
        { wallet: lost },
        'warn',
        'unknown.balance warn unknownBalance',
      ],
      ['a balance, allowed', { unknownBalance: 'allow' }, { wallet: lost }, 'allow'],
      [
        'a balance Codex did not tell',
        {},
        { wallet: wallet({ windows: [], hasCredits: undefined }) },
        'warn',
        'unknown.balance warn unknownBalance',
      ],
      ['a balance of 15 minutes ago', {}, { wallet: oldWallet(HOUR_MS / 4) }, 'allow'],
      ['a balance of a ms more', {}, { wallet: oldWallet(HOUR_MS / 4 + 1) }, 'warn', 'unknown.balance warn oldBalance'],
      [
        'an old balance, denied',
        { unknownBalance: 'deny', maxBalanceAgeMs: 1000 },
        { wallet: oldWallet(1001) },
        'deny',
        'unknown.balance deny oldBalance',
      ],
    ],
  },
  {
    about: 'runs at once',
    cases: [
      ['one fewer than allowed', { maxRuns: 2 }, { activeRuns: 1 }, 'allow'],
      ['as many as allowed', { maxRuns: 2 }, { activeRuns: 2 }, 'deny', 'concurrency.maxRuns deny tooManyRuns'],
      ['none allowed', { maxRuns: 0 }, {}, 'deny', 'concurrency.maxRuns deny tooManyRuns'],
    ],
  },
  {
    about: 'the account acct-1, ada@example.com',
    cases: [
      ['allowed by id', { accountsAllow: ['acct-1'] }, {}, 'allow'],
      ['allowed by domain', { accountsAllow: ['@example.com'] }, {}, 'allow'],
      ['allowed by address', { accountsAllow: ['ada@example.com'] }, {}, 'allow'],
      ['of another domain', { accountsAllow: ['@example.org'] }, {}, 'deny', 'accounts.allow deny accountNotAllowed'],
      [
        'a domain is matched whole',
        { accountsAllow: ['@ample.com', 'example.com'] },
        {},
        'deny',
        'accounts.allow deny accountNotAllowed',
      ],
      [
        'whose domain only begins alike',
        { accountsAllow: ['@example.com'] },
        { wallet: wallet({ account: { id: 'acct-1', email: 'ada@example.com.evil.org' } }) },
        'deny',
        'accounts.allow deny accountNotAllowed',
      ],
      [
        'not known',
        { accountsAllow: ['acct-1'] },
        { wallet: anonymous },
        'confirm',
        'accounts.allow confirm accountUnknown',
      ],
      [
        'last seen, though Codex cannot be reached',
        { accountsAllow: ['acct-1'], unknownBalance: 'allow' },
        { wallet: lost },
        'allow',
      ],
    ],
  },
  {
    about: 'a policy file that never could be read',
    cases: [
      ['asks', {}, { unreadablePolicyFiles: ['/a.json'] }, 'confirm', 'policy confirm policyUnreadable'],
      [
        'asks once for each file',
        {},
        { unreadablePolicyFiles: ['/a', '/b'] },
        'confirm',
        'policy confirm policyUnreadable',
        'policy confirm policyUnreadable',
      ],
    ],
  },
];
