import type { DatabaseSync } from 'node:sqlite';

import type { AuditAnswer, AuditEntry, AuditRun } from '../../core/decisions/audit.ts';
import type { Span } from '../../core/calendar.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { Answer } from '../../core/decisions/judgement.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Effect } from '../../core/policy/policy.ts';
import type { RunStatus } from '../../core/usage/run.ts';
import { namingFailures } from '../database.ts';
import { subjectOf } from './decidedRuns.ts';
import type { Holds } from '../runs/holds.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';
import type { RunSummaries } from '../usage/runSummaries.ts';

/** Reads back what was decided and what came of it. */
export class Audit {
  readonly #db: DatabaseSync;
  readonly #holds: Holds;
  readonly #summaries: RunSummaries;

  constructor(db: DatabaseSync, holds: Holds, summaries: RunSummaries) {
    this.#db = db;
    this.#holds = holds;
    this.#summaries = summaries;
  }

  /** All decisions of a span in the order in which they were made. */
  entries({ fromMs, untilMs }: Span): AuditEntry[] {
    return namingFailures(() => {
      const rows = this.#db
        .prepare(
          `SELECT d.*, r.run_id, r.thread_id, r.started_at_ms, r.ended_at_ms, r.status
           FROM decisions d LEFT JOIN runs r USING (decision_id)
           WHERE d.decided_at_ms >= ? AND d.decided_at_ms < ? ORDER BY d.decided_at_ms, d.rowid`,
        )
        .all(fromMs, untilMs);
      return rows.map((row) => this.#entryOf(row));
    });
  }

  #entryOf(row: Row): AuditEntry {
    const decisionId = text(row, 'decision_id');
    return {
      decisionId,
      decidedAtMs: integer(row, 'decided_at_ms'),
      subject: subjectOf(row),
      effect: text(row, 'effect') as Effect,
      findings: JSON.parse(text(row, 'findings')) as Finding[],
      estimate: JSON.parse(text(row, 'estimate')) as RunEstimate,
      cap: optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined,
      rateCardId: text(row, 'rate_card_id'),
      answers: this.#answersTo(decisionId),
      run: optionalText(row, 'run_id') === undefined ? undefined : this.#auditRunOf(row),
    };
  }

  #answersTo(decisionId: string): AuditAnswer[] {
    return this.#db
      .prepare('SELECT * FROM answers WHERE decision_id = ? ORDER BY answer_key')
      .all(decisionId)
      .map((row) => ({
        answer: text(row, 'answer') as Answer,
        answeredBy: text(row, 'answered_by'),
        answeredAtMs: integer(row, 'answered_at_ms'),
      }));
  }

  #auditRunOf(row: Row): AuditRun {
    const runId = text(row, 'run_id');
    const summary = this.#summaries.of(runId);
    return {
      runId,
      threadId: text(row, 'thread_id'),
      startedAtMs: integer(row, 'started_at_ms'),
      endedAtMs: optionalInteger(row, 'ended_at_ms'),
      status: text(row, 'status') as RunStatus,
      requests: summary?.requests ?? 0,
      cost: summary?.credits,
      unpricedRequests: summary?.unpricedRequests ?? 0,
      holdAnswers: this.#holds.answersTo(runId),
    };
  }
}
