import type { DatabaseSync } from 'node:sqlite';

import type { Decision } from '../../core/decisions/decide.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { Answer, RunSubject } from '../../core/decisions/judgement.ts';
import type { WaitingPlace } from '../../core/usage/leftRun.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Renewal } from '../../core/decisions/reservation.ts';
import type { RunStatus } from '../../core/usage/run.ts';
import type { Unlogged } from '../../core/hooks/hookedRun.ts';
import type { Surface } from '../../core/usage/usageEvent.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { shutHookGates } from './hookGates.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';
import { UnloggedRuns } from './unloggedRuns.ts';

/** A reservation lapses unless it is renewed within this time: its process is taken to be gone. */
export const RESERVATION_TTL_MS = 90_000;
/**
 * A run that hooks keep watch of is heard of with each of its requests: a tool may take its time in between. One that
 * outlives its guard waits as long for another.
 */
const PATIENT_TTL_MS = 900_000;
/** Who comes back within this time, from sleep or with a late answer, finds the reservation to renew. */
const FORGOTTEN_AFTER_MS = 86_400_000;

export interface RecordedDecision {
  readonly decisionId: string;
  readonly decidedAtMs: number;
  readonly subject: RunSubject;
  readonly decision: Decision;
  readonly estimate: RunEstimate;
  readonly rateCardId: string;
}

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

/** What is to be held for a decision. */
export interface NewReservation {
  readonly subject: RunSubject;
  readonly credits: CreditsMicros;
  readonly mayDrawPaid: boolean;
  readonly nowMs: number;
}

/** By whom a run is watched, and what else is known of it when it begins. */
export interface RunKind {
  readonly watchedBy?: 'process' | 'hooks';
  /** There is no log that will tell its end. */
  readonly unlogged?: Unlogged | undefined;
  /** Where it waits for another guard, should this process end. */
  readonly kept?: WaitingPlace | undefined;
}

/** A run of ours, with what was foreseen for it. */
export interface GuardedRun {
  readonly runId: string;
  readonly threadId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly status: RunStatus;
  readonly estimate: RunEstimate;
  readonly cap: CreditsMicros | undefined;
  readonly subject: RunSubject;
}

/** Decisions, the credits held for them, and the runs that came of them. */
export class GuardedRuns {
  readonly #db: DatabaseSync;
  readonly #unlogged: UnloggedRuns;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#unlogged = new UnloggedRuns(db);
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

  /** Holds credits for a decision. Must be called inside the transaction in which the decision was made. */
  reserve(decisionId: string, { subject, credits, mayDrawPaid, nowMs }: NewReservation): void {
    this.#db
      .prepare(
        `INSERT INTO reservations (decision_id, credits_micros, workspace, model, surface, thread_id, may_draw_paid,
           held_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
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

  /** Ends the runs of which no log tells the end, and whose process has gone. */
  endGone(nowMs: number): void {
    inTransaction(this.#db, () => {
      this.#unlogged.endGone(nowMs);
    });
  }

  /** Reservations that have not lapsed; the runs of those that have count as failed until they are heard of again. */
  liveReservations(nowMs: number): Reservation[] {
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
    const held = this.reservation(decisionId);
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
  reservation(decisionId: string): Reservation | undefined {
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
    return this.reservation(decisionId);
  }

  /**
   * Changes what is held, and says that its process lives, also where it had lapsed. Must be called inside the
   * transaction of the check.
   */
  extend(decisionId: string, credits: CreditsMicros, mayDrawPaid: boolean, nowMs: number): void {
    this.#db
      .prepare('UPDATE reservations SET credits_micros = ?, may_draw_paid = ?, expires_at_ms = ? WHERE decision_id = ?')
      .run(credits, mayDrawPaid ? 1 : 0, nowMs + RESERVATION_TTL_MS, decisionId);
    this.#hold(decisionId, nowMs);
    this.#db
      .prepare(
        `UPDATE runs SET status = 'running', ended_at_ms = NULL
         WHERE decision_id = ? AND (status = 'failed' OR status = 'completed' AND is_logged = 0)`,
      )
      .run(decisionId);
  }

  /** What the person was asked about a run before they let it start. */
  consented(decisionId: string): Finding[] {
    const row = this.#db
      .prepare(
        `SELECT findings FROM decisions d WHERE decision_id = ?
         AND EXISTS (SELECT 1 FROM answers a WHERE a.decision_id = d.decision_id AND a.answer = 'run')`,
      )
      .get(decisionId);
    return row === undefined ? [] : (JSON.parse(text(row, 'findings')) as Finding[]);
  }

  /** Says that the process behind a reservation lives. One that has lapsed stays so until it is checked again. */
  renew(decisionId: string, nowMs: number): Renewal {
    return inTransaction(this.#db, () => {
      if (this.#hold(decisionId, nowMs)) {
        return 'held';
      }
      return this.reservation(decisionId) === undefined ? 'gone' : 'lapsed';
    });
  }

  /** Records the answer to a decision; whatever is not run gives its reservation back. */
  answer(decisionId: string, answer: Answer, answeredBy: string, nowMs: number): void {
    inTransaction(this.#db, () => {
      this.#db
        .prepare('INSERT INTO answers (decision_id, answer, answered_by, answered_at_ms) VALUES (?, ?, ?, ?)')
        .run(decisionId, answer, answeredBy, nowMs);
      if (answer === 'run') {
        this.#hold(decisionId, nowMs);
      } else {
        this.#release(decisionId);
      }
    });
  }

  begin(
    decisionId: string,
    runId: string,
    threadId: string,
    nowMs: number,
    { watchedBy = 'process', unlogged, kept }: RunKind = {},
  ): void {
    inTransaction(this.#db, () => {
      this.#unlogged.endThread(threadId, nowMs);
      this.#db
        .prepare(
          `INSERT INTO runs (run_id, decision_id, thread_id, started_at_ms, status, watched_by)
           VALUES (?, ?, ?, ?, 'running', ?)`,
        )
        .run(runId, decisionId, threadId, nowMs, watchedBy);
      this.#db
        .prepare('UPDATE reservations SET run_id = ?, thread_id = ? WHERE decision_id = ?')
        .run(runId, threadId, decisionId);
      if (unlogged !== undefined) {
        this.#unlogged.begin(runId, unlogged);
      }
      if (kept !== undefined) {
        this.#db
          .prepare('INSERT INTO kept_runs (run_id, place, cwd, guard_pid) VALUES (?, ?, ?, ?)')
          .run(runId, kept.place, kept.cwd, process.pid);
      }
      this.#hold(decisionId, nowMs);
    });
  }

  /** Ends a run and gives back what is left of its reservation. */
  settle(runId: string, status: RunStatus, nowMs: number): void {
    inTransaction(this.#db, () => {
      const run = this.#db.prepare('SELECT decision_id, thread_id FROM runs WHERE run_id = ?').get(runId);
      this.#db.prepare('UPDATE runs SET status = ?, ended_at_ms = ? WHERE run_id = ?').run(status, nowMs, runId);
      this.#db.prepare('DELETE FROM kept_runs WHERE run_id = ?').run(runId);
      if (run !== undefined) {
        this.#release(text(run, 'decision_id'));
        shutHookGates(this.#db, text(run, 'thread_id'));
      }
    });
  }

  byIds(runIds: readonly string[]): Map<string, GuardedRun> {
    return namingFailures(() => {
      const rows = this.#db
        .prepare(
          `SELECT r.*, d.estimate, d.cap_credits_micros, d.surface, d.workspace, d.model, d.effort, d.tier
           FROM runs r JOIN decisions d USING (decision_id) WHERE r.run_id IN (SELECT value FROM json_each(?))`,
        )
        .all(JSON.stringify(runIds));
      return new Map(rows.map((row) => [text(row, 'run_id'), guardedRunOf(row)]));
    });
  }

  /** Whether it could be held on to: what has lapsed, others may hold by now. */
  #hold(decisionId: string, nowMs: number): boolean {
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

  #release(decisionId: string): void {
    this.#db.prepare('DELETE FROM reservations WHERE decision_id = ?').run(decisionId);
  }
}

/** What a decision is about; its thread is that of the run that came of it. */
export function subjectOf(row: Row): RunSubject {
  return {
    surface: text(row, 'surface') as Surface,
    workspace: optionalText(row, 'workspace'),
    model: optionalText(row, 'model'),
    effort: optionalText(row, 'effort'),
    tier: optionalText(row, 'tier'),
    threadId: optionalText(row, 'thread_id'),
  };
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

function guardedRunOf(row: Row): GuardedRun {
  return {
    runId: text(row, 'run_id'),
    threadId: text(row, 'thread_id'),
    startedAtMs: integer(row, 'started_at_ms'),
    endedAtMs: optionalInteger(row, 'ended_at_ms'),
    status: text(row, 'status') as RunStatus,
    estimate: JSON.parse(text(row, 'estimate')) as RunEstimate,
    cap: optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined,
    subject: subjectOf(row),
  };
}
