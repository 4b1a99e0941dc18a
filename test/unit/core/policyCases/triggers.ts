import type { DecisionInput } from '../../../../src/core/decisions/decide.ts';
import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import {
  HOUR_MS,
  NOW_MS,
  credits,
  estimate,
  limitWindow,
  override,
  paidWallet,
  unpricedEstimate,
  wallet,
} from '../../make.ts';
import { status } from '../decisionInput.ts';

/** One thing that makes one rule speak, alone. */
export interface Trigger {
  readonly says: string;
  readonly rules: Partial<PolicyFile>;
  readonly input: Partial<DecisionInput>;
  readonly finding: string;
}

const trigger = (
  says: string,
  rules: Partial<PolicyFile>,
  input: Partial<DecisionInput>,
  finding: string,
): Trigger => ({ says, rules, input, finding });

/** Every rule by itself. Two that set the same key, or that look at the same part of a run, cannot be joined. */
export const TRIGGERS: readonly Trigger[] = [
  trigger('a spent hard budget', {}, { budgets: [status(100)] }, 'budgets.daily deny budgetSpent'),
  trigger(
    'a spent soft budget',
    {},
    { budgets: [status(100, 0, { mode: 'soft' })] },
    'budgets.daily confirm budgetSpent',
  ),
  trigger(
    'a budget too small for the median',
    {},
    { budgets: [status(95)], estimate: estimate(10, 30) },
    'budgets.daily confirm budgetMedianDoesNotFit',
  ),
  trigger(
    'a budget too small for one in ten',
    {},
    { budgets: [status(80)], estimate: estimate(10, 30) },
    'budgets.daily warn budgetHighDoesNotFit',
  ),
  trigger(
    'an override that a run needs',
    {},
    { budgets: [{ ...status(100), overrides: [override({ file: '/policy.json', credits: credits(50) })] }] },
    'budgets.daily warn overrideInForce',
  ),
  trigger(
    'an amount to ask above',
    { confirmAbove: credits(1) },
    { estimate: estimate(10, 30) },
    'run.confirmAboveCredits confirm aboveConfirm',
  ),
  trigger('a model denied', { modelsDeny: ['gpt-5.5'] }, { model: 'gpt-5.5' }, 'models.deny deny modelDenied'),
  trigger(
    'a model not allowed',
    { modelsAllow: ['gpt-6-*'] },
    { model: 'gpt-5.5' },
    'models.allow deny modelNotAllowed',
  ),
  trigger('a model not known', { modelsAllow: ['*'] }, { model: undefined }, 'models confirm modelUnknown'),
  trigger('an effort too high', { maxEffort: 'low' }, { effort: 'high' }, 'models.maxEffort deny effortTooHigh'),
  trigger('an effort not known', { unknownEffort: 'warn' }, { effort: undefined }, 'unknown.effort warn unknownEffort'),
  trigger('a tier not allowed', { tiers: ['standard'] }, { tierNames: ['fast'] }, 'models.tiers deny tierNotAllowed'),
  trigger(
    'purchased credits to consent to',
    { paidCredits: 'ask' },
    { wallet: paidWallet },
    'paidCredits confirm paidCredits',
  ),
  trigger('purchased credits denied', { paidCredits: 'deny' }, { wallet: paidWallet }, 'paidCredits deny paidCredits'),
  trigger(
    'an allowance near its end',
    { paidCredits: 'ask' },
    { wallet: wallet({ windows: [limitWindow(95)] }) },
    'paidCredits confirm mayDrawPaid',
  ),
  trigger(
    'a reserve reached',
    { paidCredits: 'allow', reserve: credits(2000) },
    { wallet: paidWallet },
    'reserveCredits deny reserveReached',
  ),
  trigger(
    'no balance',
    { unknownBalance: 'warn' },
    { wallet: { kind: 'loading' } },
    'unknown.balance warn unknownBalance',
  ),
  trigger(
    'an old balance',
    { unknownBalance: 'confirm' },
    { wallet: wallet({ observedAtMs: NOW_MS - HOUR_MS }) },
    'unknown.balance confirm oldBalance',
  ),
  trigger('no price', { unknownPrice: 'deny' }, { estimate: unpricedEstimate }, 'unknown.price deny unknownPrice'),
  trigger('too many runs', { maxRuns: 2 }, { activeRuns: 2 }, 'concurrency.maxRuns deny tooManyRuns'),
  trigger(
    'too many subagents',
    { maxSubagentsPerRun: 1 },
    { subagents: 2 },
    'concurrency.maxSubagentsPerRun deny tooManySubagents',
  ),
  trigger(
    'an account not allowed',
    { accountsAllow: ['@example.org'] },
    { wallet: wallet() },
    'accounts.allow deny accountNotAllowed',
  ),
  trigger(
    'a policy file that cannot be read',
    {},
    { unreadablePolicyFiles: ['/a.json'] },
    'policy confirm policyUnreadable',
  ),
];
