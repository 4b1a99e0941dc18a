import type { DatabaseSync } from 'node:sqlite';

import type { RunSubject } from '../../core/decisions/judgement.ts';
import type { Renewal } from '../../core/decisions/reservation.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Surface } from '../../core/usage/usageEvent.ts';
import { inTransaction } from '../database.ts';
import { type Row, integer, optionalText, text } from '../rows.ts';
import type { UnloggedRuns } from './unloggedRuns.ts';

/** A reservation lapses unless it is renewed within this time: its process is taken to be gone. */
export const RESERVATION_TTL_MS = 90_000;
/**
 * A run that hooks keep watch of is heard of with each of its requests: a tool may take its time in between. One that
 * outlives its guard waits as long for another.
 */
const PATIENT_TTL_MS = 900_000;
/** Who comes back within this time, from sleep or with a late answer, finds the reservation to renew. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/** Credits held for a run that may be going on. */
export interface Reservation {
  readonly decisionId: string;
  readonly runId: string | undefined;
  readonly credits: CreditsMicros;
  readonly workspace: string | undefined;
  readonly model: string | undefined;
  readonly surface: Surface;
  readonly threadId: string | undefined;
  readonly mayDrawPaid: boolean;
  readonly heldAtMs: number;
}

/** The credits held for runs that were let start. */
export class Reservations {
  readonly #db: DatabaseSync;
  readonly #unlogged: UnloggedRuns;

  constructor(db: DatabaseSync, unlogged: UnloggedRuns) {
    this.#db = db;
    this.#unlogged = unlogged;
  }

  /** Reservations that have not lapsed; the runs of those that have count as failed until they are heard of again. */
  live(nowMs: number): Reservation[] {
    this.#unlogged.endGone(nowMs);
    this.#unlogged.endLapsed(nowMs);
    this.#db
      .prepare(
        `UPDATE runs SET status = 'failed', ended_at_ms = ? WHERE status = 'running'
         AND decision_id IN (SELECT decision_id FROM reservations WHERE expires_at_ms <= ?)`,
      )
      .run(nowMs, nowMs);
    this.#db.prepare('DELETE FROM reservations WHERE expires_at_ms <= ?').run(nowMs - FORGOTTEN_AFTER_MS);
    return this.#db.prepare('SELECT * FROM reservations WHERE expires_at_ms > ?').all(nowMs).map(reservationOf);
  }

  /** Whether credits are held for a decision now, for a run of this thread or one whose thread is not known yet. */
  isHeldFor(decisionId: string, threadId: string, nowMs: number): boolean {
    const held = this.of(decisionId);
    const isLive = this.#db
      .prepare('SELECT 1 FROM reservations WHERE decision_id = ? AND expires_at_ms > ?')
      .get(decisionId, nowMs);
    return isLive !== undefined && (held?.runId === undefined || held.threadId === threadId);
  }

  /** Whether the run of a decision goes on, with credits held for it until an instant and beyond. */
  isRunningUntil(decisionId: string, untilMs: number): boolean {
    const run = this.#db
      .prepare(
        `SELECT 1 FROM runs JOIN reservations USING (decision_id)
         WHERE decision_id = ? AND status = 'running' AND expires_at_ms > ?`,
      )
      .get(decisionId, untilMs);
    return run !== undefined;
  }

  /** What is held for a decision, lapsed or not; undefined where it was given back. */
  of(decisionId: string): Reservation | undefined {
    const row = this.#db.prepare('SELECT * FROM reservations WHERE decision_id = ?').get(decisionId);
    return row === undefined ? undefined : reservationOf(row);
  }

  /**
   * Of a run in Codex that goes on although it was to be asked about, nothing is held: it gets an empty reservation, to
   * be extended as far as the rules let it. Must be called inside the transaction of the check.
   */
  reopen(decisionId: string, { workspace, model, surface }: RunSubject, nowMs: number): Reservation | undefined {
    this.#db
      .prepare(
        `INSERT INTO reservations (decision_id, run_id, credits_micros, workspace, model, surface, thread_id,
           may_draw_paid, held_at_ms, expires_at_ms)
         SELECT decision_id, run_id, 0, ?, ?, ?, thread_id, 0, ?5, ?5 FROM runs
         WHERE decision_id = ?4 AND watched_by = 'hooks' AND status = 'running'`,
      )
      .run(workspace ?? null, model ?? null, surface, decisionId, nowMs);
    return this.of(decisionId);
  }

  /**
   * Changes what is held, and says that its process lives, also where it had lapsed. Must be called inside the
   * transaction of the check.
   */
  extend(decisionId: string, credits: CreditsMicros, mayDrawPaid: boolean, nowMs: number): void {
    this.#db
      .prepare('UPDATE reservations SET credits_micros = ?, may_draw_paid = ?, expires_at_ms = ? WHERE decision_id = ?')
      .run(credits, mayDrawPaid ? 1 : 0, nowMs + RESERVATION_TTL_MS, decisionId);
    this.hold(decisionId, nowMs);
    this.#db
      .prepare(
        `UPDATE runs SET status = 'running', ended_at_ms = NULL
         WHERE decision_id = ? AND (status = 'failed' OR status = 'completed' AND is_logged = 0)`,
      )
      .run(decisionId);
  }

  /** Says that the process behind a reservation lives. One that has lapsed stays so until it is checked again. */
  renew(decisionId: string, nowMs: number): Renewal {
    return inTransaction(this.#db, () => {
      if (this.hold(decisionId, nowMs)) {
        return 'held';
      }
      return this.of(decisionId) === undefined ? 'gone' : 'lapsed';
    });
  }

  /** Holds on for as long as the run's kind may be silent. False where that could not be: what has lapsed, others may hold by now. */
  hold(decisionId: string, nowMs: number): boolean {
    const { changes } = this.#db
      .prepare(
        `UPDATE reservations SET expires_at_ms = ? + iif(
           EXISTS (SELECT 1 FROM runs r WHERE r.decision_id = reservations.decision_id
             AND (r.watched_by = 'hooks' OR EXISTS (SELECT 1 FROM kept_runs k WHERE k.run_id = r.run_id))), ?, ?)
         WHERE decision_id = ? AND expires_at_ms > ?`,
      )
      .run(nowMs, PATIENT_TTL_MS, RESERVATION_TTL_MS, decisionId, nowMs);
    return changes > 0;
  }

  /** Gives back what is held for a decision. */
  release(decisionId: string): void {
    this.#db.prepare('DELETE FROM reservations WHERE decision_id = ?').run(decisionId);
  }
}

function reservationOf(row: Row): Reservation {
  return {
    decisionId: text(row, 'decision_id'),
    runId: optionalText(row, 'run_id'),
    credits: integer(row, 'credits_micros') as CreditsMicros,
    workspace: optionalText(row, 'workspace'),
    model: optionalText(row, 'model'),
    surface: text(row, 'surface') as Surface,
    threadId: optionalText(row, 'thread_id'),
    mayDrawPaid: integer(row, 'may_draw_paid') === 1,
    heldAtMs: integer(row, 'held_at_ms'),
  };
}
