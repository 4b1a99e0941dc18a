import { Calendar, isoDate } from '../core/calendar.ts';
import type { Coverage } from '../core/usage/coverage.ts';
import type { BudgetForecast } from '../core/budgets/budgetForecast.ts';
import type { BudgetStatus } from '../core/budgets/budgetStatus.ts';
import type { LeftHold } from '../core/decisions/hold.ts';
import type { RunSummary } from '../core/usage/run.ts';
import type { UsageRow } from '../core/usage/summarize.ts';
import type { UnguardedRun } from '../core/hooks/unguarded.ts';
import { type PolicyInForce, loadPolicy } from './policy/loadPolicy.ts';
import type { PolicySource } from './policy/parsePolicy.ts';
import type { PolicyStore, UsageStore } from './ports.ts';

/** What the ledger says at one instant, for everything that shows it. */
export interface UsageModel {
  readonly readAtMs: number;
  /** The time zone in which days are counted. */
  readonly timezone: string;
  /** `YYYY-MM-DD` of today, in that time zone. */
  readonly today: string;
  /** Days with usage, oldest first, of the last {@link SHOWN_DAYS}. */
  readonly days: readonly UsageRow[];
  readonly runs: readonly RunSummary[];
  /** Of the same days: runs that were to be guarded and were not, the oldest first. */
  readonly unguarded: readonly UnguardedRun[];
  readonly budgets: readonly BudgetStatus[];
  /** What each of them will likely come to at its end, in their order. */
  readonly forecasts: readonly (BudgetForecast | undefined)[];
  readonly coverage: Coverage;
  readonly inForce: PolicyInForce;
  /** Runs that were held when their process ended, and can be continued. */
  readonly leftHolds: readonly LeftHold[];
}

export const SHOWN_DAYS = 30;
const SHOWN_RUNS = 200;
const DAY_MS = 86_400_000;

/** Reads the model. `timezone` is the person's, for policies that name none. */
export async function loadUsageModel(
  store: UsageStore & PolicyStore,
  sources: readonly PolicySource[],
  timezone: string,
  nowMs: number,
): Promise<UsageModel> {
  const inForce = await loadPolicy(store, sources, nowMs);
  const zone = inForce.policy.timezone.value ?? timezone;
  const calendar = new Calendar(zone);
  const today = calendar.dateKey(nowMs);
  const fromMs = calendar.startOfDate(dateBefore(today, SHOWN_DAYS - 1)) ?? nowMs;
  const [report, runs, unguarded, budgets, forecasts, coverage, leftHolds] = await Promise.all([
    store.report('day', fromMs, Number.MAX_SAFE_INTEGER, zone),
    store.latestRuns(SHOWN_RUNS),
    store.unguardedRuns({ fromMs, untilMs: Number.MAX_SAFE_INTEGER }),
    store.budgets(inForce.policy, timezone, nowMs),
    store.budgetForecasts(inForce.policy, timezone, nowMs),
    store.coverage(),
    store.leftHolds(),
  ]);
  return {
    readAtMs: nowMs,
    timezone: zone,
    today,
    days: report.rows,
    runs,
    unguarded,
    budgets,
    forecasts,
    coverage,
    inForce,
    leftHolds,
  };
}

/** A calendar date some days earlier: dates know no hours, so that a change to or from summer time moves nothing. */
function dateBefore(date: string, days: number): string {
  return isoDate(Date.parse(date) - days * DAY_MS);
}

/** Today's row, where there is one: a day without usage is a true zero. */
export function todayOf({ days, today }: UsageModel): UsageRow | undefined {
  return days.find(({ key }) => key === today);
}
