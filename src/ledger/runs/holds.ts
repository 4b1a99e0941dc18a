import type { HoldCause, LeftHold, RecordedAnswer, RecordedHold } from '../../core/decisions/hold.ts';
import type { CreditsMicros } from '../../core/money.ts';
import { namingFailures } from '../database.ts';
import { HoldAnswers } from './holdAnswers.ts';
import { isAlive } from './processes.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';

/** Pauses of runs and what was answered to each: both are written once and never changed. */
export class Holds extends HoldAnswers {
  /** `holderPid` is the process in which the run waits. */
  record(hold: RecordedHold, holderPid: number): void {
    const { runId, heldAtMs, cause, cap, spent, cwd, findings = [], resetsAtMs } = hold;
    namingFailures(() =>
      this.db
        .prepare(
          `INSERT INTO holds (run_id, held_at_ms, cause, cap_credits_micros, spent_credits_micros, cwd, holder_pid,
             findings, resets_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ...[runId, heldAtMs, cause, cap ?? null, spent, cwd, holderPid],
          ...[JSON.stringify(findings), resetsAtMs ?? null],
        ),
    );
  }

  /** Records an answer to the last hold of a run. */
  answer(runId: string, { kind, cap, reason, answeredBy, answeredAtMs }: RecordedAnswer): void {
    namingFailures(() =>
      this.db
        .prepare(
          `INSERT INTO hold_answers (run_id, held_at_ms, answered_at_ms, kind, cap_credits_micros, reason, answered_by)
           SELECT run_id, max(held_at_ms), ?, ?, ?, ?, ? FROM holds WHERE run_id = ? GROUP BY run_id`,
        )
        .run(answeredAtMs, kind, cap ?? null, reason ?? null, answeredBy, runId),
    );
  }

  /** Holds that nobody has answered and whose process is gone, the newest first; without runs that outlived it. */
  left(): LeftHold[] {
    return namingFailures(() =>
      this.db
        .prepare(
          `SELECT h.*, r.thread_id, r.status, d.workspace, d.model, d.effort, d.tier
           FROM holds h JOIN runs r USING (run_id) JOIN decisions d USING (decision_id)
           WHERE r.watched_by = 'process' AND NOT EXISTS (SELECT 1 FROM kept_runs k WHERE k.run_id = h.run_id)
           AND NOT EXISTS (
             SELECT 1 FROM hold_answers a
             WHERE a.run_id = h.run_id AND a.held_at_ms = h.held_at_ms AND a.kind <> 'wait'
           )
           ORDER BY h.held_at_ms DESC`,
        )
        .all()
        .filter((row) => text(row, 'status') !== 'running' || !isAlive(integer(row, 'holder_pid')))
        .map(leftHoldOf),
    );
  }
}

function leftHoldOf(row: Row): LeftHold {
  return {
    runId: text(row, 'run_id'),
    threadId: text(row, 'thread_id'),
    heldAtMs: integer(row, 'held_at_ms'),
    cause: text(row, 'cause') as HoldCause,
    cap: optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined,
    spent: integer(row, 'spent_credits_micros') as CreditsMicros,
    cwd: text(row, 'cwd'),
    workspace: optionalText(row, 'workspace'),
    model: optionalText(row, 'model'),
    effort: optionalText(row, 'effort'),
    tier: optionalText(row, 'tier'),
  };
}
