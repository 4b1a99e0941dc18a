import type { DatabaseSync } from 'node:sqlite';

import { inTransaction, namingFailures } from '../database.ts';
import { isAlive } from './processes.ts';
import { integer, text } from '../rows.ts';

/** A window says that it is there every minute; one that sleeps with its machine comes back. */
const SEEN_WITHIN_MS = 180_000;

/** The windows that are open on this machine. */
export class Windows {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** A window of this process is there; with the focus, where it has it. */
  note(windowId: string, isFocused: boolean, nowMs: number): void {
    namingFailures(() =>
      this.#db
        .prepare(
          `INSERT INTO windows (window_id, pid, focused_at_ms, seen_at_ms) VALUES (?1, ?2, iif(?3, ?4, 0), ?4)
           ON CONFLICT (window_id) DO UPDATE SET seen_at_ms = ?4, focused_at_ms = iif(?3, ?4, focused_at_ms)`,
        )
        .run(windowId, process.pid, isFocused ? 1 : 0, nowMs),
    );
  }

  forget(windowId: string): void {
    namingFailures(() => this.#db.prepare('DELETE FROM windows WHERE window_id = ?').run(windowId));
  }

  /** The window that had the focus last, of those that are there; undefined where none is. */
  lastFocused(nowMs: number): string | undefined {
    return namingFailures(() => this.#open(nowMs)[0]);
  }

  /**
   * Gives the open questions of windows that have closed to the one that had the focus last, where there is one; also
   * those that were asked when no window was open, where somebody waits for the answer.
   */
  handOverQuestions(nowMs: number): void {
    inTransaction(this.#db, () => {
      const [last, ...others] = this.#open(nowMs);
      if (last !== undefined) {
        this.#db
          .prepare(
            `UPDATE approvals SET window_id = ?1 WHERE state = 'open' AND expires_at_ms > ?2
               AND iif(window_id IS NULL, waiter_pid IS NOT NULL, window_id NOT IN (SELECT value FROM json_each(?3)))`,
          )
          .run(last, nowMs, JSON.stringify([last, ...others]));
      }
    });
  }

  /** Those that are there, the one that had the focus last before the others. */
  #open(nowMs: number): string[] {
    return this.#db
      .prepare('SELECT * FROM windows WHERE seen_at_ms > ? ORDER BY focused_at_ms DESC, seen_at_ms DESC')
      .all(nowMs - SEEN_WITHIN_MS)
      .filter((row) => isAlive(integer(row, 'pid')))
      .map((row) => text(row, 'window_id'));
  }
}
