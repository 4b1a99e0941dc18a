import type { DatabaseSync } from 'node:sqlite';

import type { WalletSnapshot } from '../core/wallet.ts';
import { inTransaction, namingFailures } from './database.ts';
import { integer, text } from './rows.ts';

/** Keeps the balances that were seen: of a stretch in which nothing changed, the first and the last sight. */
export class Balances {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  record(snapshot: WalletSnapshot): void {
    inTransaction(this.#db, () => {
      const [last, beforeLast] = this.#newest(2);
      if (last !== undefined && last.observedAtMs >= snapshot.observedAtMs) {
        return;
      }
      if (
        last !== undefined &&
        beforeLast !== undefined &&
        sameFacts(last, snapshot) &&
        sameFacts(beforeLast, snapshot)
      ) {
        this.#db.prepare('DELETE FROM balances WHERE observed_at_ms = ?').run(last.observedAtMs);
      }
      this.#db
        .prepare('INSERT INTO balances (observed_at_ms, snapshot) VALUES (?, ?)')
        .run(snapshot.observedAtMs, JSON.stringify(snapshot));
    });
  }

  latest(): WalletSnapshot | undefined {
    return namingFailures(() => this.#newest(1).at(0));
  }

  #newest(limit: number): WalletSnapshot[] {
    return this.#db
      .prepare('SELECT observed_at_ms, snapshot FROM balances ORDER BY observed_at_ms DESC LIMIT ?')
      .all(limit)
      .map((row) => ({
        ...(JSON.parse(text(row, 'snapshot')) as WalletSnapshot),
        observedAtMs: integer(row, 'observed_at_ms'),
      }));
  }
}

function sameFacts(a: WalletSnapshot, b: WalletSnapshot): boolean {
  return JSON.stringify({ ...a, observedAtMs: 0 }) === JSON.stringify({ ...b, observedAtMs: 0 });
}
