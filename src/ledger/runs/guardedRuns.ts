import type { DatabaseSync } from 'node:sqlite';

import type { RunSubject } from '../../core/decisions/judgement.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import type { Unlogged } from '../../core/hooks/hookedRun.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { WaitingPlace } from '../../core/usage/leftRun.ts';
import type { RunStatus } from '../../core/usage/run.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { subjectOf } from '../decisions/decidedRuns.ts';
import { type Row, integer, optionalInteger, text } from '../rows.ts';
import { shutHookGates } from './hookGates.ts';
import type { Reservations } from './reservations.ts';
import type { UnloggedRuns } from './unloggedRuns.ts';

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

/** The runs that came of decisions. */
export class GuardedRuns {
  readonly #db: DatabaseSync;
  readonly #reservations: Reservations;
  readonly #unlogged: UnloggedRuns;

  constructor(db: DatabaseSync, reservations: Reservations, unlogged: UnloggedRuns) {
    this.#db = db;
    this.#reservations = reservations;
    this.#unlogged = unlogged;
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
        this.#db
          .prepare('UPDATE runs SET is_logged = 0, codex_pid = ? WHERE run_id = ?')
          .run(unlogged.codexPid ?? null, runId);
      }
      if (kept !== undefined) {
        this.#db
          .prepare('INSERT INTO kept_runs (run_id, place, cwd, guard_pid) VALUES (?, ?, ?, ?)')
          .run(runId, kept.place, kept.cwd, process.pid);
      }
      this.#reservations.hold(decisionId, nowMs);
    });
  }

  /** Ends a run and gives back what is left of its reservation. */
  settle(runId: string, status: RunStatus, nowMs: number): void {
    inTransaction(this.#db, () => {
      const run = this.#db.prepare('SELECT decision_id, thread_id FROM runs WHERE run_id = ?').get(runId);
      this.#db.prepare('UPDATE runs SET status = ?, ended_at_ms = ? WHERE run_id = ?').run(status, nowMs, runId);
      this.#db.prepare('DELETE FROM kept_runs WHERE run_id = ?').run(runId);
      if (run !== undefined) {
        this.#reservations.release(text(run, 'decision_id'));
        shutHookGates(this.#db, text(run, 'thread_id'));
      }
    });
  }

  /** Ends the runs of which no log tells the end, and whose process has gone. */
  endGone(nowMs: number): void {
    inTransaction(this.#db, () => {
      this.#unlogged.endGone(nowMs);
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
