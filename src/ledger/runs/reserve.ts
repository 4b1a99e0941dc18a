import type { DatabaseSync } from 'node:sqlite';

import type { RunSubject } from '../../core/decisions/judgement.ts';
import type { CreditsMicros } from '../../core/money.ts';
import { RESERVATION_TTL_MS } from './reservations.ts';

/** What is to be held for a decision. */
export interface NewReservation {
  readonly subject: RunSubject;
  readonly credits: CreditsMicros;
  readonly mayDrawPaid: boolean;
  readonly nowMs: number;
}

/** Holds credits for a decision. Must be called inside the transaction in which the decision was made. */
export function reserve(
  db: DatabaseSync,
  decisionId: string,
  { subject, credits, mayDrawPaid, nowMs }: NewReservation,
): void {
  db.prepare(
    `INSERT INTO reservations (decision_id, credits_micros, workspace, model, surface, thread_id, may_draw_paid,
         held_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    decisionId,
    credits,
    subject.workspace ?? null,
    subject.model ?? null,
    subject.surface,
    subject.threadId ?? null,
    mayDrawPaid ? 1 : 0,
    nowMs,
    nowMs + RESERVATION_TTL_MS,
  );
}
