import type { ModelRequest } from './backendLog.ts';
import { completedUsage } from './backendLog.ts';
import { balanceText, type BackendState, type UsageWindow } from './backendState.ts';

/** The `x-codex-*` headers that come with every answer of the model. There are none for plan and limits. */
export function rateLimitHeaders(state: BackendState): Record<string, string> {
  return {
    'x-codex-active-limit': 'codex',
    ...windowHeaders('primary', state.primary),
    ...windowHeaders('secondary', state.secondary),
    'x-codex-credits-has-credits': String(state.hasCredits),
    'x-codex-credits-unlimited': String(state.unlimited),
    'x-codex-credits-balance': balanceText(state),
    ...(state.reachedType === null ? {} : { 'x-codex-rate-limit-reached-type': state.reachedType }),
  };
}

function windowHeaders(name: string, window: UsageWindow | null): Record<string, string> {
  if (window === null) {
    return {};
  }
  return {
    [`x-codex-${name}-used-percent`]: String(window.usedPercent),
    [`x-codex-${name}-window-minutes`]: String(window.windowMinutes),
    [`x-codex-${name}-reset-at`]: String(window.resetsAt),
  };
}

/** Body of `GET /wham/usage`, which the app-server's `account/rateLimits/read` shows. */
export function usagePayload(state: BackendState, nowMs: number): object {
  return {
    user_id: 'user-loopback',
    account_id: state.accountId,
    plan_type: state.planType,
    rate_limit: {
      allowed: state.ordinaryUsageAllowed,
      limit_reached: state.reachedType !== null,
      primary_window: windowPayload(state.primary, nowMs),
      secondary_window: windowPayload(state.secondary, nowMs),
    },
    code_review_rate_limit: null,
    additional_rate_limits: [],
    credits: {
      has_credits: state.hasCredits,
      unlimited: state.unlimited,
      overage_limit_reached: false,
      balance: balanceText(state),
    },
    spend_control: { reached: state.spendControlReached, individual_limit: individualLimitPayload(state, nowMs) },
    rate_limit_reached_type: state.reachedType === null ? null : { type: state.reachedType },
    rate_limit_reset_credits: { available_count: 0 },
  };
}

function windowPayload(window: UsageWindow | null, nowMs: number): object | null {
  return window === null
    ? null
    : {
        used_percent: Math.round(window.usedPercent),
        limit_window_seconds: window.windowMinutes * 60,
        reset_after_seconds: secondsUntil(window.resetsAt, nowMs),
        reset_at: window.resetsAt,
      };
}

function individualLimitPayload({ individualLimit }: BackendState, nowMs: number): object | null {
  return individualLimit === null
    ? null
    : {
        source: 'workspace',
        limit: individualLimit.limit,
        used: individualLimit.used,
        remaining: String(Number(individualLimit.limit) - Number(individualLimit.used)),
        used_percent: 100 - individualLimit.remainingPercent,
        remaining_percent: individualLimit.remainingPercent,
        reset_after_seconds: secondsUntil(individualLimit.resetsAt, nowMs),
        reset_at: individualLimit.resetsAt,
      };
}

function secondsUntil(atS: number, nowMs: number): number {
  return Math.max(0, atS - Math.floor(nowMs / 1000));
}

/** Body of `GET /wham/accounts/check`, without which a signed-in Codex does not start a turn. */
export function accountsPayload({ accountId }: BackendState): object {
  return {
    accounts: [
      {
        id: accountId,
        account_user_role: 'account-owner',
        structure: 'workspace',
        name: 'Loopback Workspace',
        workspace_backend_origin: 'https://workspace.invalid',
        account_routing_override: 'NO_CONSTRAINT',
      },
    ],
    default_account_id: accountId,
    account_ordering: [accountId],
  };
}

/** Body of `POST /wham/usage/thread_usage/query`: what the backend itself says a thread has cost. */
export function threadUsagePayload(requests: readonly ModelRequest[], threadIds: readonly string[]): object {
  return { threads: threadIds.map((threadId) => threadUsage(requests, threadId)) };
}

function threadUsage(requests: readonly ModelRequest[], threadId: string): object {
  const billed = requests.filter((request) => request.threadId === threadId && request.usage !== undefined);
  const groups = Map.groupBy(billed, ({ model, effort, tier }) => JSON.stringify([model, effort, tier]));
  return {
    thread_id: threadId,
    estimated_usage_credits_micros: sumCost(billed),
    estimated_usage_usd_micros: null,
    groups: [...groups.values()].map(usageGroup),
  };
}

function usageGroup(requests: readonly ModelRequest[]): object {
  const totals = completedUsage(requests);
  return {
    model: requests[0]?.model,
    reasoning_effort: requests[0]?.effort ?? 'medium',
    speed: requests[0]?.tier === 'priority' ? 'fast' : 'standard',
    estimated_usage_credits_micros: sumCost(requests),
    net_new_input_tokens: totals.inputTokens - totals.cachedInputTokens,
    cached_input_tokens: totals.cachedInputTokens,
    input_tokens: totals.inputTokens,
    output_tokens: totals.outputTokens,
    total_tokens: totals.inputTokens + totals.outputTokens,
  };
}

function sumCost(requests: readonly ModelRequest[]): number {
  return requests.reduce((total, request) => total + request.costMicros, 0);
}

/** Body of `GET /wham/profiles/me`: tokens over the account's life, no money. */
export function profilePayload(requests: readonly ModelRequest[], nowMs: number): object {
  const totals = completedUsage(requests);
  const tokens = totals.inputTokens + totals.outputTokens;
  return {
    stats: {
      lifetime_tokens: tokens,
      peak_daily_tokens: tokens,
      longest_running_turn_sec: 60,
      current_streak_days: 1,
      longest_streak_days: 1,
      daily_usage_buckets: [{ start_date: new Date(nowMs).toISOString().slice(0, 10), tokens }],
    },
  };
}
