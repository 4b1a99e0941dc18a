import type { DatabaseSync } from 'node:sqlite';

import type { RecordedAnswer } from '../../core/decisions/hold.ts';
import type { CreditsMicros } from '../../core/money.ts';
import { namingFailures } from '../database.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';

/** What was answered to pauses of runs. */
export class HoldAnswers {
  protected readonly db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** What was answered to all holds of a run, in the order of answering. */
  answersTo(runId: string): RecordedAnswer[] {
    return namingFailures(() =>
      this.db
        .prepare('SELECT * FROM hold_answers WHERE run_id = ? ORDER BY answered_at_ms, rowid')
        .all(runId)
        .map(recordedAnswerOf),
    );
  }
}

function recordedAnswerOf(row: Row): RecordedAnswer {
  return {
    kind: text(row, 'kind') as RecordedAnswer['kind'],
    cap: optionalInteger(row, 'cap_credits_micros') as CreditsMicros | undefined,
    reason: optionalText(row, 'reason'),
    answeredBy: text(row, 'answered_by'),
    answeredAtMs: integer(row, 'answered_at_ms'),
  };
}
