import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Dimension } from '../../core/usage/dimensions.ts';
import { type LedgerEvent, type UsageSlice, sliceOf, sliceOfOne } from '../../core/usage/usageSlice.ts';
import { QUARTER_MS } from './cellSums.ts';
import { namingFailures } from '../database.ts';
import type { ProvisionalUsage } from './provisionalUsage.ts';
import { type Row, integer, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import type { UsageCells } from './usageCells.ts';
import { TOKEN_COLUMNS, usageOf } from './usageColumns.ts';
import type { UsageTables } from './usageTables.ts';

const COLUMNS = `occurred_at_ms, response_id, surroundings_key, e.thread_key, ${TOKEN_COLUMNS}, thread_id, turn_id, run_id`;

/** Requests with their threads and turns. */
export const EVENTS = `
  SELECT ${COLUMNS} FROM usage_events e JOIN threads t USING (thread_key) JOIN turns u USING (turn_key)`;

const NONE: ReadonlySet<number> = new Set();

/** Reads back what was spent: when, by which run, in which thread. Ranges are half open: `fromMs ≤ t < untilMs`. */
export class SpendReader {
  readonly #card: RateCard;
  readonly #surroundings: SurroundingsTable;
  readonly #cells: UsageCells;
  readonly #between: StatementSync;
  readonly #usageBetween: StatementSync;
  readonly #ofRun: StatementSync;
  readonly #ofThread: StatementSync;
  protected readonly provisional: ProvisionalUsage;

  constructor(db: DatabaseSync, card: RateCard, { surroundings, provisional, cells }: UsageTables) {
    this.#card = card;
    this.#surroundings = surroundings;
    this.#cells = cells;
    this.provisional = provisional;
    this.#between = db.prepare(
      `${EVENTS} WHERE e.occurred_at_ms >= ? AND e.occurred_at_ms < ? ORDER BY e.occurred_at_ms`,
    );
    this.#usageBetween = db.prepare(`
      SELECT occurred_at_ms, surroundings_key, ${TOKEN_COLUMNS} FROM usage_events
      WHERE occurred_at_ms >= ? AND occurred_at_ms < ?`);
    // From the run's few turns to their threads' events: the other way round, every event would be read.
    this.#ofRun = db.prepare(`
      SELECT ${COLUMNS} FROM turns u CROSS JOIN threads t USING (thread_key)
        CROSS JOIN usage_events e ON e.thread_key = u.thread_key AND e.turn_key = u.turn_key
      WHERE u.run_id = ? ORDER BY e.occurred_at_ms`);
    this.#ofThread = db.prepare(`${EVENTS} WHERE t.thread_id = ? AND e.occurred_at_ms >= ? ORDER BY e.occurred_at_ms`);
  }

  /**
   * Usage in each of some spans, in as few slices as can be told apart by some dimensions. Slices of several requests
   * bear the beginning of their span for an instant.
   */
  *slices(spans: readonly Span[], dimensions: readonly Dimension[], meters: Meters): Generator<UsageSlice> {
    this.catchUp();
    yield* this.readSlices(spans, dimensions, meters);
    for (const span of spans) {
      yield* this.provisionalSlices(span, meters);
    }
  }

  /** Brings sums up to the last request: what was kept of those that it changes is forgotten. */
  protected catchUp(): void {
    this.#cells.catchUp();
  }

  /** The same, of what rollouts tell; catch up before. */
  protected *readSlices(
    spans: readonly Span[],
    dimensions: readonly Dimension[],
    meters: Meters,
  ): Generator<UsageSlice> {
    const parts = spans.flatMap((span) => meters.cut(span)).map(splitAtQuarters);
    yield* this.#cells.slices(
      parts.flatMap(({ quarters }) => quarters),
      dimensions,
      meters,
    );
    for (const { fromMs, untilMs } of parts.flatMap(({ rests }) => rests)) {
      for (const row of this.#usageBetween.iterate(fromMs, untilMs)) {
        const surroundings = this.#surroundings.get(integer(row, 'surroundings_key'));
        const occurredAtMs = integer(row, 'occurred_at_ms');
        const meter = meters.at(surroundings.account, occurredAtMs);
        yield sliceOfOne(surroundings, occurredAtMs, usageOf(row), this.#card, meter);
      }
    }
  }

  /** Every request between two instants in order of time, those known only provisionally behind. */
  *between(fromMs: number, untilMs: number): Generator<LedgerEvent> {
    const inDoubt = this.inDoubt();
    for (const row of this.#between.iterate(fromMs, untilMs)) {
      yield this.#eventOf(row, inDoubt);
    }
    yield* this.provisional.events(fromMs, untilMs);
  }

  ofRun(runId: string): LedgerEvent[] {
    const provisional = this.provisional.events(0, Number.MAX_SAFE_INTEGER).filter((event) => event.runId === runId);
    return [...this.all(this.#ofRun, runId), ...provisional];
  }

  ofThread(threadId: string, fromMs: number): LedgerEvent[] {
    return this.all(this.#ofThread, threadId, fromMs);
  }

  /** The keys of threads that lack something: what is spent is counted without knowing. */
  protected inDoubt(): ReadonlySet<number> {
    return NONE;
  }

  protected provisionalSlices({ fromMs, untilMs }: Span, meters: Meters): UsageSlice[] {
    return this.provisional.events(fromMs, untilMs).map((event) => this.sliceOf(event, meters));
  }

  protected sliceOf(event: LedgerEvent, meters: Meters): UsageSlice {
    return sliceOf(event, this.#card, meters.at(event.account, event.occurredAtMs));
  }

  protected all(statement: StatementSync, ...params: (string | number)[]): LedgerEvent[] {
    return namingFailures(() => {
      const inDoubt = this.inDoubt();
      return statement.all(...params).map((row) => this.#eventOf(row, inDoubt));
    });
  }

  #eventOf(row: Row, inDoubt: ReadonlySet<number>): LedgerEvent {
    return {
      ...this.#surroundings.get(integer(row, 'surroundings_key')),
      threadId: text(row, 'thread_id'),
      responseId: text(row, 'response_id'),
      turnId: text(row, 'turn_id'),
      runId: text(row, 'run_id'),
      occurredAtMs: integer(row, 'occurred_at_ms'),
      usage: usageOf(row),
      isIncomplete: inDoubt.has(integer(row, 'thread_key')),
    };
  }
}

/** The whole quarters of an hour in a span, and what is left of it before and behind them. */
function splitAtQuarters(span: Span): { readonly quarters: readonly Span[]; readonly rests: readonly Span[] } {
  const fromMs = Math.ceil(span.fromMs / QUARTER_MS) * QUARTER_MS;
  const untilMs = Math.floor(span.untilMs / QUARTER_MS) * QUARTER_MS;
  if (fromMs >= untilMs) {
    return { quarters: [], rests: [span] };
  }
  const rests = [
    { fromMs: span.fromMs, untilMs: fromMs },
    { fromMs: untilMs, untilMs: span.untilMs },
  ];
  return { quarters: [{ fromMs, untilMs }], rests: rests.filter((rest) => rest.fromMs < rest.untilMs) };
}
