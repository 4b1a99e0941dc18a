import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { EndedTurn, HookedRun } from '../../core/hooks/hookedRun.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { RunStatus } from '../../core/usage/run.ts';
import { namingFailures } from '../database.ts';
import { subjectOf } from '../decisions/decidedRuns.ts';
import type { HoldAnswers } from './holdAnswers.ts';
import { shutHookGates } from './hookGates.ts';
import { type Row, optionalInteger, text } from '../rows.ts';

const RUNS = `
  SELECT r.*, d.estimate, d.cap_credits_micros, d.surface, d.workspace, d.model, d.effort, d.tier
  FROM runs r JOIN decisions d USING (decision_id) WHERE r.watched_by = 'hooks'`;

/** Runs that go on in Codex itself. No process of ours sees their end: their logs tell it. */
export class HookedRuns {
  readonly #db: DatabaseSync;
  readonly #holds: HoldAnswers;

  constructor(db: DatabaseSync, holds: HoldAnswers) {
    this.#db = db;
    this.#holds = holds;
  }

  find(runId: string): HookedRun | undefined {
    return this.#first(`${RUNS} AND r.run_id = ?`, runId);
  }

  /** The last run of a thread. */
  lastOf(threadId: string): HookedRun | undefined {
    return this.#first(`${RUNS} AND r.thread_id = ? ORDER BY r.started_at_ms DESC LIMIT 1`, threadId);
  }

  /** Whether a run that a process of ours guards went on in a thread at an instant. */
  isGuarded(threadId: string, atMs: number): boolean {
    return namingFailures(() => {
      const row = this.#db
        .prepare(
          `SELECT 1 FROM runs WHERE watched_by = 'process' AND thread_id = ? AND started_at_ms <= ?2
           AND coalesce(ended_at_ms, ?2) >= ?2`,
        )
        .get(threadId, atMs);
      return row !== undefined;
    });
  }

  #first(query: string, id: string): HookedRun | undefined {
    return namingFailures(() =>
      this.#db
        .prepare(query)
        .all(id)
        .map((row) => this.#runOf(row))
        .at(0),
    );
  }

  #runOf(row: Row): HookedRun {
    const runId = text(row, 'run_id');
    return {
      runId,
      decisionId: text(row, 'decision_id'),
      threadId: text(row, 'thread_id'),
      status: text(row, 'status') as RunStatus,
      subject: subjectOf(row),
      estimate: JSON.parse(text(row, 'estimate')) as RunEstimate,
      firstCap: optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined,
      answers: this.#holds.answersTo(runId),
    };
  }
}

/** Settles runs by what logs tell of the ends of turns. Must be called in a transaction that writes. */
export class TurnEnds {
  readonly #db: DatabaseSync;
  readonly #any: StatementSync;
  readonly #settle: StatementSync;
  readonly #release: StatementSync;
  readonly #endAgent: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#any = db.prepare(`SELECT 1 FROM runs WHERE watched_by = 'hooks' LIMIT 1`);
    // One that was told to end at its cap has ended there, whatever its log calls it.
    this.#settle = db.prepare(`
      UPDATE runs SET status = ?, ended_at_ms = ?
      WHERE run_id = ? AND watched_by = 'hooks' AND status IN ('running', 'failed') RETURNING decision_id, thread_id`);
    this.#release = db.prepare('DELETE FROM reservations WHERE decision_id = ?');
    this.#endAgent = db.prepare('UPDATE agent_turns SET ended_at_ms = ? WHERE turn_id = ?');
  }

  tell(ended: readonly EndedTurn[]): void {
    if (ended.length === 0 || this.#any.get() === undefined) {
      return;
    }
    for (const { turnId, how, endedAtMs } of ended) {
      const run = this.#settle.get(how, endedAtMs, turnId);
      if (run !== undefined) {
        this.#release.run(text(run, 'decision_id'));
        shutHookGates(this.#db, text(run, 'thread_id'));
      }
      this.#endAgent.run(endedAtMs, turnId);
    }
  }
}
