import type { DatabaseSync } from 'node:sqlite';

import type { Decision } from '../../core/decisions/decide.ts';
import type { Answer, RunSubject } from '../../core/decisions/judgement.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import { inTransaction } from '../database.ts';
import type { Reservations } from '../runs/reservations.ts';

export interface RecordedDecision {
  readonly decisionId: string;
  readonly decidedAtMs: number;
  readonly subject: RunSubject;
  readonly decision: Decision;
  readonly estimate: RunEstimate;
  readonly rateCardId: string;
}

/** Decisions and what was answered to them: both are written once and never changed. */
export class Decisions {
  readonly #db: DatabaseSync;
  readonly #reservations: Reservations;

  constructor(db: DatabaseSync, reservations: Reservations) {
    this.#db = db;
    this.#reservations = reservations;
  }

  /** Must be called inside the transaction in which the decision was made. */
  record({ decisionId, decidedAtMs, subject, decision, estimate, rateCardId }: RecordedDecision): void {
    this.#db
      .prepare(
        `INSERT INTO decisions (decision_id, decided_at_ms, surface, workspace, model, effort, tier, effect, findings, estimate,
           cap_credits_micros, rate_card_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        decisionId,
        decidedAtMs,
        subject.surface,
        subject.workspace ?? null,
        subject.model ?? null,
        subject.effort ?? null,
        subject.tier ?? null,
        decision.effect,
        JSON.stringify(decision.findings),
        JSON.stringify(estimate),
        decision.cap ?? null,
        rateCardId,
      );
  }

  /** Records the answer to a decision; whatever is not run gives its reservation back. */
  answer(decisionId: string, answer: Answer, answeredBy: string, nowMs: number): void {
    inTransaction(this.#db, () => {
      this.#db
        .prepare('INSERT INTO answers (decision_id, answer, answered_by, answered_at_ms) VALUES (?, ?, ?, ?)')
        .run(decisionId, answer, answeredBy, nowMs);
      if (answer === 'run') {
        this.#reservations.hold(decisionId, nowMs);
      } else {
        this.#reservations.release(decisionId);
      }
    });
  }
}
