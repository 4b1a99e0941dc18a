import type { DatabaseSync } from 'node:sqlite';

import { type BudgetCourse, courseSpan } from '../../core/budgets/budgetCourse.ts';
import { type BudgetForecast, FORECAST_PARTS, budgetForecast } from '../../core/budgets/budgetForecast.ts';
import { type BudgetStatus, budgetStatuses, withOverrides } from '../../core/budgets/budgetStatus.ts';
import type { PassedThreshold } from '../../core/budgets/budgetThresholds.ts';
import { windowOf } from '../../core/period.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { inTransaction } from '../database.ts';
import type { Reservations } from '../runs/reservations.ts';
import { BudgetThresholds } from './budgetThresholds.ts';
import { calendarOf, spendingUnder } from './judgedInput.ts';
import type { OverridesInForce } from './overridesInForce.ts';
import type { SpendingSources } from './spendingNow.ts';

/** Where the budgets of a policy stand, how they came there and where they are going. `timezone`: where it names none. */
export class BudgetStandings {
  readonly #db: DatabaseSync;
  readonly #sources: SpendingSources;
  readonly #reservations: Reservations;
  readonly #overrides: OverridesInForce;

  constructor(db: DatabaseSync, sources: SpendingSources, reservations: Reservations, overrides: OverridesInForce) {
    this.#db = db;
    this.#sources = sources;
    this.#reservations = reservations;
    this.#overrides = overrides;
  }

  /** Where all budgets of a policy stand. */
  budgets(policy: Policy, timezone: string, nowMs: number): BudgetStatus[] {
    return inTransaction(this.#db, () => {
      const held = this.#reservations.live(nowMs);
      const statuses = budgetStatuses(
        policy,
        spendingUnder(policy, this.#sources),
        held,
        nowMs,
        calendarOf(policy, timezone),
      );
      return withOverrides(statuses, this.#overrides.ofToday(nowMs));
    });
  }

  /** The alerts of budgets that the caller is to tell now: each is given to one caller alone. */
  takeThresholds(policy: Policy, timezone: string, nowMs: number): PassedThreshold[] {
    return inTransaction(this.#db, () => {
      const statuses = this.budgets(policy, timezone, nowMs);
      return new BudgetThresholds(this.#db).take(statuses, calendarOf(policy, timezone), nowMs);
    });
  }

  /** What each budget of a policy will likely come to, in their order; undefined where that cannot be told. */
  forecasts(policy: Policy, timezone: string, nowMs: number): (BudgetForecast | undefined)[] {
    return inTransaction(this.#db, () => {
      const spending = spendingUnder(policy, this.#sources);
      const calendar = calendarOf(policy, timezone);
      return policy.budgets.map(({ value }) => {
        const { fromMs, resetsAtMs } = windowOf(value.period, nowMs, calendar);
        return resetsAtMs === undefined
          ? undefined
          : budgetForecast(
              spending.inParts(value, { fromMs, untilMs: nowMs }, FORECAST_PARTS),
              (nowMs - fromMs) / (resetsAtMs - fromMs),
            );
      });
    });
  }

  /** How each budget of a policy came to where it stands, in their order. */
  courses(policy: Policy, timezone: string, nowMs: number): BudgetCourse[] {
    return inTransaction(this.#db, () => {
      const spending = spendingUnder(policy, this.#sources);
      const calendar = calendarOf(policy, timezone);
      return policy.budgets.map(({ value }) => {
        const { window, parts, begun, begunUntilMs } = courseSpan(windowOf(value.period, nowMs, calendar), nowMs);
        const span = { fromMs: window.fromMs, untilMs: begunUntilMs };
        return { ...window, parts, spent: spending.inParts(value, span, begun) };
      });
    });
  }
}
