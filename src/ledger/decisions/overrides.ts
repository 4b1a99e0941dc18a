import type { Span } from '../../core/calendar.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { BudgetOverride, RecordedOverride } from '../../core/policy/override.ts';
import { namingFailures } from '../database.ts';
import { text } from '../rows.ts';
import { OverridesInForce, overrideOf } from './overridesInForce.ts';

/** By what persons have raised budgets of theirs, and which decisions drew on it: both are only ever added to. */
export class Overrides extends OverridesInForce {
  give(given: BudgetOverride): void {
    namingFailures(() =>
      this.db
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

  /** Those for one run that none has drawn on, or only one that was not started after all; the first given first. */
  free(nowMs: number): BudgetOverride[] {
    return this.db
      .prepare(
        `SELECT * FROM overrides o WHERE kind = 'once' AND given_at_ms <= ? AND expires_at_ms > ? AND NOT EXISTS (
           SELECT 1 FROM override_uses u WHERE u.override_id = o.override_id AND NOT EXISTS (
             SELECT 1 FROM answers a WHERE a.decision_id = u.decision_id AND a.answer <> 'run'))
         ORDER BY given_at_ms, rowid`,
      )
      .all(nowMs, nowMs)
      .map(overrideOf);
  }

  /** Must be called inside the transaction in which it was found to be free and the decision was recorded. */
  use({ overrideId }: BudgetOverride, decisionId: string): void {
    this.db.prepare('INSERT INTO override_uses (override_id, decision_id) VALUES (?, ?)').run(overrideId, decisionId);
  }

  /** Those given in a span, in the order of giving. */
  given({ fromMs, untilMs }: Span): RecordedOverride[] {
    return namingFailures(() =>
      this.db
        .prepare('SELECT * FROM overrides WHERE given_at_ms >= ? AND given_at_ms < ? ORDER BY given_at_ms, rowid')
        .all(fromMs, untilMs)
        .map((row) => ({ ...overrideOf(row), usedBy: this.#decisionsOn(text(row, 'override_id')) })),
    );
  }

  /** The overrides that runs rest on, of one run or of a day: they stand in the findings of its decision. */
  byRun(): Map<string, readonly string[]> {
    return namingFailures(() => {
      const rows = this.db
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
    return this.db
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
