import type { DatabaseSync } from 'node:sqlite';

import type { CreditsMicros } from '../../core/money.ts';
import type { BudgetOverride, OverrideKind } from '../../core/policy/override.ts';
import { type Row, integer, optionalText, text } from '../rows.ts';

/** By what persons have raised budgets of theirs, as far as it counts now. */
export class OverridesInForce {
  protected readonly db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** Those that raise a budget for whatever runs now. */
  ofToday(nowMs: number): BudgetOverride[] {
    return this.db
      .prepare(
        `SELECT * FROM overrides WHERE kind = 'today' AND given_at_ms <= ? AND expires_at_ms > ?
         ORDER BY given_at_ms, rowid`,
      )
      .all(nowMs, nowMs)
      .map(overrideOf);
  }

  /** Those for one run that a decision drew on: its run keeps them, however long it takes. */
  usedBy(decisionId: string): BudgetOverride[] {
    return this.db
      .prepare(
        `SELECT o.* FROM overrides o JOIN override_uses u USING (override_id) WHERE u.decision_id = ?
         ORDER BY o.given_at_ms, o.rowid`,
      )
      .all(decisionId)
      .map(overrideOf);
  }
}

export function overrideOf(row: Row): BudgetOverride {
  return {
    overrideId: text(row, 'override_id'),
    kind: text(row, 'kind') as OverrideKind,
    budgetId: text(row, 'budget'),
    file: text(row, 'file'),
    credits: integer(row, 'credits_micros') as CreditsMicros,
    reason: optionalText(row, 'reason'),
    givenBy: text(row, 'given_by'),
    givenAtMs: integer(row, 'given_at_ms'),
    expiresAtMs: integer(row, 'expires_at_ms'),
  };
}
