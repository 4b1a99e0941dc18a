/** Makes the values that many tests need, so that a test states only what matters to it. */
import type { RunEstimate } from '../../src/core/estimate/estimateRun.ts';
import { fixedEstimate } from '../../src/core/estimate/fixedEstimate.ts';
import type { JudgeRequest, RunSubject } from '../../src/core/decisions/judgement.ts';
import { mergePolicies } from '../../src/core/policy/mergePolicies.ts';
import { type ShippedRateCard, mergeRateCards } from '../../src/core/prices/mergeRateCards.ts';
import { type CreditsMicros, creditsToMicros } from '../../src/core/money.ts';
import type { BudgetOverride } from '../../src/core/policy/override.ts';
import type { Budget, Policy, PolicyFile } from '../../src/core/policy/policy.ts';
import type { RateCard } from '../../src/core/prices/rateCard.ts';
import { type TokenUsage, NO_TOKENS } from '../../src/core/usage/tokenUsage.ts';
import { NOTHING_KNOWN } from '../../src/core/usage/usageEvent.ts';
import type { LedgerEvent } from '../../src/core/usage/usageSlice.ts';
import type { RateLimitWindow, WalletSnapshot, WalletState } from '../../src/core/wallet/wallet.ts';
import { parseRateCard } from '../support/prices/rateCardFile.ts';
import rateCardJson from '../../media/rate-card.json' with { type: 'json' };

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A Friday. */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);

export const shippedCard: ShippedRateCard = parseRateCard(rateCardJson);
export const card: RateCard = mergeRateCards(shippedCard, undefined);

export function credits(amount: number): CreditsMicros {
  return creditsToMicros(amount);
}

export function tokens(input: number, cached: number, output: number): TokenUsage {
  return { ...NO_TOKENS, inputTokens: input, cachedInputTokens: cached, outputTokens: output };
}

/** One request of gpt-5.5 with 10,000 fresh tokens of input: 1.25 credits. */
export function event(change: Partial<LedgerEvent> = {}): LedgerEvent {
  return {
    ...NOTHING_KNOWN,
    threadId: 'thread-1',
    responseId: 'resp-1',
    turnId: change.runId ?? 'turn-1',
    runId: 'turn-1',
    occurredAtMs: NOW_MS,
    model: 'gpt-5.5',
    effort: 'medium',
    cwd: '/work/api',
    workspace: '/work/api',
    surface: 'exec',
    usage: tokens(10_000, 0, 0),
    isIncomplete: false,
    ...change,
  };
}

/** A request of gpt-5.5 that costs so many credits: 8,000 tokens of fresh input each. */
export function eventOfCredits(amount: number, change: Partial<LedgerEvent> = {}): LedgerEvent {
  return event({ usage: tokens(amount * 8_000, 0, 0), ...change });
}

export function budget(change: Partial<Budget> = {}): Budget {
  return {
    id: 'daily',
    period: 'day',
    limit: credits(100),
    mode: 'hard',
    scope: { kind: 'account' },
    within: undefined,
    meter: 'any',
    alertsAtPercent: [50, 80, 90, 100],
    ...change,
  };
}

/** Ten credits more of the daily budget until the end of today. */
export function override(change: Partial<BudgetOverride> = {}): BudgetOverride {
  return {
    overrideId: 'override-1',
    kind: 'today',
    budgetId: 'daily',
    file: '/home/me/policy.json',
    credits: credits(10),
    reason: 'release day',
    givenBy: 'person',
    givenAtMs: NOW_MS,
    expiresAtMs: Date.UTC(2026, 10, 21),
    ...change,
  };
}

export function policyFile(change: Partial<PolicyFile> = {}): PolicyFile {
  return { file: '/home/me/policy.json', level: 'user', budgets: [], modelsDeny: [], ...change };
}

/** The rules when one file of the user says this. */
export function policy(change: Partial<PolicyFile> = {}): Policy {
  return mergePolicies([policyFile(change)]);
}

/** An estimate with the figures that decisions look at. */
export function estimate(p50: number, p90: number): RunEstimate {
  const fixed = fixedEstimate(credits(p50), 'included');
  return {
    ...fixed,
    credits: { p05: 0, p10: 0, p50: credits(p50), p90: credits(p90), p95: credits(p90) },
  } as RunEstimate;
}

export const unpricedEstimate: RunEstimate = {
  kind: 'unpriced',
  model: 'gpt-99',
  units: { p05: 1, p10: 2, p50: 3, p90: 4, p95: 5 },
  basis: 'prior',
  runsConsidered: 0,
  reasons: [],
  meter: 'included',
};

export function limitWindow(usedPercent: number, change: Partial<RateLimitWindow> = {}): RateLimitWindow {
  const resetsAtMs = NOW_MS + HOUR_MS;
  return { limitId: 'codex', name: undefined, usedPercent, windowMinutes: 300, resetsAtMs, ...change };
}

/** A balance of 1,000 credits and an allowance that is a tenth used. */
export function snapshot(change: Partial<WalletSnapshot> = {}): WalletSnapshot {
  return {
    observedAtMs: NOW_MS,
    source: 'appServer',
    account: { id: 'acct-1', email: 'ada@example.com' },
    planType: 'business',
    balance: credits(1000),
    balanceStep: credits(0.01),
    unlimited: false,
    hasCredits: true,
    windows: [limitWindow(10)],
    individualLimit: undefined,
    spendControlReached: undefined,
    ordinaryUsageAllowed: true,
    reachedType: undefined,
    resetCredits: undefined,
    ...change,
  };
}

export function wallet(change: Partial<WalletSnapshot> = {}): WalletState {
  return { kind: 'known', snapshot: snapshot(change) };
}

/** A run that is to be judged, with a policy of so much. */
export function judgeRequest(subject: RunSubject, rules: Partial<PolicyFile> = {}): JudgeRequest {
  return {
    subject,
    policy: policy(rules),
    unreadablePolicyFiles: [],
    estimate: estimate(10, 30),
    wallet: wallet(),
    requestedCap: undefined,
    timezone: 'UTC',
    nowMs: NOW_MS,
  };
}

/** The allowance is used up: runs draw purchased credits. */
export const paidWallet: WalletState = wallet({ windows: [limitWindow(100)] });
