import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Surface, UsageEvent } from '../core/usageEvent.ts';
import { inTransaction, namingFailures } from './database.ts';
import { type Row, integer, text } from './rows.ts';

/** Where a rollout has been read up to, and what its decoder must remember. */
export interface Checkpoint {
  readonly offsetBytes: number;
  readonly headHash: string;
  readonly malformedLines: number;
  /** The decoder's state as JSON; the ledger does not look into it. */
  readonly decoderState: string;
}

/** A thread as its rollout's first line tells of it. */
export interface ThreadFacts {
  readonly threadId: string;
  readonly rootThreadId: string;
  readonly parentThreadId: string | undefined;
  readonly forkedFromId: string | undefined;
  readonly startedAtMs: number;
  readonly surface: Surface;
  readonly codexVersion: string | undefined;
  readonly isIncomplete: boolean;
}

export interface NewUsageEvent extends UsageEvent {
  /** The git top level that `cwd` lies in, else `cwd` itself. */
  readonly workspace: string | undefined;
}

/** What was read of one rollout since its last checkpoint. */
export interface RolloutBatch {
  readonly path: string;
  readonly home: string;
  readonly thread: ThreadFacts | undefined;
  readonly events: readonly NewUsageEvent[];
  readonly checkpoint: Checkpoint;
}

/** Writes what was read from rollouts. Facts and the place they were read up to go in together or not at all. */
export class UsageWriter {
  readonly #db: DatabaseSync;
  readonly #insertEvent: StatementSync;
  readonly #upsertThread: StatementSync;
  readonly #upsertRollout: StatementSync;
  readonly #selectRollouts: StatementSync;
  readonly #selectRollout: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insertEvent = db.prepare(`
      INSERT INTO usage_events (thread_id, response_id, turn_id, run_id, occurred_at_ms, model, effort, tier, cwd, workspace,
        surface, input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (thread_id, response_id) DO NOTHING`);
    this.#upsertThread = db.prepare(`
      INSERT INTO threads (thread_id, root_thread_id, parent_thread_id, forked_from_id, started_at_ms, surface, codex_version, home, is_incomplete)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (thread_id) DO UPDATE SET is_incomplete = excluded.is_incomplete`);
    this.#upsertRollout = db.prepare(`
      INSERT INTO rollouts (path, home, thread_id, offset_bytes, head_hash, decoder_state, malformed_lines)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET thread_id = excluded.thread_id, offset_bytes = excluded.offset_bytes,
        head_hash = excluded.head_hash, decoder_state = excluded.decoder_state, malformed_lines = excluded.malformed_lines`);
    this.#selectRollout = db.prepare(
      'SELECT offset_bytes, head_hash, decoder_state, malformed_lines FROM rollouts WHERE path = ?',
    );
    this.#selectRollouts = db.prepare(
      'SELECT path, offset_bytes, head_hash, decoder_state, malformed_lines FROM rollouts WHERE home = ?',
    );
  }

  /** The checkpoints of all rollouts of a home, by path. */
  checkpoints(home: string): Map<string, Checkpoint> {
    return namingFailures(() => {
      const rows = this.#selectRollouts.all(home);
      return new Map(rows.map((row) => [text(row, 'path'), checkpointOf(row)]));
    });
  }

  /** The checkpoint of one rollout; undefined where it has not been read. */
  checkpointOf(path: string): Checkpoint | undefined {
    return namingFailures(() => this.#selectRollout.all(path).map(checkpointOf).at(0));
  }

  /** Appends batches in one transaction; events known already change nothing. Returns how many events were new. */
  append(batches: readonly RolloutBatch[]): number {
    return inTransaction(this.#db, () => {
      let added = 0;
      for (const batch of batches) {
        added += this.#appendBatch(batch);
      }
      return added;
    });
  }

  #appendBatch({ path, home, thread, events, checkpoint }: RolloutBatch): number {
    let added = 0;
    for (const event of events) {
      added += Number(this.#insertEvent.run(...eventColumns(event)).changes);
    }
    if (thread !== undefined) {
      this.#upsertThread.run(
        thread.threadId,
        thread.rootThreadId,
        thread.parentThreadId ?? null,
        thread.forkedFromId ?? null,
        thread.startedAtMs,
        thread.surface,
        thread.codexVersion ?? null,
        home,
        thread.isIncomplete ? 1 : 0,
      );
    }
    const { offsetBytes, headHash, decoderState, malformedLines } = checkpoint;
    this.#upsertRollout.run(path, home, thread?.threadId ?? null, offsetBytes, headHash, decoderState, malformedLines);
    return added;
  }
}

function eventColumns(event: NewUsageEvent): (string | number | null)[] {
  const { usage } = event;
  return [
    event.threadId,
    event.responseId,
    event.turnId ?? null,
    event.runId,
    event.occurredAtMs,
    event.model ?? null,
    event.effort ?? null,
    event.tier ?? null,
    event.cwd ?? null,
    event.workspace ?? null,
    event.surface,
    usage.inputTokens,
    usage.cachedInputTokens,
    usage.cacheWriteInputTokens,
    usage.outputTokens,
    usage.reasoningOutputTokens,
  ];
}

function checkpointOf(row: Row): Checkpoint {
  return {
    offsetBytes: integer(row, 'offset_bytes'),
    headHash: text(row, 'head_hash'),
    malformedLines: integer(row, 'malformed_lines'),
    decoderState: text(row, 'decoder_state'),
  };
}
