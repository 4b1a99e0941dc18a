import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import { type Cell, CellSums } from './cellSums.ts';
import { slicedTotals } from './cellTotals.ts';
import { type Row, integer, optionalInteger, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { TOKEN_COLUMNS } from './usageColumns.ts';

/** Told, every so many requests, of how many it is done, and of how many there are. */
export type OnProgress = (done: number, total: number) => void;

/** So many requests are added up at a time: Node keeps all that SQLite hands to a function until the statement ends. */
const PIECE_REQUESTS = 5_000;

/** Each has a function of its own in SQLite: two may read by one connection. */
let readers = 0;

/**
 * Adds up the requests of each turn, for cuts by what only turns know. SQLite hands every request to a function: to make
 * an object of each takes three times as long. Reading takes many statements, which need one state of the ledger.
 */
export class TurnUsage {
  readonly #card: RateCard;
  readonly #surroundings: SurroundingsTable;
  readonly #count: StatementSync;
  readonly #instantAfterPiece: StatementSync;
  readonly #addRequests: StatementSync;
  readonly #turn: StatementSync;
  #sums: CellSums;

  constructor(db: DatabaseSync, card: RateCard, surroundings: SurroundingsTable) {
    this.#card = card;
    this.#surroundings = surroundings;
    this.#sums = new CellSums(card);
    const name = `add_request_${(readers += 1)}`;
    db.function(name, this.#addRequest.bind(this) as (...columns: SQLOutputValue[]) => null);
    this.#count = db.prepare(
      'SELECT count(*) AS requests FROM usage_events WHERE occurred_at_ms >= ? AND occurred_at_ms < ?',
    );
    this.#instantAfterPiece = db.prepare(`
      SELECT occurred_at_ms FROM usage_events WHERE occurred_at_ms >= ? AND occurred_at_ms < ?
      ORDER BY occurred_at_ms LIMIT 1 OFFSET ${PIECE_REQUESTS}`);
    this.#addRequests = db.prepare(`
      SELECT count(${name}(turn_key, surroundings_key, occurred_at_ms, ${TOKEN_COLUMNS}))
      FROM usage_events WHERE occurred_at_ms >= ? AND occurred_at_ms < ?`);
    this.#turn = db.prepare(`
      SELECT u.run_id, u.thread_key, t.thread_id FROM turns u JOIN threads t USING (thread_key) WHERE u.turn_key = ?`);
  }

  /**
   * Usage in a span, in slices of one turn each, which bear the beginning of a stretch of time for an instant. `inDoubt`:
   * the keys of threads that lack something.
   */
  *slices(
    span: Span,
    meters: Meters,
    inDoubt: ReadonlySet<number>,
    onProgress: OnProgress | undefined,
  ): Generator<UsageSlice> {
    const total = integer(this.#count.get(span.fromMs, span.untilMs) ?? {}, 'requests');
    let done = 0;
    for (const stretch of meters.cut(span)) {
      for (const piece of this.#pieces(stretch)) {
        for (const cell of this.#cellsOf(piece)) {
          done += cell.requests;
          yield this.#sliceOf(cell, piece.fromMs, meters, inDoubt);
        }
        onProgress?.(done, total);
      }
    }
  }

  /** Cuts a span into pieces of few requests, more of them only where they share an instant. */
  *#pieces({ fromMs, untilMs }: Span): Generator<Span> {
    for (let beginMs = fromMs; beginMs < untilMs;) {
      const row: Row = this.#instantAfterPiece.get(beginMs, untilMs) ?? { occurred_at_ms: null };
      const endMs = Math.max(optionalInteger(row, 'occurred_at_ms') ?? untilMs, beginMs + 1);
      yield { fromMs: beginMs, untilMs: endMs };
      beginMs = endMs;
    }
  }

  #cellsOf({ fromMs, untilMs }: Span): Iterable<Cell> {
    this.#sums = new CellSums(this.#card);
    this.#addRequests.get(fromMs, untilMs);
    return this.#sums.cells;
  }

  /** Called by SQLite, with the columns of one request. */
  #addRequest(
    turnKey: number,
    surroundingsKey: number,
    occurredAtMs: number,
    inputTokens: number,
    cachedInputTokens: number,
    cacheWriteInputTokens: number,
    outputTokens: number,
    reasoningOutputTokens: number,
  ): null {
    const usage = { inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens };
    this.#sums.add(turnKey, surroundingsKey, this.#surroundings.get(surroundingsKey), occurredAtMs, usage);
    return null;
  }

  #sliceOf(cell: Cell, atMs: number, meters: Meters, inDoubt: ReadonlySet<number>): UsageSlice {
    const turn: Row = this.#turn.get(cell.group) ?? {};
    const surroundings = this.#surroundings.get(cell.surroundingsKey);
    return {
      ...slicedTotals(cell),
      atMs,
      surroundings,
      threadId: text(turn, 'thread_id'),
      runId: text(turn, 'run_id'),
      meter: meters.at(surroundings.account, atMs),
      isIncomplete: inDoubt.has(integer(turn, 'thread_key')),
    };
  }
}
