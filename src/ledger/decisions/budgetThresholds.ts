import type { DatabaseSync } from 'node:sqlite';

import type { BudgetStatus } from '../../core/budgets/budgetStatus.ts';
import {
  type PassedThreshold,
  type ToldThreshold,
  stepThresholds,
  thresholdKey,
} from '../../core/budgets/budgetThresholds.ts';
import type { Calendar } from '../../core/calendar.ts';
import { windowOf } from '../../core/period.ts';
import { integer, real } from '../rows.ts';

/** Remembers which alerts of budgets were told, so that of all windows and programs one tells each. */
export class BudgetThresholds {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * The alerts that the caller is to tell now. They are noted before they are told: none is told twice. Must be called
   * in the transaction in which the budgets were read.
   */
  take(statuses: readonly BudgetStatus[], calendar: Calendar, nowMs: number): PassedThreshold[] {
    return statuses.flatMap((status) => {
      const { value } = status.budget;
      const before = this.#told(thresholdKey(value));
      const { fromMs } = windowOf(value.period, nowMs, calendar);
      const { told, passed } = stepThresholds(status, before, fromMs, nowMs);
      if (told !== before) {
        this.#note(thresholdKey(value), told);
      }
      return passed === undefined ? [] : [passed];
    });
  }

  #told(budget: string): ToldThreshold | undefined {
    const row = this.#db.prepare('SELECT * FROM told_thresholds WHERE budget = ?').get(budget);
    return row === undefined ? undefined : { sinceMs: integer(row, 'since_ms'), percent: real(row, 'percent') };
  }

  #note(budget: string, { sinceMs, percent }: ToldThreshold): void {
    this.#db.prepare('INSERT OR REPLACE INTO told_thresholds VALUES (?, ?, ?)').run(budget, sinceMs, percent);
  }
}
