import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { type Span, around } from '../../core/calendar.ts';
import type { Coverage } from '../../core/usage/coverage.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Dimension } from '../../core/usage/dimensions.ts';
import type { LedgerEvent, UsageSlice } from '../../core/usage/usageSlice.ts';
import { namingFailures } from '../database.ts';
import type { WalletMeters } from '../wallet/walletMeters.ts';
import { Doubts } from './doubts.ts';
import { KeptSlices } from './keptSlices.ts';
import { type Row, integer, optionalInteger, text } from '../rows.ts';
import { EVENTS, SpendReader } from './spendReader.ts';
import { type OnProgress, TurnUsage } from './turnUsage.ts';
import type { UsageTables } from './usageTables.ts';

/** No turn is known to go on for longer. */
const LONGEST_TURN_MS = 86_400_000;

/** A request, with its price and what it drew on. */
export interface PricedEvent {
  readonly event: LedgerEvent;
  readonly slice: UsageSlice;
}

/** Reads usage back, request by request and turn by turn, and what is known of all of it. */
export class UsageReader extends SpendReader {
  readonly #turns: TurnUsage;
  readonly #doubts: Doubts;
  readonly #kept: KeptSlices;
  readonly #latestRuns: StatementSync;
  readonly #lastOfThread: StatementSync;
  readonly #runningAt: StatementSync;
  readonly #bounds: StatementSync;
  readonly #coverage: StatementSync;

  constructor(db: DatabaseSync, card: RateCard, tables: UsageTables) {
    super(db, card, tables);
    this.#turns = new TurnUsage(db, card, tables.surroundings);
    this.#doubts = new Doubts(db, tables.surroundings);
    this.#kept = new KeptSlices(db);
    this.#latestRuns = db.prepare(`
      SELECT u.run_id, (SELECT sum(requests) FROM turns r WHERE r.run_id = u.run_id) AS requests FROM turns u
      WHERE u.last_request_at_ms IS NOT NULL AND u.requests > 0 ORDER BY u.last_request_at_ms DESC`);
    this.#lastOfThread = db.prepare(`${EVENTS} WHERE t.thread_id = ? ORDER BY e.occurred_at_ms DESC LIMIT 1`);
    this.#runningAt = db.prepare(`
      SELECT turn_id FROM turns WHERE last_request_at_ms >= ?1 AND last_request_at_ms < ?1 + ${LONGEST_TURN_MS}
        AND started_at_ms < ?1`);
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
    yield* this.#turns.slices(span, meters, this.inDoubt(), onProgress);
    yield* this.provisionalSlices(span, meters);
  }

  /** With slices without requests for where something is missing. */
  override *slices(spans: readonly Span[], dimensions: readonly Dimension[], meters: Meters): Generator<UsageSlice> {
    yield* super.slices(spans, dimensions, meters);
    yield* this.#doubts.slices(spans);
  }

  /**
   * Usage by model in each of some spans that follow each other, as {@link slices}; what was asked before, and has not
   * changed since, is not added up again. Must be read in a transaction that may write.
   */
  *byModel(spans: readonly Span[], meters: WalletMeters): Generator<UsageSlice> {
    this.catchUp();
    let missing: Span[] = [];
    for (const [index, span] of spans.entries()) {
      // The ends of what is asked for lie anywhere, and hardly twice at the same place.
      const isInner = index > 0 && index < spans.length - 1;
      const kept = isInner ? this.#kept.get(span) : undefined;
      if (kept === undefined) {
        missing.push(span);
      } else {
        yield* this.#addUp(missing, meters);
        missing = [];
        yield* kept;
      }
    }
    yield* this.#addUp(missing, meters);
    const all = around(spans);
    const provisional = this.provisional.events(all.fromMs, all.untilMs);
    if (provisional.length > 0) {
      const ofAll = meters.in(all);
      yield* provisional.map((event) => this.sliceOf(event, ofAll));
    }
    yield* this.#doubts.slices(spans);
  }

  *#addUp(spans: readonly Span[], meters: WalletMeters): Generator<UsageSlice> {
    if (spans.length > 0) {
      const ofThese = meters.in(around(spans));
      for (const span of spans) {
        const slices = [...this.readSlices([span], ['model'], ofThese)];
        this.#kept.keep(span, slices);
        yield* slices;
      }
    }
  }

  /** Every request of a span with its price and what it drew on. */
  *priced(span: Span, meters: Meters): Generator<PricedEvent> {
    for (const event of this.between(span.fromMs, span.untilMs)) {
      yield { event, slice: this.sliceOf(event, meters) };
    }
  }

  /** The instants of the first and the last request; undefined where there is none. */
  bounds(): Span | undefined {
    return namingFailures(() => {
      const row: Row = this.#bounds.get() ?? {};
      const [fromMs, lastMs] = [optionalInteger(row, 'first'), optionalInteger(row, 'last')];
      const more = this.provisional.events(0, Number.MAX_SAFE_INTEGER).map(({ occurredAtMs }) => occurredAtMs);
      const instants = [fromMs, lastMs, ...more].filter((instant) => instant !== undefined);
      return instants.length === 0 ? undefined : { fromMs: Math.min(...instants), untilMs: Math.max(...instants) + 1 };
    });
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

  lastOfThread(threadId: string): LedgerEvent | undefined {
    return this.all(this.#lastOfThread, threadId).at(0);
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
        incompleteThreads: this.inDoubt().size,
      };
    });
  }

  protected override inDoubt(): ReadonlySet<number> {
    return this.#doubts.threads();
  }
}
