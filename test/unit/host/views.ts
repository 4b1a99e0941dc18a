/** Makes what the views of the host are made from, so that a test states only what matters to it. */
import { inEnglish } from '../../../src/base/translate.ts';
import type { BudgetStatus } from '../../../src/core/budgets/budgetStatus.ts';
import type { Decision } from '../../../src/core/decisions/decide.ts';
import type { RunEstimate } from '../../../src/core/estimate/estimateRun.ts';
import { Format } from '../../../src/core/format.ts';
import type { Hold, LeftHold } from '../../../src/core/decisions/hold.ts';
import type { RunSubject } from '../../../src/core/decisions/judgement.ts';
import type { Budget } from '../../../src/core/policy/policy.ts';
import type { RunSummary } from '../../../src/core/usage/run.ts';
import type { UsageRow } from '../../../src/core/usage/summarize.ts';
import { NO_USD } from '../../../src/core/money.ts';
import { NO_TOKENS } from '../../../src/core/usage/tokenUsage.ts';
import type { WalletState } from '../../../src/core/wallet/wallet.ts';
import type { Preflight } from '../../../src/guard/runs/preflight.ts';
import type { UsageModel } from '../../../src/guard/usageModel.ts';
import type { GuardState } from '../../../src/host/hooks/guardState.ts';
import type { RunMeter } from '../../../src/guard/runs/runMeter.ts';
import type { ViewTools } from '../../../src/host/viewTools.ts';
import { HOUR_MS, NOW_MS, budget, card, credits, judgeRequest, policy, snapshot, wallet } from '../make.ts';

export const TODAY = '2026-11-20';
export const MINUTE_MS = 60_000;

export const format = new Format(inEnglish, 'en-US', 'UTC');
export const tools: ViewTools = { t: inEnglish, format, card, homeFolder: '/home/me' };

/** A fresh balance of 1,000 credits, and nothing used yet. */
export function guardState(change: Partial<GuardState> = {}): GuardState {
  return {
    nowMs: NOW_MS,
    wallet: wallet(),
    usage: usageModel(),
    walletModel: undefined,
    outlookModel: undefined,
    accuracy: undefined,
    activeRuns: [],
    openQuestions: 0,
    hooks: [],
    hookFailure: undefined,
    reading: undefined,
    trouble: undefined,
    setAsideFile: undefined,
    ...change,
  };
}

export function usageModel(change: Partial<UsageModel> = {}): UsageModel {
  return {
    readAtMs: NOW_MS,
    timezone: 'UTC',
    today: TODAY,
    days: [],
    runs: [],
    unguarded: [],
    budgets: [],
    forecasts: [],
    leftHolds: [],
    coverage: { rollouts: 0, malformedLines: 0, incompleteThreads: 0 },
    inForce: { policy: policy(), problems: [], unreadablePolicyFiles: [] },
    ...change,
  };
}

/** A run that was held at 40 credits when its window closed. */
export function leftHold(change: Partial<LeftHold> = {}): LeftHold {
  return {
    runId: 'run-1',
    threadId: 'thread-1',
    heldAtMs: NOW_MS - HOUR_MS,
    cause: 'cap',
    cap: credits(40),
    spent: credits(40.38),
    cwd: '/home/me/src/api',
    workspace: '/home/me/src/api',
    model: 'gpt-5.5',
    effort: 'high',
    tier: undefined,
    ...change,
  };
}

/** A day with one request of so many credits. */
export function dayRow(key: string, amount: number, change: Partial<UsageRow> = {}): UsageRow {
  return {
    key,
    requests: 1,
    usage: NO_TOKENS,
    credits: credits(amount),
    usd: NO_USD,
    paidCredits: credits(0),
    includedCredits: credits(0),
    unpricedRequests: 0,
    usdRequests: 0,
    derivedPriceRequests: 0,
    isIncomplete: false,
    models: ['gpt-5.5'],
    ...change,
  };
}

/** Today, with credits and with requests that have no price. */
export function usedToday(amount: number, unpricedRequests = 0): UsageModel {
  return usageModel({ days: [dayRow(TODAY, amount, { requests: 5, unpricedRequests })] });
}

/** A budget of 100 credits with so much of it spent and reserved, which resets in an hour. */
export function budgetStatus(spent: number, reserved = 0, change: Partial<Budget> = {}): BudgetStatus {
  return {
    budget: { value: budget(change), file: '/home/me/policy.json' },
    spent: credits(spent),
    reserved: credits(reserved),
    resetsAtMs: NOW_MS + HOUR_MS,
    unpricedRequests: 0,
    overrides: [],
  };
}

/** A wallet whose last answer is so old. */
export function unreachable(ageMs: number | undefined, reason = 'codex did not answer within 8 s'): WalletState {
  const last = ageMs === undefined ? undefined : snapshot({ observedAtMs: NOW_MS - ageMs });
  return { kind: 'unreachable', reason, last };
}

/** The range of a run, with so many credits at each end and in the middle. */
export function estimated(p10: number, p50: number, p90: number): Extract<RunEstimate, { kind: 'priced' }> {
  return {
    kind: 'priced',
    credits: { p05: credits(p10), p10: credits(p10), p50: credits(p50), p90: credits(p90), p95: credits(p90) },
    priceGrade: 'official',
    isTierKnown: true,
    basis: 'history',
    runsConsidered: 30,
    reasons: [],
    meter: 'included',
  };
}

export function preflight(decision: Partial<Decision> = {}, change: Partial<Preflight> = {}): Preflight {
  const subject: RunSubject = {
    surface: 'guardrails',
    workspace: '/home/me/src/api',
    model: 'gpt-5.5',
    effort: 'medium',
    tier: undefined,
    threadId: undefined,
  };
  return {
    subject,
    request: judgeRequest(subject),
    estimate: estimated(10, 14, 30),
    decision: { effect: 'allow', findings: [], cap: undefined, ...decision },
    budgets: [],
    ...change,
  };
}

/** A run that began five minutes ago and has spent 11.62 of 50 credits. */
export function runMeter(change: Partial<RunMeter> = {}): RunMeter {
  return {
    runId: 'run-1',
    threadId: 'thread-1',
    startedAtMs: NOW_MS - 5 * MINUTE_MS,
    preflight: preflight(),
    cap: credits(50),
    spent: credits(11.62),
    requests: 4,
    unpricedRequests: 0,
    contextTokens: 20_000,
    range: { p10: credits(14), p50: credits(18), p90: credits(34) },
    capOutlook: { chance: 0.02, warned: undefined, responses: 4 },
    queuedSubagents: 0,
    canBeHeld: true,
    status: 'running',
    hold: undefined,
    errorMessage: undefined,
    ...change,
  };
}

/** A hold of a run that likely needs 9 to 20 credits more. */
export function hold(change: Partial<Hold> = {}): Hold {
  return {
    cause: 'cap',
    findings: [],
    canBeRaised: true,
    heldAtMs: NOW_MS,
    remainder: { p10: credits(9), p50: credits(13), p90: credits(20) },
    suggestedRaise: credits(20),
    resetsAtMs: undefined,
    waitsUntilMs: undefined,
    ...change,
  };
}

/** A run of an hour ago that cost 12 credits. */
export function runSummary(change: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: 'run-1',
    threadId: 'thread-1',
    startedAtMs: NOW_MS - HOUR_MS,
    endedAtMs: NOW_MS - HOUR_MS + MINUTE_MS,
    model: 'gpt-5.5',
    effort: 'medium',
    workspace: '/home/me/src/api',
    surface: 'guardrails',
    requests: 3,
    inputTokens: 63_000,
    cachedInputTokens: 41_000,
    outputTokens: 1_200,
    credits: credits(12),
    usd: undefined,
    unpricedRequests: 0,
    subagents: 0,
    estimate: undefined,
    cap: undefined,
    status: 'completed',
    ...change,
  };
}
