import type { DatabaseSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { BudgetOverride, OverrideKind, RecordedOverride } from '../../core/policy/override.ts';
import { namingFailures } from '../database.ts';
import { type Row, integer, optionalText, text } from '../rows.ts';

/** By what persons have raised budgets of theirs, and which decisions drew on it: both are only ever added to. */
export class Overrides {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  give(given: BudgetOverride): void {
    namingFailures(() =>
      this.#db
        .prepare(
          `INSERT INTO overrides (override_id, kind, budget, file, credits_micros, reason, given_by, given_at_ms,
             expires_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          given.overrideId,
          given.kind,
          given.budgetId,
          given.file,
          given.credits,
          given.reason ?? null,
          given.givenBy,
          given.givenAtMs,
          given.expiresAtMs,
        ),
    );
  }

  /** Those that raise a budget for whatever runs now. */
  ofToday(nowMs: number): BudgetOverride[] {
    return this.#db
      .prepare(
        `SELECT * FROM overrides WHERE kind = 'today' AND given_at_ms <= ? AND expires_at_ms > ?
         ORDER BY given_at_ms, rowid`,
      )
      .all(nowMs, nowMs)
      .map(overrideOf);
  }

  /** Those for one run that none has drawn on, or only one that was not started after all; the first given first. */
  free(nowMs: number): BudgetOverride[] {
    return this.#db
      .prepare(
        `SELECT * FROM overrides o WHERE kind = 'once' AND given_at_ms <= ? AND expires_at_ms > ? AND NOT EXISTS (
           SELECT 1 FROM override_uses u WHERE u.override_id = o.override_id AND NOT EXISTS (
             SELECT 1 FROM answers a WHERE a.decision_id = u.decision_id AND a.answer <> 'run'))
         ORDER BY given_at_ms, rowid`,
      )
      .all(nowMs, nowMs)
      .map(overrideOf);
  }

  /** Those for one run that a decision drew on: its run keeps them, however long it takes. */
  usedBy(decisionId: string): BudgetOverride[] {
    return this.#db
      .prepare(
        `SELECT o.* FROM overrides o JOIN override_uses u USING (override_id) WHERE u.decision_id = ?
         ORDER BY o.given_at_ms, o.rowid`,
      )
      .all(decisionId)
      .map(overrideOf);
  }

  /** Must be called inside the transaction in which it was found to be free and the decision was recorded. */
  use({ overrideId }: BudgetOverride, decisionId: string): void {
    this.#db.prepare('INSERT INTO override_uses (override_id, decision_id) VALUES (?, ?)').run(overrideId, decisionId);
  }

  /** Those given in a span, in the order of giving. */
  given({ fromMs, untilMs }: Span): RecordedOverride[] {
    return namingFailures(() =>
      this.#db
        .prepare('SELECT * FROM overrides WHERE given_at_ms >= ? AND given_at_ms < ? ORDER BY given_at_ms, rowid')
        .all(fromMs, untilMs)
        .map((row) => ({ ...overrideOf(row), usedBy: this.#decisionsOn(text(row, 'override_id')) })),
    );
  }

  /** The overrides that runs rest on, of one run or of a day: they stand in the findings of its decision. */
  byRun(): Map<string, readonly string[]> {
    return namingFailures(() => {
      const rows = this.#db
        .prepare(
          `SELECT r.run_id, d.findings FROM runs r JOIN decisions d USING (decision_id)
           WHERE instr(d.findings, '"overrideInForce"') > 0`,
        )
        .all();
      return new Map(
        rows.map((row) => [text(row, 'run_id'), overridesIn(JSON.parse(text(row, 'findings')) as Finding[])]),
      );
    });
  }

  #decisionsOn(overrideId: string): string[] {
    return this.#db
      .prepare('SELECT decision_id FROM override_uses WHERE override_id = ? ORDER BY rowid')
      .all(overrideId)
      .map((row) => text(row, 'decision_id'));
  }
}

function overridesIn(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ reason }) =>
    reason.kind === 'overrideInForce' ? reason.overrides.map(({ overrideId }) => overrideId) : [],
  );
}

function overrideOf(row: Row): BudgetOverride {
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
