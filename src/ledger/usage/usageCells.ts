import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Dimension } from '../../core/usage/dimensions.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import { CellReader } from './cellReader.ts';
import { CellSums, QUARTER_MS, quarterOf } from './cellSums.ts';
import { TOTALS_COLUMNS, inOrder } from './cellTotals.ts';
import { inTransaction } from '../database.ts';
import { fingerprint } from './fingerprint.ts';
import type { KeptSums } from './keptSums.ts';
import { type Row, integer, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { TOKEN_COLUMNS, usageOf } from './usageColumns.ts';

/** How many events are added up in memory before their cells are written. */
const FOLD_EVENTS = 200_000;

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
  readonly #reader: CellReader;
  readonly #kept: KeptSums;

  constructor(db: DatabaseSync, card: RateCard, surroundings: SurroundingsTable, kept: KeptSums) {
    this.#db = db;
    this.#card = card;
    this.#rateCard = fingerprint(card);
    this.#surroundings = surroundings;
    this.#kept = kept;
    this.#reader = new CellReader(db);
    this.#state = db.prepare(`
      SELECT cells_rate_card, cells_event_key, coalesce((SELECT max(event_key) FROM usage_events), 0) AS last_event_key
      FROM machine`);
    this.#newEvents = db.prepare(`
      SELECT event_key, occurred_at_ms, surroundings_key, ${TOKEN_COLUMNS}
      FROM usage_events WHERE event_key > ? ORDER BY event_key LIMIT ?`);
    this.#addTo = db.prepare(`
      INSERT INTO usage_cells (quarter, surroundings_key, ${TOTALS_COLUMNS.join()})
      VALUES (?, ?, ${TOTALS_COLUMNS.map(() => '?').join()})
      ON CONFLICT (quarter, surroundings_key) DO UPDATE SET
        ${TOTALS_COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join()}`);
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
          this.#kept.forgetAll();
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
    let firstQuarter = Number.POSITIVE_INFINITY;
    for (const cell of sums.cells) {
      firstQuarter = Math.min(firstQuarter, cell.group);
      this.#addTo.run(cell.group, cell.surroundingsKey, ...inOrder(cell));
    }
    if (Number.isFinite(firstQuarter)) {
      this.#kept.forgetFrom(firstQuarter * QUARTER_MS);
    }
    this.#setState.run(this.#rateCard, lastEventKey);
  }

  /** The cells' sums; see {@link CellReader}. Catch up before. */
  slices(spans: readonly Span[], dimensions: readonly Dimension[], meters: Meters): Iterable<UsageSlice> {
    return this.#reader.slices(spans, dimensions, meters);
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
