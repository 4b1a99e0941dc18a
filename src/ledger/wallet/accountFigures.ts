import type { DatabaseSync } from 'node:sqlite';

import { type Agreement, agreements } from '../../core/prices/calibration/agreement.ts';
import { type AccountFigure, compareFigures } from '../../core/prices/calibration/figures.ts';
import { ownFigures } from '../../core/prices/calibration/ownFigures.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { type Row, integer, text } from '../rows.ts';
import type { UsageReader } from '../usage/usageReader.ts';

/** Keeps what the account says threads have cost, and holds our own figures against it. */
export class AccountFigures {
  readonly #db: DatabaseSync;
  readonly #usage: UsageReader;
  readonly #card: RateCard;

  constructor(db: DatabaseSync, usage: UsageReader, card: RateCard) {
    this.#db = db;
    this.#usage = usage;
    this.#card = card;
  }

  /** Keeps the figures of one thread in place of those told before. */
  record(threadId: string, figures: readonly AccountFigure[]): void {
    inTransaction(this.#db, () => {
      this.#db.prepare('DELETE FROM account_figures WHERE thread_id = ?').run(threadId);
      const insert = this.#db.prepare('INSERT INTO account_figures VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
      for (const { model, tier, credits, inputTokens, cachedInputTokens, outputTokens, readAtMs } of figures) {
        insert.run(threadId, model, tier, credits, inputTokens, cachedInputTokens, outputTokens, readAtMs);
      }
    });
  }

  /** Threads used since an instant of which the account has not been asked after their last request, newest first. */
  threadsToAsk(sinceMs: number, limit: number): string[] {
    return namingFailures(() =>
      this.#db
        .prepare(
          `SELECT t.thread_id FROM turns u JOIN threads t USING (thread_key)
          WHERE u.last_request_at_ms >= ? GROUP BY t.thread_key
          HAVING max(u.last_request_at_ms) >=
            coalesce((SELECT max(read_at_ms) FROM account_figures a WHERE a.thread_id = t.thread_id), 0)
          ORDER BY max(u.last_request_at_ms) DESC LIMIT ?`,
        )
        .all(sinceMs, limit)
        .map((row) => text(row, 'thread_id')),
    );
  }

  /** How our figures stand against those that the account has told since an instant. */
  agreements(sinceMs: number): Agreement[] {
    return namingFailures(() => {
      const account = this.#db
        .prepare('SELECT * FROM account_figures WHERE read_at_ms >= ?')
        .all(sinceMs)
        .map(figureOf);
      const threads = new Set(account.map(({ threadId }) => threadId));
      const own = [...threads].flatMap((threadId) => ownFigures(this.#usage.ofThread(threadId, 0), this.#card));
      return agreements(compareFigures(own, account));
    });
  }
}

function figureOf(row: Row): AccountFigure {
  return {
    threadId: text(row, 'thread_id'),
    model: text(row, 'model'),
    tier: text(row, 'tier'),
    credits: integer(row, 'credits_micros') as CreditsMicros,
    inputTokens: integer(row, 'input_tokens'),
    cachedInputTokens: integer(row, 'cached_input_tokens'),
    outputTokens: integer(row, 'output_tokens'),
    readAtMs: integer(row, 'read_at_ms'),
  };
}
