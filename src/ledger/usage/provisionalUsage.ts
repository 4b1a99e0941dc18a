import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { type TokenUsage, subtractTokens } from '../../core/usage/tokenUsage.ts';
import { MANAGED_PREFIX, NOTHING_KNOWN, type Surroundings, type WitnessedUsage } from '../../core/usage/usageEvent.ts';
import type { LedgerEvent } from '../../core/usage/usageSlice.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { type Row, integer, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { TOKEN_COLUMNS, usageColumns, usageOf } from './usageColumns.ts';

/** The running total of a thread, as a saved `codex exec --json` stream tells it at the end of a turn. */
export interface StreamTotal {
  readonly threadId: string;
  /** The file was written then: the stream itself bears no time. */
  readonly occurredAtMs: number;
  readonly total: TokenUsage;
}

const STREAM_SURROUNDINGS: Surroundings = { ...NOTHING_KNOWN, surface: 'exec' };

/**
 * Keeps what is told of requests without their ids. It counts only where no rollout tells of the same turn, and of
 * several witnesses of a turn only one: the app-server before a hook, both before a saved stream.
 */
export class ProvisionalUsage {
  readonly #db: DatabaseSync;
  readonly #surroundings: SurroundingsTable;
  readonly #insert: StatementSync;
  readonly #counting: StatementSync;

  constructor(db: DatabaseSync, surroundings: SurroundingsTable) {
    this.#db = db;
    this.#surroundings = surroundings;
    this.#insert = db.prepare(`
      INSERT INTO provisional_usage (thread_id, turn_id, run_id, witness, observation, surroundings_key, occurred_at_ms,
        ${TOKEN_COLUMNS})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
    this.#counting = db.prepare(`
      SELECT p.* FROM provisional_usage p
      WHERE NOT EXISTS (
        SELECT 1 FROM threads t JOIN turns u USING (thread_key)
        WHERE t.thread_id = p.thread_id AND u.requests > 0 AND (p.witness = 'stream' OR u.turn_id = p.turn_id))
      AND NOT EXISTS (
        SELECT 1 FROM provisional_usage better
        WHERE better.thread_id = p.thread_id AND better.witness < p.witness
          AND (p.witness = 'stream' OR better.turn_id = p.turn_id))
      ORDER BY p.thread_id, p.input_tokens, p.output_tokens`);
  }

  put(seen: readonly WitnessedUsage[]): void {
    try {
      inTransaction(this.#db, () => {
        for (const { threadId, turnId, runId, witness, observation, surroundings, occurredAtMs, usage } of seen) {
          const key = this.#surroundings.keyOf(surroundings);
          this.#insert.run(threadId, turnId, runId, witness, observation, key, occurredAtMs, ...usageColumns(usage));
        }
      });
    } catch (error) {
      this.#surroundings.forget();
      throw error;
    }
  }

  /**
   * Keeps what hooks were told. Of turns that a rollout tells of nothing is kept: it would never count again, and each
   * request of each run would be one row more to pass over. Where a home's own hooks tell of a turn, an administrator's
   * tell of the same responses.
   */
  putHooked(seen: readonly WitnessedUsage[]): void {
    inTransaction(this.#db, () => {
      this.put(seen);
      this.#db.exec(`
        DELETE FROM provisional_usage AS p WHERE p.witness = 'hook' AND EXISTS (
          SELECT 1 FROM threads t JOIN turns u USING (thread_key)
          WHERE t.thread_id = p.thread_id AND u.turn_id = p.turn_id AND u.requests > 0);
        DELETE FROM provisional_usage AS p WHERE p.witness = 'hook' AND instr(p.observation, '${MANAGED_PREFIX}') = 1
          AND EXISTS (
            SELECT 1 FROM provisional_usage own WHERE own.thread_id = p.thread_id AND own.turn_id = p.turn_id
              AND own.witness = 'hook' AND instr(own.observation, '${MANAGED_PREFIX}') <> 1)`);
    });
  }

  /** Must be called in a transaction that writes. Returns how many totals were new. */
  putStreamTotals(totals: readonly StreamTotal[]): number {
    let added = 0;
    for (const { threadId, occurredAtMs, total } of totals) {
      const observation = JSON.stringify(usageColumns(total));
      const key = this.#surroundings.keyOf(STREAM_SURROUNDINGS);
      const columns = usageColumns(total);
      const { changes } = this.#insert.run(
        ...[threadId, '', threadId, 'stream', observation, key, occurredAtMs, ...columns],
      );
      added += Number(changes);
    }
    return added;
  }

  /** What counts of it, in no order of time. */
  events(fromMs: number, untilMs: number): LedgerEvent[] {
    return namingFailures(() => {
      let before: LedgerEvent | undefined;
      const events = this.#counting.all().map((row) => {
        const event = this.#eventOf(row);
        const previous = before?.threadId === event.threadId ? before.usage : undefined;
        before = event;
        const isTotal = text(row, 'witness') === 'stream' && previous !== undefined;
        return isTotal ? { ...event, usage: subtractTokens(event.usage, previous) } : event;
      });
      return events.filter(({ occurredAtMs }) => occurredAtMs >= fromMs && occurredAtMs < untilMs);
    });
  }

  /** A saved stream alone tells neither its model nor whether its thread is a fork that began with its parent's total. */
  #eventOf(row: Row): LedgerEvent {
    const witness = text(row, 'witness');
    return {
      ...this.#surroundings.get(integer(row, 'surroundings_key')),
      threadId: text(row, 'thread_id'),
      responseId: `${witness}:${text(row, 'observation')}`,
      turnId: text(row, 'turn_id'),
      runId: text(row, 'run_id'),
      occurredAtMs: integer(row, 'occurred_at_ms'),
      usage: usageOf(row),
      isIncomplete: witness === 'stream',
    };
  }
}
