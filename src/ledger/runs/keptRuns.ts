import type { DatabaseSync } from 'node:sqlite';

import type { Decision } from '../../core/decisions/decide.ts';
import type { RunEstimate } from '../../core/estimate/estimateRun.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { HoldCause } from '../../core/decisions/hold.ts';
import type { LeftRun, OpenHold } from '../../core/usage/leftRun.ts';
import type { CreditsMicros } from '../../core/money.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { subjectOf } from '../decisions/decidedRuns.ts';
import { isAlive } from './processes.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';

/** Runs that wait at their gate for another guard, should their own end. A run that is settled is none of them. */
export class KeptRuns {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Those whose guard has gone. */
  left(): LeftRun[] {
    return namingFailures(() =>
      this.#db
        .prepare(`${KEPT} ORDER BY r.started_at_ms`)
        .all()
        .filter((row) => !isAlive(integer(row, 'guard_pid')))
        .map((row) => this.#leftRunOf(row)),
    );
  }

  /** Makes one the run of another guard; undefined where another was quicker, or the run has ended. */
  take(runId: string, guardPid: number): LeftRun | undefined {
    return inTransaction(this.#db, () => {
      const row = this.#db.prepare(`${KEPT} WHERE k.run_id = ?`).get(runId);
      if (row === undefined || isAlive(integer(row, 'guard_pid'))) {
        return undefined;
      }
      this.#db.prepare('UPDATE kept_runs SET guard_pid = ? WHERE run_id = ?').run(guardPid, runId);
      // Its reservation may have lapsed meanwhile.
      this.#db
        .prepare(`UPDATE runs SET status = 'running', ended_at_ms = NULL WHERE run_id = ? AND status = 'failed'`)
        .run(runId);
      return this.#leftRunOf(row);
    });
  }

  #leftRunOf(row: Row): LeftRun {
    const runId = text(row, 'run_id');
    const granted = this.#lastAnswer(runId);
    const decision: Decision = {
      effect: text(row, 'effect') as Decision['effect'],
      findings: JSON.parse(text(row, 'findings')) as Finding[],
      cap: optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined,
    };
    return {
      runId,
      threadId: text(row, 'thread_id'),
      decisionId: text(row, 'decision_id'),
      startedAtMs: integer(row, 'started_at_ms'),
      place: text(row, 'place'),
      cwd: text(row, 'cwd'),
      subject: subjectOf(row),
      estimate: JSON.parse(text(row, 'estimate')) as RunEstimate,
      decision,
      cap: granted === undefined ? decision.cap : granted.cap,
      overriddenUntil: granted?.overriddenUntil ?? 0,
      hold: this.#openHold(runId),
    };
  }

  /** What the last answer by which it went on has made of its cap. */
  #lastAnswer(runId: string): Pick<LeftRun, 'cap' | 'overriddenUntil'> | undefined {
    const row = this.#db
      .prepare(
        `SELECT * FROM hold_answers WHERE run_id = ? AND kind IN ('raise', 'uncap', 'resumed')
         ORDER BY held_at_ms DESC, rowid DESC LIMIT 1`,
      )
      .get(runId);
    if (row === undefined) {
      return undefined;
    }
    const cap = optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined;
    return { cap, overriddenUntil: text(row, 'kind') === 'resumed' ? 0 : (cap ?? Number.MAX_SAFE_INTEGER) };
  }

  #openHold(runId: string): OpenHold | undefined {
    const row = this.#db
      .prepare(
        `SELECT h.*, a.kind AS answered FROM holds h
         LEFT JOIN hold_answers a ON a.run_id = h.run_id AND a.held_at_ms = h.held_at_ms
         WHERE h.run_id = ? ORDER BY h.held_at_ms DESC, a.rowid DESC LIMIT 1`,
      )
      .get(runId);
    const answered = row === undefined ? undefined : optionalText(row, 'answered');
    if (row === undefined || (answered !== undefined && answered !== 'wait')) {
      return undefined;
    }
    return {
      cause: text(row, 'cause') as HoldCause,
      heldAtMs: integer(row, 'held_at_ms'),
      findings: JSON.parse(optionalText(row, 'findings') ?? '[]') as Finding[],
      resetsAtMs: optionalInteger(row, 'resets_at_ms'),
      waits: answered === 'wait',
    };
  }
}

const KEPT = `
  SELECT k.place, k.cwd, k.guard_pid, r.run_id, r.thread_id, r.started_at_ms, d.*
  FROM kept_runs k JOIN runs r USING (run_id) JOIN decisions d USING (decision_id)`;
