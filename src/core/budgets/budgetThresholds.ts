import type { BudgetStatus } from './budgetStatus.ts';
import type { Budget } from '../policy/policy.ts';

/** How far the alerts of a budget have been told. */
export interface ToldThreshold {
  /** The beginning of the window they were told in; of one that rolls, when they were told. */
  readonly sinceMs: number;
  /** The highest that was passed then; 0: none. */
  readonly percent: number;
}

/** A threshold that a budget has passed and that is to be told now. */
export interface PassedThreshold {
  readonly status: BudgetStatus;
  readonly percent: number;
}

/** What is to be remembered of a budget's alerts, and which is to be told. */
interface ThresholdStep {
  readonly told: ToldThreshold;
  readonly passed: PassedThreshold | undefined;
}

/**
 * Each threshold is told once in each window, and of several passed at once the highest. A budget that is seen for the
 * first time is only noted, so that nothing old is told. A window that rolls has no beginning: there, what was told may
 * be told again once a whole window has gone by and less is spent. `windowFromMs`: where the budget's window begins.
 */
export function stepThresholds(
  status: BudgetStatus,
  before: ToldThreshold | undefined,
  windowFromMs: number,
  nowMs: number,
): ThresholdStep {
  const percent = highestPassed(status);
  const rolls = status.resetsAtMs === undefined;
  const now = { sinceMs: rolls ? nowMs : windowFromMs, percent };
  if (before === undefined) {
    return { told: now, passed: undefined };
  }
  const isOver = windowFromMs > before.sinceMs;
  const already = !isOver ? before.percent : rolls ? Math.min(before.percent, percent) : 0;
  if (percent > already) {
    return { told: now, passed: { status, percent } };
  }
  return { told: isOver ? { ...now, percent: already } : before, passed: undefined };
}

/** By what a budget's alerts are remembered: once its limit is another one, they begin anew. */
export function thresholdKey({ id, period, scope, within, meter, limit }: Budget): string {
  return JSON.stringify([id, period, scope, within ?? null, meter, limit]);
}

/** What is only held is not spent yet. */
function highestPassed({ budget: { value }, spent }: BudgetStatus): number {
  return Math.max(0, ...value.alertsAtPercent.filter((percent) => 100 * spent >= percent * value.limit));
}
