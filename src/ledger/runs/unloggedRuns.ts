import type { DatabaseSync } from 'node:sqlite';

import { isAlive } from './processes.ts';
import { integer, optionalInteger, text } from '../rows.ts';

/**
 * Runs in Codex of which there is no log that would tell their end. One has ended with the process that works on it
 * alone, with the next prompt in its thread, or where nothing was heard of it until its reservation lapsed. Must be
 * called in a transaction that writes.
 */
export class UnloggedRuns {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Another prompt was said in a thread: what went on there before is over. */
  endThread(threadId: string, nowMs: number): void {
    this.#end('SELECT * FROM runs WHERE thread_id = ?', [threadId], nowMs, () => true);
  }

  /** Ends those whose process has gone. */
  endGone(nowMs: number): void {
    this.#end('SELECT * FROM runs WHERE codex_pid IS NOT NULL', [], nowMs, (pid) => pid !== undefined && !isAlive(pid));
  }

  /** Those whose reservations have lapsed; these are kept, should something be heard of their runs again. */
  endLapsed(nowMs: number): void {
    this.#db
      .prepare(
        `UPDATE runs SET status = 'completed', ended_at_ms = ?1 WHERE is_logged = 0 AND status = 'running'
         AND decision_id IN (SELECT decision_id FROM reservations WHERE expires_at_ms <= ?1)`,
      )
      .run(nowMs);
  }

  #end(query: string, values: readonly string[], nowMs: number, isOver: (pid: number | undefined) => boolean): void {
    const going = this.#db.prepare(`${query} AND is_logged = 0 AND status = 'running'`).all(...values);
    const settle = this.#db.prepare(`UPDATE runs SET status = 'completed', ended_at_ms = ? WHERE run_id = ?`);
    const release = this.#db.prepare('DELETE FROM reservations WHERE decision_id = ?');
    for (const row of going.filter((each) => isOver(optionalInteger(each, 'codex_pid')))) {
      settle.run(Math.max(nowMs, integer(row, 'started_at_ms')), text(row, 'run_id'));
      release.run(text(row, 'decision_id'));
    }
  }
}
