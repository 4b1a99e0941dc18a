import type { DatabaseSync } from 'node:sqlite';

import { joinedAccounts } from '../../core/wallet/walletMerge.ts';
import type { Balances } from '../wallet/balances.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { type Row, integer, optionalInteger } from '../rows.ts';

/** Remembers which alerts of a wallet were told, so that each is told once, whatever process finds it. */
export class ToldAlerts {
  readonly #db: DatabaseSync;
  readonly #balances: Balances;

  constructor(db: DatabaseSync, balances: Balances) {
    this.#db = db;
    this.#balances = balances;
  }

  /** Notes the first start with this ledger; later ones change nothing. */
  beginWatching(nowMs: number): void {
    namingFailures(() => {
      if (optionalInteger(this.#machine(), 'watched_since_ms') === undefined) {
        this.#db.prepare('UPDATE machine SET watched_since_ms = ? WHERE watched_since_ms IS NULL').run(nowMs);
      }
    });
  }

  /** When the ledger was first opened by a version that tells alerts. */
  watchedSinceMs(): number {
    return namingFailures(() => integer(this.#machine(), 'watched_since_ms'));
  }

  /**
   * Takes on to tell these alerts of an account; returns those that were not told before. It is noted before it is
   * done: a process that dies in between leaves one untold, and none is ever told twice.
   */
  claim(account: string, alertIds: readonly string[], nowMs: number): string[] {
    return inTransaction(this.#db, () => {
      const joined = JSON.stringify(joinedAccounts(account, this.#balances.accounts()));
      const insert = this.#db.prepare(`
        INSERT INTO told_alerts SELECT ?1, ?2, ?3 WHERE NOT EXISTS (
          SELECT 1 FROM told_alerts WHERE account IN (SELECT value FROM json_each(?4)) AND alert_id = ?2)`);
      return alertIds.filter((id) => insert.run(account, id, nowMs, joined).changes > 0);
    });
  }

  #machine(): Row {
    return this.#db.prepare('SELECT watched_since_ms FROM machine').get() ?? {};
  }
}
