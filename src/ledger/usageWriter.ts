import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { ModelRequest, Surroundings } from '../core/usageEvent.ts';
import type { WalletSnapshot } from '../core/wallet.ts';
import { ThreadKeys, TurnCounts, TurnKeys } from './batchKeys.ts';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { type CellSums, quarterOf } from './cellSums.ts';
import { inTransaction } from './database.ts';
import type { ProvisionalUsage, StreamTotal } from './provisionalUsage.ts';
import { integer } from './rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { type ThreadFacts, ThreadsTable } from './threadsTable.ts';
import { type TurnFacts, TurnsTable } from './turnsTable.ts';
import type { UsageCells } from './usageCells.ts';

/** A request, and where in its rollout it stands. */
export interface NewUsageEvent extends ModelRequest {
  readonly surroundings: Surroundings;
  readonly offsetBytes: number;
}

/** What was read of one rollout since its last checkpoint. */
export interface RolloutBatch {
  readonly path: string;
  readonly home: string;
  /** The file's name without folder and endings. */
  readonly name: string;
  readonly thread: ThreadFacts | undefined;
  /** Turns that began, or of which more became known. */
  readonly turns: readonly TurnFacts[];
  readonly events: readonly NewUsageEvent[];
  readonly streamTotals: readonly StreamTotal[];
  /** What the rollout says of balance and windows. */
  readonly balances: readonly WalletSnapshot[];
  readonly checkpoint: Checkpoint;
}

/** Writes what was read from rollouts. Facts and the place they were read up to go in together or not at all. */
export class UsageWriter {
  readonly checkpoints: Checkpoints;
  readonly #db: DatabaseSync;
  readonly #surroundings: SurroundingsTable;
  readonly #threads: ThreadsTable;
  readonly #turns: TurnsTable;
  readonly #provisional: ProvisionalUsage;
  readonly #cells: UsageCells;
  readonly #insertEvent: StatementSync;
  readonly #turnOf: StatementSync;
  readonly #updateOrigin: StatementSync;

  constructor(db: DatabaseSync, surroundings: SurroundingsTable, provisional: ProvisionalUsage, cells: UsageCells) {
    this.#db = db;
    this.#cells = cells;
    this.#surroundings = surroundings;
    this.#provisional = provisional;
    this.checkpoints = new Checkpoints(db);
    this.#threads = new ThreadsTable(db);
    this.#turns = new TurnsTable(db);
    this.#insertEvent = db.prepare(`
      INSERT INTO usage_events (thread_key, response_id, turn_key, surroundings_key, occurred_at_ms, input_tokens,
        cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens, rollout_key, offset_bytes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (thread_key, response_id) DO NOTHING`);
    this.#turnOf = db.prepare('SELECT turn_key FROM usage_events WHERE thread_key = ? AND response_id = ?');
    this.#updateOrigin = db.prepare(
      'UPDATE usage_events SET turn_key = ?, rollout_key = ?, offset_bytes = ? WHERE thread_key = ? AND response_id = ?',
    );
  }

  /**
   * Appends batches in one transaction; events known already change nothing but where they were read last. Returns how
   * many events were new.
   */
  append(batches: readonly RolloutBatch[]): number {
    try {
      return inTransaction(this.#db, () => this.#appendAll(batches));
    } catch (error) {
      this.#surroundings.forget();
      throw error;
    }
  }

  #appendAll(batches: readonly RolloutBatch[]): number {
    const sums = this.#cells.isCurrent() ? this.#cells.newSums() : undefined;
    const written = { events: 0, lastKey: 0 };
    let totals = 0;
    for (const batch of batches) {
      totals += this.#appendBatch(batch, sums, written);
    }
    if (sums !== undefined && written.events > 0) {
      this.#cells.add(sums, written.lastKey);
    }
    return written.events + totals;
  }

  /** Returns how many running totals of saved streams were new. */
  #appendBatch(batch: RolloutBatch, sums: CellSums | undefined, written: Written): number {
    const { path, home, name, thread, events, streamTotals, checkpoint } = batch;
    const rolloutKey = this.checkpoints.put(path, home, name, checkpoint);
    const threadKeys = new ThreadKeys(this.#threads, thread, home);
    const turnKeys = this.#putTurns(batch, threadKeys);
    const counts = new TurnCounts();
    for (const event of events) {
      const turnKey = turnKeys.of(event);
      const surroundingsKey = this.#surroundings.keyOf(event.surroundings);
      const threadKey = threadKeys.of(event);
      const eventKey = this.#putEvent(event, threadKey, turnKey, surroundingsKey, rolloutKey);
      if (eventKey !== undefined) {
        written.events += 1;
        written.lastKey = eventKey;
        const { surroundings, occurredAtMs, usage } = event;
        sums?.add(quarterOf(occurredAtMs), surroundingsKey, surroundings, occurredAtMs, usage);
        counts.add(turnKey, 1, event.occurredAtMs);
      } else {
        this.#moveEvent(event, threadKey, turnKey, rolloutKey, counts);
      }
    }
    counts.write(this.#turns);
    if (threadKeys.own !== undefined) {
      this.#threads.adopt(threadKeys.own);
    }
    return this.#provisional.putStreamTotals(streamTotals);
  }

  #putTurns({ turns }: RolloutBatch, threadKeys: ThreadKeys): TurnKeys {
    const keys = new TurnKeys(this.#turns, threadKeys);
    const { own } = threadKeys;
    if (own !== undefined) {
      for (const turn of turns) {
        keys.remember(own, turn.turnId, this.#turns.put(own, turn));
      }
    }
    return keys;
  }

  /** Returns the key of an event that is new. */
  #putEvent(
    { responseId, occurredAtMs, usage, offsetBytes }: NewUsageEvent,
    threadKey: number,
    turnKey: number,
    surroundingsKey: number,
    rolloutKey: number,
  ): number | undefined {
    const { changes, lastInsertRowid } = this.#insertEvent.run(
      threadKey,
      responseId,
      turnKey,
      surroundingsKey,
      occurredAtMs,
      usage.inputTokens,
      usage.cachedInputTokens,
      usage.cacheWriteInputTokens,
      usage.outputTokens,
      usage.reasoningOutputTokens,
      rolloutKey,
      offsetBytes,
    );
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  /** Notes where an event that is known was read last, and the turn that it is told to belong to. */
  #moveEvent(
    { responseId, offsetBytes, occurredAtMs }: NewUsageEvent,
    threadKey: number,
    turnKey: number,
    rolloutKey: number,
    counts: TurnCounts,
  ): void {
    const formerTurnKey = integer(this.#turnOf.get(threadKey, responseId) ?? {}, 'turn_key');
    if (formerTurnKey !== turnKey) {
      counts.add(formerTurnKey, -1, 0);
      counts.add(turnKey, 1, occurredAtMs);
    }
    this.#updateOrigin.run(turnKey, rolloutKey, offsetBytes, threadKey, responseId);
  }
}

interface Written {
  events: number;
  lastKey: number;
}
