import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import type { CreditsMicros, UsdMicros } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Dimension } from '../../core/usage/summarize.ts';
import { NOTHING_KNOWN } from '../../core/usage/usageEvent.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import { CellSums, quarterOf } from './cellSums.ts';
import { inTransaction } from '../database.ts';
import { fingerprint } from './fingerprint.ts';
import { type Row, integer, optionalText, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { usageOf } from './usageColumns.ts';

/** How many events are added up in memory before their cells are written. */
const FOLD_EVENTS = 200_000;

/** What is added up in a cell. */
const SUMS = [
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
  'credits_micros',
  'usd_micros',
  'unpriced_requests',
  'derived_price_requests',
] as const;

/**
 * Sums of requests by quarter of an hour and surroundings, so that a report over a million requests need not read
 * them. Whoever writes events adds them to the cells where those hold all events before; else the cells are behind,
 * and catch up when they are read. They are made anew when the rate card is another one.
 */
export class UsageCells {
  readonly #db: DatabaseSync;
  readonly #card: RateCard;
  readonly #rateCard: string;
  readonly #surroundings: SurroundingsTable;
  readonly #state: StatementSync;
  readonly #newEvents: StatementSync;
  readonly #addTo: StatementSync;
  readonly #setState: StatementSync;
  readonly #sums = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, card: RateCard, surroundings: SurroundingsTable) {
    this.#db = db;
    this.#card = card;
    this.#rateCard = fingerprint(card);
    this.#surroundings = surroundings;
    this.#state = db.prepare(`
      SELECT cells_rate_card, cells_event_key, coalesce((SELECT max(event_key) FROM usage_events), 0) AS last_event_key
      FROM machine`);
    this.#newEvents = db.prepare(`
      SELECT event_key, occurred_at_ms, surroundings_key, input_tokens, cached_input_tokens, cache_write_input_tokens,
        output_tokens, reasoning_output_tokens
      FROM usage_events WHERE event_key > ? ORDER BY event_key LIMIT ?`);
    this.#addTo = db.prepare(`
      INSERT INTO usage_cells (quarter, surroundings_key, ${SUMS.join()})
      VALUES (?, ?, ${SUMS.map(() => '?').join()})
      ON CONFLICT (quarter, surroundings_key) DO UPDATE SET
        ${SUMS.map((column) => `${column} = ${column} + excluded.${column}`).join()}`);
    this.#setState = db.prepare('UPDATE machine SET cells_rate_card = ?, cells_event_key = ?');
  }

  /** Brings the cells up to the last event. */
  catchUp(): void {
    while (!this.isCurrent()) {
      inTransaction(this.#db, () => {
        const row: Row = this.#state.get() ?? {};
        const isOurs = text(row, 'cells_rate_card') === this.#rateCard;
        if (!isOurs) {
          this.#db.exec('DELETE FROM usage_cells');
        }
        this.#fold(isOurs ? integer(row, 'cells_event_key') : 0);
      });
    }
  }

  /** Whether the cells hold every event, at our prices. Within a transaction that writes it stays so. */
  isCurrent(): boolean {
    const row: Row = this.#state.get() ?? {};
    const lastEventKey = integer(row, 'last_event_key');
    const isOurs = text(row, 'cells_rate_card') === this.#rateCard;
    return lastEventKey === 0 || (isOurs && integer(row, 'cells_event_key') === lastEventKey);
  }

  /** The cells no longer hold what the events are; they are made anew when they are read. */
  forget(): void {
    this.#setState.run('', 0);
  }

  newSums(): CellSums {
    return new CellSums(this.#card);
  }

  /** Adds events to cells that held all before them. `lastEventKey`: the last one's. Must be called in a transaction. */
  add(sums: CellSums, lastEventKey: number): void {
    for (const cell of sums.cells) {
      this.#addTo.run(
        cell.group,
        cell.surroundingsKey,
        cell.requests,
        cell.inputTokens,
        cell.cachedInputTokens,
        cell.cacheWriteInputTokens,
        cell.outputTokens,
        cell.reasoningOutputTokens,
        cell.creditsMicros,
        cell.usdMicros,
        cell.unpricedRequests,
        cell.derivedPriceRequests,
      );
    }
    this.#setState.run(this.#rateCard, lastEventKey);
  }

  /**
   * Sums of the cells of each span, which begins and ends with a quarter of an hour, told apart by some dimensions and by
   * account: all other surroundings are left out. In none of the spans may an account change its meter. Catch up before.
   */
  *slices(spans: readonly Span[], dimensions: readonly Dimension[], meters: Meters): Generator<UsageSlice> {
    const sums = this.#sumsBy(dimensions);
    for (const { fromMs, untilMs } of spans) {
      for (const row of sums.iterate(quarterOf(fromMs), quarterOf(untilMs))) {
        yield sliceOf(row, fromMs, dimensions, meters);
      }
    }
  }

  #sumsBy(dimensions: readonly Dimension[]): StatementSync {
    const columns = ['account', ...dimensions].map((dimension) => `u.${dimension}`).join();
    const known = this.#sums.get(columns);
    if (known !== undefined) {
      return known;
    }
    // Span by span: grouped all at once, the cells of all spans would have to be sorted.
    const statement = this.#db.prepare(`
      SELECT ${columns}, ${SUMS.map((column) => `sum(c.${column}) AS ${column}`).join()}
      FROM usage_cells c JOIN surroundings u USING (surroundings_key)
      WHERE c.quarter >= ? AND c.quarter < ? GROUP BY ${columns}`);
    this.#sums.set(columns, statement);
    return statement;
  }

  #fold(afterKey: number): void {
    const sums = this.newSums();
    let lastKey = afterKey;
    for (const row of this.#newEvents.iterate(afterKey, FOLD_EVENTS)) {
      lastKey = integer(row, 'event_key');
      const surroundingsKey = integer(row, 'surroundings_key');
      const surroundings = this.#surroundings.get(surroundingsKey);
      const occurredAtMs = integer(row, 'occurred_at_ms');
      sums.add(quarterOf(occurredAtMs), surroundingsKey, surroundings, occurredAtMs, usageOf(row));
    }
    this.add(sums, lastKey);
  }
}

function sliceOf(row: Row, atMs: number, dimensions: readonly Dimension[], meters: Meters): UsageSlice {
  const account = optionalText(row, 'account');
  const told = Object.fromEntries(dimensions.map((dimension) => [dimension, optionalText(row, dimension)]));
  return {
    atMs,
    surroundings: { ...NOTHING_KNOWN, ...told, account },
    threadId: undefined,
    runId: undefined,
    requests: integer(row, 'requests'),
    usage: usageOf(row),
    credits: integer(row, 'credits_micros') as CreditsMicros,
    usd: integer(row, 'usd_micros') as UsdMicros,
    meter: meters.at(account, atMs),
    unpricedRequests: integer(row, 'unpriced_requests'),
    derivedPriceRequests: integer(row, 'derived_price_requests'),
    isIncomplete: false,
  };
}
