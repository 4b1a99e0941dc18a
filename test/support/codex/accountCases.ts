import type { BackendState } from './backendState.ts';
import type { CodexFixtureOptions } from './codexFixture.ts';

const HOUR_S = 3600;
const inHours = (hours: number): number => Math.floor(Date.now() / 1000) + hours * HOUR_S;
const usedUp = (hours: number) => ({ usedPercent: 100, windowMinutes: 300, resetsAt: inHours(hours) });
const limit = (used: string) => ({ limit: '500', used, remainingPercent: 0, resetsAt: inHours(200) });

/** An account as the backend plays it, and what is to be made of it. */
export interface AccountCase extends Pick<CodexFixtureOptions, 'plan'> {
  readonly who: string;
  readonly state: Partial<BackendState>;
  readonly binding: string;
  /** What the next run draws on. */
  readonly meter: string;
  /** What is said, times left out. */
  readonly says: RegExp;
}

/** Each kind of account once. */
export const ACCOUNT_CASES: readonly AccountCase[] = [
  {
    who: 'Plus with allowance left',
    plan: 'plus',
    state: {},
    binding: 'none',
    meter: 'included',
    says: /^Nothing binds\. Runs draw on the included allowance\.$/,
  },
  {
    who: 'Pro, a window used up, credits left',
    plan: 'pro',
    state: { primary: usedUp(3), balance: 42 },
    binding: 'included-window',
    meter: 'credits',
    says: /^The 5-hour window is used up until .+\. Until then, runs draw on your credits\.$/,
  },
  {
    who: 'Plus, a window used up, no credits',
    plan: 'plus',
    state: { primary: usedUp(3), balance: 0, hasCredits: false, ordinaryUsageAllowed: false },
    binding: 'credits-empty',
    meter: 'credits',
    says: /^No credits are left\. Included use returns at .+\.$/,
  },
  {
    who: 'a negative balance',
    plan: 'pro',
    state: { primary: usedUp(3), balance: -3.25 },
    binding: 'credits-empty',
    meter: 'credits',
    says: /^Your balance is 3\.25 credits below zero\. Included use returns at .+\.$/,
  },
  {
    who: 'a Business member within the own limit',
    plan: 'business',
    state: { individualLimit: limit('125.5') },
    binding: 'none',
    meter: 'included',
    says: /^Nothing binds\. Runs draw on the included allowance\.$/,
  },
  {
    who: 'a Business member, windows used up, within the own limit',
    plan: 'business',
    state: { primary: usedUp(3), individualLimit: limit('125.5') },
    binding: 'included-window',
    meter: 'credits',
    says: /^The 5-hour window is used up until .+\. Until then, runs draw on the workspace’s credits: 374\.50 of your 500 are left\.$/,
  },
  {
    who: 'Enterprise, the own limit reached',
    plan: 'enterprise',
    state: { individualLimit: limit('500'), reachedType: 'workspace_member_usage_limit_reached' },
    binding: 'individual-limit',
    meter: 'included',
    says: /^Your limit of 500 credits in the workspace is reached\. It resets at .+\.$/,
  },
  {
    who: 'a Business member, the pool empty',
    plan: 'business',
    state: { reachedType: 'workspace_member_credits_depleted', hasCredits: false, balance: 0 },
    binding: 'workspace-pool',
    meter: 'included',
    says: /^The workspace is out of credits\. Its owner can add some\.$/,
  },
  {
    who: 'a Business owner, the pool empty',
    plan: 'business',
    state: { reachedType: 'workspace_owner_credits_depleted', hasCredits: false, balance: 0 },
    binding: 'workspace-pool',
    meter: 'included',
    says: /^The workspace is out of credits\. You can add some as its owner\.$/,
  },
  {
    who: 'spend control reached',
    plan: 'business',
    state: { spendControlReached: true },
    binding: 'spend-control',
    meter: 'included',
    says: /^A spending limit of the workspace is reached\. An administrator can raise it\.$/,
  },
  {
    who: 'unlimited',
    plan: 'enterprise',
    state: { unlimited: true, primary: null, secondary: null },
    binding: 'none',
    meter: 'credits',
    says: /^Nothing binds\. Your credits are unlimited\.$/,
  },
  {
    who: 'credits that may not be used',
    plan: 'plus',
    state: { ordinaryUsageAllowed: false, hasCredits: false, balance: 50 },
    binding: 'unknown',
    meter: 'credits',
    says: /^Codex refuses use, and does not say why\. 50\.00 credits are there, but may not be used\.$/,
  },
];
