import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { PromptFeatures } from '../../core/estimate/prompt.ts';
import { integer } from '../rows.ts';

/** A turn, with what an estimate would have known of it before its first token. */
export interface TurnFacts {
  readonly turnId: string;
  /** Undefined where the log does not tell it. */
  readonly rootTurnId: string | undefined;
  readonly startedAtMs: number;
  /** Tokens in the thread before it. */
  readonly contextTokens: number | undefined;
  /** Since the thread's last request. */
  readonly idleMs: number | undefined;
  readonly prompt: PromptFeatures | undefined;
}

/** Keeps turns. What was known of one before is not forgotten when it is told of again. */
export class TurnsTable {
  readonly #upsert: StatementSync;
  readonly #insertUnknown: StatementSync;
  readonly #count: StatementSync;

  constructor(db: DatabaseSync) {
    this.#upsert = db.prepare(`
      INSERT INTO turns (thread_key, turn_id, root_turn_id, run_id, started_at_ms, context_tokens, idle_ms, prompt)
      VALUES (?1, ?2, ?3, coalesce(?3, ?2), ?4, ?5, ?6, ?7)
      ON CONFLICT (thread_key, turn_id) DO UPDATE SET
        root_turn_id = coalesce(root_turn_id, excluded.root_turn_id),
        run_id = coalesce(root_turn_id, excluded.root_turn_id, run_id),
        started_at_ms = min(started_at_ms, excluded.started_at_ms),
        context_tokens = coalesce(context_tokens, excluded.context_tokens),
        idle_ms = coalesce(idle_ms, excluded.idle_ms),
        prompt = coalesce(prompt, excluded.prompt)
      RETURNING turn_key`);
    this.#insertUnknown = db.prepare(`
      INSERT INTO turns (thread_key, turn_id, run_id, started_at_ms) VALUES (?, ?, ?, ?)
      ON CONFLICT (thread_key, turn_id) DO UPDATE SET turn_id = excluded.turn_id RETURNING turn_key`);
    this.#count = db.prepare(`
      UPDATE turns SET requests = requests + ?, last_request_at_ms = max(coalesce(last_request_at_ms, 0), ?)
      WHERE turn_key = ?`);
  }

  /** Returns the turn's key. */
  put(threadKey: number, turn: TurnFacts): number {
    const row = this.#upsert.get(
      threadKey,
      turn.turnId,
      turn.rootTurnId ?? null,
      turn.startedAtMs,
      turn.contextTokens ?? null,
      turn.idleMs ?? null,
      turn.prompt === undefined ? null : JSON.stringify(turn.prompt),
    );
    return integer(row ?? {}, 'turn_key');
  }

  /** The key of a turn of which only its usage is known. */
  putUnknown(threadKey: number, turnId: string, runId: string, startedAtMs: number): number {
    return integer(this.#insertUnknown.get(threadKey, turnId, runId, startedAtMs) ?? {}, 'turn_key');
  }

  /** Notes that so many requests of a turn were written, the last of them at an instant. */
  count(turnKey: number, requests: number, lastRequestAtMs: number): void {
    this.#count.run(requests, lastRequestAtMs, turnKey);
  }
}
