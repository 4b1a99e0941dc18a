import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { EndedTurn } from '../../core/hooks/hookedRun.ts';
import type { ModelRequest, Surroundings } from '../../core/usage/usageEvent.ts';
import type { WalletSnapshot } from '../../core/wallet/wallet.ts';
import type { Balances } from '../wallet/balances.ts';
import { ThreadKeys, TurnCounts, TurnKeys } from './batchKeys.ts';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { type CellSums, quarterOf } from './cellSums.ts';
import { inTransaction } from '../database.ts';
import { TurnEnds } from '../runs/hookedRuns.ts';
import type { ProvisionalUsage, StreamTotal } from './provisionalUsage.ts';
import { integer } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { TOKEN_COLUMNS } from './usageColumns.ts';
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
  readonly endedTurns: readonly EndedTurn[];
  readonly events: readonly NewUsageEvent[];
  readonly streamTotals: readonly StreamTotal[];
  /** What the rollout says of balance and windows. */
  readonly balances: readonly WalletSnapshot[];
  readonly checkpoint: Checkpoint;
}

/** What was new in some batches. */
export interface Appended {
  /** Requests. */
  readonly added: number;
  /** Observations of the balance. */
  readonly observed: number;
}

/** Writes what was read from rollouts. Facts and the place they were read up to go in together or not at all. */
export class UsageWriter {
  readonly checkpoints: Checkpoints;
  readonly #db: DatabaseSync;
  readonly #surroundings: SurroundingsTable;
  readonly #threads: ThreadsTable;
  readonly #turns: TurnsTable;
  readonly #turnEnds: TurnEnds;
  readonly #provisional: ProvisionalUsage;
  readonly #cells: UsageCells;
  readonly #balances: Balances;
  readonly #insertEvent: StatementSync;
  readonly #known: StatementSync;
  readonly #update: StatementSync;

  constructor(
    db: DatabaseSync,
    surroundings: SurroundingsTable,
    provisional: ProvisionalUsage,
    cells: UsageCells,
    balances: Balances,
  ) {
    this.#db = db;
    this.#balances = balances;
    this.#cells = cells;
    this.#surroundings = surroundings;
    this.#provisional = provisional;
    this.checkpoints = new Checkpoints(db);
    this.#threads = new ThreadsTable(db);
    this.#turns = new TurnsTable(db);
    this.#turnEnds = new TurnEnds(db);
    this.#insertEvent = db.prepare(`
      INSERT INTO usage_events (thread_key, response_id, turn_key, surroundings_key, occurred_at_ms, ${TOKEN_COLUMNS}, rollout_key, offset_bytes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (thread_key, response_id) DO NOTHING`);
    this.#known = db.prepare(
      'SELECT turn_key, surroundings_key FROM usage_events WHERE thread_key = ? AND response_id = ?',
    );
    this.#update = db.prepare(`
      UPDATE usage_events SET turn_key = ?, surroundings_key = ?, rollout_key = ?, offset_bytes = ?
      WHERE thread_key = ? AND response_id = ?`);
  }

  /** Appends batches in one transaction; events known already change nothing but where they were read last. */
  append(batches: readonly RolloutBatch[]): Appended {
    try {
      return inTransaction(this.#db, () => this.#appendAll(batches));
    } catch (error) {
      this.#surroundings.forget();
      throw error;
    }
  }

  #appendAll(batches: readonly RolloutBatch[]): Appended {
    const sums = this.#cells.isCurrent() ? this.#cells.newSums() : undefined;
    const written = { events: 0, lastKey: 0, isCorrected: false };
    let totals = 0;
    for (const batch of batches) {
      totals += this.#appendBatch(batch, sums, written);
    }
    if (written.isCorrected) {
      this.#cells.forget();
    } else if (sums !== undefined && written.events > 0) {
      this.#cells.add(sums, written.lastKey);
    }
    const observed = this.#balances.record(batches.flatMap(({ balances }) => balances));
    return { added: written.events + totals, observed };
  }

  /** Returns how many running totals of saved streams were new. */
  #appendBatch(batch: RolloutBatch, sums: CellSums | undefined, written: Written): number {
    const { path, home, name, thread, events, streamTotals, checkpoint } = batch;
    const rolloutKey = this.checkpoints.put(path, home, name, checkpoint);
    const threadKeys = new ThreadKeys(this.#threads, thread, home);
    const turnKeys = this.#putTurns(batch, threadKeys);
    const counts = new TurnCounts();
    for (const event of events) {
      const threadKey = threadKeys.of(event);
      const turnKey = turnKeys.of(event, threadKey);
      const surroundingsKey = this.#surroundings.keyOf(event.surroundings);
      const eventKey = this.#putEvent(event, threadKey, turnKey, surroundingsKey, rolloutKey);
      if (eventKey !== undefined) {
        written.events += 1;
        written.lastKey = eventKey;
        const { surroundings, occurredAtMs, usage } = event;
        sums?.add(quarterOf(occurredAtMs), surroundingsKey, surroundings, occurredAtMs, usage);
        counts.add(turnKey, 1, event.occurredAtMs);
      } else {
        const isOther = this.#moveEvent(event, { threadKey, turnKey, surroundingsKey, rolloutKey }, counts);
        written.isCorrected ||= isOther;
      }
    }
    counts.write(this.#turns);
    if (threadKeys.own !== undefined) {
      this.#threads.adopt(threadKeys.own);
    }
    this.#turnEnds.tell(batch.endedTurns);
    return this.#provisional.putStreamTotals(streamTotals);
  }

  #putTurns({ turns }: RolloutBatch, threadKeys: ThreadKeys): TurnKeys {
    const keys = new TurnKeys(this.#turns);
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

  /**
   * Notes where an event that is known was read last, and what it is told to belong to. Returns whether it has other
   * surroundings now.
   */
  #moveEvent(
    { responseId, offsetBytes, occurredAtMs }: NewUsageEvent,
    { threadKey, turnKey, surroundingsKey, rolloutKey }: EventKeys,
    counts: TurnCounts,
  ): boolean {
    const known = this.#known.get(threadKey, responseId) ?? {};
    const formerTurnKey = integer(known, 'turn_key');
    if (formerTurnKey !== turnKey) {
      counts.add(formerTurnKey, -1, 0);
      counts.add(turnKey, 1, occurredAtMs);
    }
    this.#update.run(turnKey, surroundingsKey, rolloutKey, offsetBytes, threadKey, responseId);
    return integer(known, 'surroundings_key') !== surroundingsKey;
  }
}

/** What an event is found by, and what it belongs to. */
interface EventKeys {
  readonly threadKey: number;
  readonly turnKey: number;
  readonly surroundingsKey: number;
  readonly rolloutKey: number;
}

interface Written {
  /** Events that were known have other surroundings than before: sums by surroundings hold no more. */
  isCorrected: boolean;
  events: number;
  lastKey: number;
}
