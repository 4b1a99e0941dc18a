import type { DatabaseSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import {
  type HookSighting,
  type HookStanding,
  type UnaskedRun,
  type UnguardedRun,
  unguardedReason,
} from '../../core/hooks/unguarded.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { type Row, integer, optionalInteger, text } from '../rows.ts';

/**
 * Runs of which no turn was ever decided on, by a hook or by us. Turns whose log names no turn cannot be told from those
 * that hooks were asked about, and are left out.
 */
const UNASKED = `
  SELECT u.run_id, min(u.started_at_ms) AS started_at_ms, min(t.started_at_ms) AS thread_started_at_ms,
    min(t.root_thread_id) AS thread_id, min(t.home) AS home
  FROM turns u JOIN threads t USING (thread_key)
  WHERE u.last_request_at_ms >= ? AND u.last_request_at_ms < ? AND u.requests > 0 AND instr(u.run_id, ':') = 0
  GROUP BY u.run_id
  HAVING NOT EXISTS (
    SELECT 1 FROM turns own JOIN runs r ON r.run_id = own.turn_id WHERE own.run_id = u.run_id)
  AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.run_id = u.run_id)
  ORDER BY started_at_ms`;

/** How hooks of ours stood when, and which runs they were not asked about. */
export class UnguardedRuns {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Keeps how hooks of ours stand in a home, where that is another thing than was seen last. */
  note(home: string, standing: HookStanding, nowMs: number): void {
    inTransaction(this.#db, () => {
      const last = this.#db
        .prepare('SELECT standing FROM hook_sightings WHERE home = ? ORDER BY seen_at_ms DESC LIMIT 1')
        .get(home);
      if ((last === undefined ? 'out' : text(last, 'standing')) !== standing) {
        this.#db
          .prepare('INSERT OR REPLACE INTO hook_sightings (home, seen_at_ms, standing) VALUES (?, ?, ?)')
          .run(home, nowMs, standing);
      }
    });
  }

  /** When a process last began to answer a hook, and came as far as the ledger; undefined: none ever did. */
  lastAnswerAtMs(): number | undefined {
    const row = namingFailures(() => this.#db.prepare('SELECT max(taken_at_ms) AS last FROM hook_calls').get());
    return optionalInteger(row ?? {}, 'last');
  }

  /** Runs that made requests in a span although hooks were meant to guard them, the oldest first. */
  in({ fromMs, untilMs }: Span): UnguardedRun[] {
    return namingFailures(() => {
      const sightings = this.#sightings();
      const [first] = sightings;
      if (first === undefined) {
        return [];
      }
      const rows = this.#db.prepare(UNASKED).all(Math.max(fromMs, first.seenAtMs), untilMs);
      return rows.map(unaskedOf).flatMap((run) => {
        const reason = unguardedReason(run, sightings);
        return reason === undefined ? [] : [{ ...run, reason }];
      });
    });
  }

  #sightings(): HookSighting[] {
    return this.#db
      .prepare('SELECT * FROM hook_sightings ORDER BY seen_at_ms')
      .all()
      .map((row) => ({
        home: text(row, 'home'),
        seenAtMs: integer(row, 'seen_at_ms'),
        standing: text(row, 'standing') as HookStanding,
      }));
  }
}

function unaskedOf(row: Row): UnaskedRun {
  return {
    runId: text(row, 'run_id'),
    threadId: text(row, 'thread_id'),
    home: text(row, 'home'),
    startedAtMs: integer(row, 'started_at_ms'),
    threadStartedAtMs: integer(row, 'thread_started_at_ms'),
  };
}
