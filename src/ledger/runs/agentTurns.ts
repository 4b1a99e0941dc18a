import type { DatabaseSync } from 'node:sqlite';

import { namingFailures } from '../database.ts';
import { integer } from '../rows.ts';

/** Subagents of runs that go on in Codex itself; `TurnEnds` notes where they end. */
export class AgentTurns {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** A subagent of a run begins to work. */
  begin(turnId: string, runId: string, nowMs: number): void {
    namingFailures(() =>
      this.#db
        .prepare('INSERT OR IGNORE INTO agent_turns (turn_id, run_id, began_at_ms) VALUES (?, ?, ?)')
        .run(turnId, runId, nowMs),
    );
  }

  /** How many of a run's subagents are at work. */
  active(runId: string): number {
    return namingFailures(() => {
      const row = this.#db
        .prepare('SELECT count(*) AS active FROM agent_turns WHERE run_id = ? AND ended_at_ms IS NULL')
        .get(runId);
      return integer(row ?? {}, 'active');
    });
  }
}
