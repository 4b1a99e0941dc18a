import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Surface } from '../../core/usage/usageEvent.ts';
import { integer, text } from '../rows.ts';

/** A thread as its rollout tells of it. */
export interface ThreadFacts {
  readonly threadId: string;
  readonly rootThreadId: string;
  readonly parentThreadId: string | undefined;
  readonly forkedFromId: string | undefined;
  readonly startedAtMs: number;
  readonly surface: Surface;
  readonly originator: string | undefined;
  readonly codexVersion: string | undefined;
  /** See the schema: what a fork that nothing dates has surely not used itself. */
  readonly inheritedTotalId: string | undefined;
  readonly isIncomplete: boolean;
}

/** Keeps threads, and finds out to which run the turns of subagents belong where their logs do not tell. */
export class ThreadsTable {
  readonly #upsert: StatementSync;
  readonly #insertUnknown: StatementSync;
  readonly #selectChildren: StatementSync;
  readonly #selectParentRun: StatementSync;
  readonly #moveToRun: StatementSync;

  constructor(db: DatabaseSync) {
    this.#upsert = db.prepare(`
      INSERT INTO threads (thread_id, root_thread_id, parent_thread_id, forked_from_id, started_at_ms, surface, originator,
        codex_version, home, inherited_total_id, is_incomplete)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (thread_id) DO UPDATE SET
        root_thread_id = excluded.root_thread_id,
        parent_thread_id = coalesce(excluded.parent_thread_id, parent_thread_id),
        forked_from_id = coalesce(excluded.forked_from_id, forked_from_id),
        started_at_ms = min(started_at_ms, excluded.started_at_ms),
        surface = excluded.surface,
        originator = coalesce(excluded.originator, originator),
        codex_version = coalesce(excluded.codex_version, codex_version),
        inherited_total_id = excluded.inherited_total_id,
        is_incomplete = max(is_incomplete, excluded.is_incomplete)
      RETURNING thread_key`);
    this.#insertUnknown = db.prepare(`
      INSERT INTO threads (thread_id, root_thread_id, started_at_ms, surface, home) VALUES (?1, ?1, ?2, ?3, ?4)
      ON CONFLICT (thread_id) DO UPDATE SET thread_id = excluded.thread_id RETURNING thread_key`);
    this.#selectChildren = db.prepare(`
      SELECT c.thread_key FROM threads p JOIN threads c ON c.parent_thread_id = p.thread_id WHERE p.thread_key = ?`);
    this.#selectParentRun = db.prepare(`
      SELECT u.run_id FROM threads t JOIN threads p ON p.thread_id = t.parent_thread_id
        JOIN turns u ON u.thread_key = p.thread_key
      WHERE t.thread_key = ? AND u.started_at_ms <= t.started_at_ms ORDER BY u.started_at_ms DESC LIMIT 1`);
    this.#moveToRun = db.prepare(
      'UPDATE turns SET run_id = ?1 WHERE thread_key = ?2 AND root_turn_id IS NULL AND run_id <> ?1',
    );
  }

  /** Returns the thread's key. */
  put(thread: ThreadFacts, home: string): number {
    const row = this.#upsert.get(
      thread.threadId,
      thread.rootThreadId,
      thread.parentThreadId ?? null,
      thread.forkedFromId ?? null,
      thread.startedAtMs,
      thread.surface,
      thread.originator ?? null,
      thread.codexVersion ?? null,
      home,
      thread.inheritedTotalId ?? null,
      thread.isIncomplete ? 1 : 0,
    );
    return integer(row ?? {}, 'thread_key');
  }

  /** The key of a thread of which only its usage is known so far. */
  putUnknown(threadId: string, startedAtMs: number, surface: Surface, home: string): number {
    return integer(this.#insertUnknown.get(threadId, startedAtMs, surface, home) ?? {}, 'thread_key');
  }

  /** Puts the turns of a thread into its parent's run, where that is known, and those of its children into its own. */
  adopt(threadKey: number, depth = 0): void {
    const run = this.#selectParentRun.get(threadKey);
    if (run !== undefined) {
      this.#moveToRun.run(text(run, 'run_id'), threadKey);
    }
    if (depth < MAX_DEPTH) {
      for (const child of this.#selectChildren.all(threadKey)) {
        this.adopt(integer(child, 'thread_key'), depth + 1);
      }
    }
  }
}

/** Deeper than agents nest; a log that says a thread is its own ancestor must not hang us. */
const MAX_DEPTH = 16;
