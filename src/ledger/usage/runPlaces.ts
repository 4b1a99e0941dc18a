import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { namingFailures } from '../database.ts';
import { type Row, integer, text } from '../rows.ts';

/** Where the first request of a run stands in Codex's own files; its prompt stands before it. */
export interface RunPlace {
  readonly path: string;
  /** In a compressed rollout: of what it holds. */
  readonly offsetBytes: number;
}

/** Finds runs in the files that they were read from. */
export class RunPlaces {
  readonly #first: StatementSync;

  constructor(db: DatabaseSync) {
    this.#first = db.prepare(`
      SELECT r.path, e.offset_bytes FROM turns u
        CROSS JOIN usage_events e ON e.thread_key = u.thread_key AND e.turn_key = u.turn_key
        JOIN rollouts r ON r.rollout_key = e.rollout_key
      WHERE u.run_id = ? AND e.offset_bytes IS NOT NULL ORDER BY e.occurred_at_ms LIMIT 1`);
  }

  /** Undefined where no request of the run was read from a rollout that is still known. */
  of(runId: string): RunPlace | undefined {
    return namingFailures(() => {
      const row: Row | undefined = this.#first.get(runId);
      return row === undefined ? undefined : { path: text(row, 'path'), offsetBytes: integer(row, 'offset_bytes') };
    });
  }
}
