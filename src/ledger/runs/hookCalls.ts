import type { DatabaseSync } from 'node:sqlite';

import { inTransaction } from '../database.ts';
import { isAlive } from './processes.ts';
import { type Row, integer, optionalText } from '../rows.ts';

/** Codex calls all hooks of a moment at the same time; a machine that is busy may start one of them later. */
const TOGETHER_MS = 10_000;
const FORGOTTEN_AFTER_MS = 86_400_000;

/** A call of a hook, as two hooks are told of the same. `promptHash` is of prompts alone, and salted. */
export interface SharedCall {
  readonly event: string;
  readonly turnId: string;
  readonly promptHash: string | undefined;
}

/**
 * Which process answers a call. Where a home has hooks of ours and its administrator has them, too, both are called for
 * the same prompt or request: the first answers, and the other one has nothing to say.
 */
export class HookCalls {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Whether this process is to answer. One that died without an answer is taken over from. */
  take({ event, turnId, promptHash }: SharedCall, pid: number, nowMs: number): boolean {
    return inTransaction(this.#db, () => {
      const other = this.#db.prepare('SELECT * FROM hook_calls WHERE event = ? AND turn_id = ?').get(event, turnId);
      if (other !== undefined && isOfOther(other, promptHash, pid, nowMs)) {
        return false;
      }
      this.#db.prepare('DELETE FROM hook_calls WHERE taken_at_ms <= ?').run(nowMs - FORGOTTEN_AFTER_MS);
      this.#db
        .prepare('INSERT OR REPLACE INTO hook_calls VALUES (?, ?, ?, ?, ?, 0)')
        .run(event, turnId, promptHash ?? null, pid, nowMs);
      return true;
    });
  }
}

/** A turn makes many requests, one after the other: of these, only who is still at it answers the same one. */
function isOfOther(row: Row, promptHash: string | undefined, pid: number, nowMs: number): boolean {
  const other = integer(row, 'pid');
  const isSamePrompt = promptHash !== undefined && optionalText(row, 'prompt_hash') === promptHash;
  const isAtIt = other !== pid && isAlive(other);
  const isDone = integer(row, 'is_answered') === 1 && isSamePrompt;
  return nowMs < integer(row, 'taken_at_ms') + TOGETHER_MS && (isDone || isAtIt);
}
