import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import type { Coverage } from '../../core/usage/coverage.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Dimension } from '../../core/usage/summarize.ts';
import { type LedgerEvent, type UsageSlice, sliceOf } from '../../core/usage/usageSlice.ts';
import { QUARTER_MS } from './cellSums.ts';
import { namingFailures } from '../database.ts';
import { Doubts } from './doubts.ts';
import type { ProvisionalUsage } from './provisionalUsage.ts';
import { type Row, integer, optionalInteger, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { type OnProgress, TurnUsage } from './turnUsage.ts';
import type { UsageCells } from './usageCells.ts';
import { usageOf } from './usageColumns.ts';

const EVENTS = `
  SELECT e.occurred_at_ms, e.response_id, e.surroundings_key, e.thread_key, e.input_tokens, e.cached_input_tokens,
    e.cache_write_input_tokens, e.output_tokens, e.reasoning_output_tokens, t.thread_id, u.turn_id, u.run_id
  FROM usage_events e JOIN threads t USING (thread_key) JOIN turns u USING (turn_key)`;

/** No turn is known to go on for longer. */
const LONGEST_TURN_MS = 86_400_000;

/** A request, with its price and what it drew on. */
export interface PricedEvent {
  readonly event: LedgerEvent;
  readonly slice: UsageSlice;
}

/** Reads usage back. Ranges are half open: `fromMs ≤ t < untilMs`. */
export class UsageReader {
  readonly #card: RateCard;
  readonly #surroundings: SurroundingsTable;
  readonly #provisional: ProvisionalUsage;
  readonly #cells: UsageCells;
  readonly #turns: TurnUsage;
  readonly #between: StatementSync;
  readonly #newest: StatementSync;
  readonly #latestRuns: StatementSync;
  readonly #ofRun: StatementSync;
  readonly #ofThread: StatementSync;
  readonly #lastOfThread: StatementSync;
  readonly #runningAt: StatementSync;
  readonly #doubts: Doubts;
  readonly #bounds: StatementSync;
  readonly #coverage: StatementSync;

  constructor(
    db: DatabaseSync,
    card: RateCard,
    surroundings: SurroundingsTable,
    provisional: ProvisionalUsage,
    cells: UsageCells,
  ) {
    this.#card = card;
    this.#surroundings = surroundings;
    this.#provisional = provisional;
    this.#cells = cells;
    this.#turns = new TurnUsage(db, card, surroundings);
    this.#between = db.prepare(
      `${EVENTS} WHERE e.occurred_at_ms >= ? AND e.occurred_at_ms < ? ORDER BY e.occurred_at_ms`,
    );
    this.#newest = db.prepare(`${EVENTS} ORDER BY e.occurred_at_ms DESC LIMIT ?`);
    this.#latestRuns = db.prepare(`
      SELECT u.run_id, (SELECT sum(requests) FROM turns r WHERE r.run_id = u.run_id) AS requests FROM turns u
      WHERE u.last_request_at_ms IS NOT NULL AND u.requests > 0 ORDER BY u.last_request_at_ms DESC`);
    // From the run's few turns to their threads' events: the other way round, every event would be read.
    this.#ofRun = db.prepare(`
      SELECT e.occurred_at_ms, e.response_id, e.surroundings_key, e.thread_key, e.input_tokens, e.cached_input_tokens,
        e.cache_write_input_tokens, e.output_tokens, e.reasoning_output_tokens, t.thread_id, u.turn_id, u.run_id
      FROM turns u CROSS JOIN threads t USING (thread_key)
        CROSS JOIN usage_events e ON e.thread_key = u.thread_key AND e.turn_key = u.turn_key
      WHERE u.run_id = ? ORDER BY e.occurred_at_ms`);
    this.#ofThread = db.prepare(`${EVENTS} WHERE t.thread_id = ? AND e.occurred_at_ms >= ? ORDER BY e.occurred_at_ms`);
    this.#lastOfThread = db.prepare(`${EVENTS} WHERE t.thread_id = ? ORDER BY e.occurred_at_ms DESC LIMIT 1`);
    this.#runningAt = db.prepare(`
      SELECT turn_id FROM turns WHERE last_request_at_ms >= ?1 AND last_request_at_ms < ?1 + ${LONGEST_TURN_MS}
        AND started_at_ms < ?1`);
    this.#doubts = new Doubts(db, surroundings);
    // Each by itself is found at an end of the index; asked for together, they are looked for in all of it.
    this.#bounds = db.prepare(`
      SELECT (SELECT min(occurred_at_ms) FROM usage_events) AS first,
        (SELECT max(occurred_at_ms) FROM usage_events) AS last`);
    this.#coverage = db.prepare(`
      SELECT (SELECT count(*) FROM rollouts) AS rollouts,
        (SELECT coalesce(sum(malformed_lines), 0) FROM rollouts WHERE malformed_lines > 0) AS malformed_lines`);
  }

  /** Usage in a span, in slices none of which is of several turns. Must be read from one state of the ledger. */
  *turns(span: Span, meters: Meters, onProgress?: OnProgress): Generator<UsageSlice> {
    yield* this.#turns.slices(span, meters, this.#doubts.threads(), onProgress);
    yield* this.#provisionalSlices(span, meters);
  }

  /**
   * Usage in each of some spans, in as few slices as can be told apart by some dimensions. Slices of several requests
   * bear the beginning of their span for an instant.
   */
  *slices(spans: readonly Span[], dimensions: readonly Dimension[], meters: Meters): Generator<UsageSlice> {
    this.#cells.catchUp();
    const parts = spans.flatMap((span) => meters.cut(span)).map(splitAtQuarters);
    yield* this.#cells.slices(
      parts.flatMap(({ quarters }) => quarters),
      dimensions,
      meters,
    );
    for (const { fromMs, untilMs } of parts.flatMap(({ rests }) => rests)) {
      for (const row of this.#between.iterate(fromMs, untilMs)) {
        yield this.#sliceOf(this.#eventOf(row, new Set()), meters);
      }
    }
    for (const span of spans) {
      yield* this.#provisionalSlices(span, meters);
    }
    yield* this.#doubts.slices(spans);
  }

  /** Every request between two instants in order of time, those known only provisionally behind. */
  *between(fromMs: number, untilMs: number): Generator<LedgerEvent> {
    const inDoubt = this.#doubts.threads();
    for (const row of this.#between.iterate(fromMs, untilMs)) {
      yield this.#eventOf(row, inDoubt);
    }
    yield* this.#provisional.events(fromMs, untilMs);
  }

  /** Every request of a span with its price and what it drew on. */
  *priced(span: Span, meters: Meters): Generator<PricedEvent> {
    for (const event of this.between(span.fromMs, span.untilMs)) {
      yield { event, slice: this.#sliceOf(event, meters) };
    }
  }

  /** The instants of the first and the last request; undefined where there is none. */
  bounds(): Span | undefined {
    return namingFailures(() => {
      const row: Row = this.#bounds.get() ?? {};
      const [fromMs, lastMs] = [optionalInteger(row, 'first'), optionalInteger(row, 'last')];
      const more = this.#provisional.events(0, Number.MAX_SAFE_INTEGER).map(({ occurredAtMs }) => occurredAtMs);
      const instants = [fromMs, lastMs, ...more].filter((instant) => instant !== undefined);
      return instants.length === 0 ? undefined : { fromMs: Math.min(...instants), untilMs: Math.max(...instants) + 1 };
    });
  }

  /** The newest events, oldest first: at most `limit` of them. */
  newest(limit: number): LedgerEvent[] {
    return this.#all(this.#newest, limit).toReversed();
  }

  /** The runs that were active last, newest first, and how many requests each has made. */
  latestRuns(limit: number): Map<string, number> {
    return namingFailures(() => {
      const runs = new Map<string, number>();
      for (const row of this.#latestRuns.iterate()) {
        runs.set(text(row, 'run_id'), integer(row, 'requests'));
        if (runs.size === limit) {
          break;
        }
      }
      return runs;
    });
  }

  ofRun(runId: string): LedgerEvent[] {
    const provisional = this.#provisional.events(0, Number.MAX_SAFE_INTEGER).filter((event) => event.runId === runId);
    return [...this.#all(this.#ofRun, runId), ...provisional];
  }

  ofThread(threadId: string, fromMs: number): LedgerEvent[] {
    return this.#all(this.#ofThread, threadId, fromMs);
  }

  lastOfThread(threadId: string): LedgerEvent | undefined {
    return this.#all(this.#lastOfThread, threadId).at(0);
  }

  /** The turns that had begun before an instant, and made requests after it. */
  turnsRunningAt(atMs: number): Set<string> {
    return namingFailures(() => new Set(this.#runningAt.all(atMs).map((row) => text(row, 'turn_id'))));
  }

  coverage(): Coverage {
    return namingFailures(() => {
      const row: Row = this.#coverage.get() ?? {};
      return {
        rollouts: integer(row, 'rollouts'),
        malformedLines: integer(row, 'malformed_lines'),
        incompleteThreads: this.#doubts.threads().size,
      };
    });
  }

  #provisionalSlices({ fromMs, untilMs }: Span, meters: Meters): UsageSlice[] {
    return this.#provisional.events(fromMs, untilMs).map((event) => this.#sliceOf(event, meters));
  }

  #sliceOf(event: LedgerEvent, meters: Meters): UsageSlice {
    return sliceOf(event, this.#card, meters.at(event.account, event.occurredAtMs));
  }

  #all(statement: StatementSync, ...params: (string | number)[]): LedgerEvent[] {
    return namingFailures(() => {
      const inDoubt = this.#doubts.threads();
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
