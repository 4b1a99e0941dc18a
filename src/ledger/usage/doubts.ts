import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import { NO_CREDITS, NO_USD } from '../../core/money.ts';
import { NO_TOKENS } from '../../core/usage/tokenUsage.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import { QUARTER_MS } from './cellSums.ts';
import { integer } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';

/**
 * Threads that lack something: by their own log; forks whose beginning no log of their parent bears out; and those that
 * have totals of their parent's for their own, as when the copying paused.
 */
const IN_DOUBT = `
  SELECT thread_key FROM threads c INDEXED BY threads_to_doubt
  WHERE (is_incomplete = 1 OR inherited_total_id IS NOT NULL) AND (
    is_incomplete = 1 OR NOT EXISTS (
      SELECT 1 FROM threads p
        LEFT JOIN usage_events e ON e.thread_key = p.thread_key AND e.response_id = c.inherited_total_id
      WHERE p.thread_id = c.forked_from_id
        AND (e.event_key IS NOT NULL OR p.inherited_total_id = c.inherited_total_id))
    OR EXISTS (
      SELECT 1 FROM usage_events own JOIN threads p ON p.thread_id = c.forked_from_id
        JOIN usage_events e ON e.thread_key = p.thread_key AND e.response_id = own.response_id
      WHERE own.thread_key = c.thread_key))`;

/** Knows which threads are incomplete, and where in time. */
export class Doubts {
  readonly #surroundings: SurroundingsTable;
  readonly #threads: StatementSync;
  readonly #quarters: StatementSync;

  constructor(db: DatabaseSync, surroundings: SurroundingsTable) {
    this.#surroundings = surroundings;
    this.#threads = db.prepare(IN_DOUBT);
    this.#quarters = db.prepare(`
      SELECT DISTINCT occurred_at_ms / ${QUARTER_MS} AS quarter, surroundings_key FROM usage_events
      WHERE thread_key IN (SELECT value FROM json_each(?)) AND occurred_at_ms >= ? AND occurred_at_ms < ?`);
  }

  /** The keys of the threads that lack something. */
  threads(): Set<number> {
    return new Set(this.#threads.all().map((row) => integer(row, 'thread_key')));
  }

  /**
   * Slices without requests that say where something is missing: sums by time do not know threads. The spans follow each
   * other without a gap.
   */
  *slices(spans: readonly Span[]): Generator<UsageSlice> {
    const keys = JSON.stringify([...this.threads()]);
    const [fromMs, untilMs] = [spans[0]?.fromMs ?? 0, spans.at(-1)?.untilMs ?? 0];
    for (const row of this.#quarters.iterate(keys, fromMs, untilMs)) {
      const atMs = integer(row, 'quarter') * QUARTER_MS;
      const span = spans.find((each) => atMs + QUARTER_MS > each.fromMs && atMs < each.untilMs);
      if (span !== undefined) {
        const surroundings = this.#surroundings.get(integer(row, 'surroundings_key'));
        yield { ...NO_REQUESTS, atMs: Math.max(atMs, span.fromMs), surroundings };
      }
    }
  }
}

const NO_REQUESTS = {
  threadId: undefined,
  runId: undefined,
  requests: 0,
  usage: NO_TOKENS,
  credits: NO_CREDITS,
  usd: NO_USD,
  meter: 'unknown' as const,
  unpricedRequests: 0,
  derivedPriceRequests: 0,
  isIncomplete: true,
};
