import type { DatabaseSync, StatementSync } from 'node:sqlite';

import {
  type BalanceSighting,
  NO_FACTS,
  type WalletFacts,
  type WalletSnapshot,
  type WalletSource,
  sightingOf,
} from '../../core/wallet/wallet.ts';
import { LONGEST_WINDOW_MS } from '../../core/wallet/statement/meterProofs.ts';
import { joinedAccounts, mergeObservations } from '../../core/wallet/walletMerge.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { type Row, integer, text } from '../rows.ts';
import type { KeptSums } from '../usage/keptSums.ts';

/** Since the last answer of the app-server, so many observations are joined to it: more than a week without one has. */
const MOST_JOINED = 500;

/**
 * Keeps what was seen of balances and windows, as it was said. Of a stretch in which one source told the same of an
 * account, the first and the last sight are kept; observations may come in any order.
 */
export class Balances {
  readonly #db: DatabaseSync;
  readonly #kept: KeptSums;
  readonly #before: StatementSync;
  readonly #after: StatementSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #accounts: StatementSync;
  readonly #newestAccount: StatementSync;
  readonly #newest: StatementSync;
  readonly #between: StatementSync;

  /** `kept`: sums that follow from what is seen, since it tells what was drawn on. */
  constructor(db: DatabaseSync, kept: KeptSums) {
    this.#db = db;
    this.#kept = kept;
    const neighbours = (condition: string): StatementSync =>
      db.prepare(`
        SELECT observed_at_ms, snapshot FROM balances
        WHERE account = ? AND source = ? AND observed_at_ms ${condition} LIMIT 2`);
    this.#before = neighbours('< ? ORDER BY observed_at_ms DESC');
    this.#after = neighbours('> ? ORDER BY observed_at_ms');
    this.#insert = db.prepare('INSERT INTO balances VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.#delete = db.prepare('DELETE FROM balances WHERE account = ? AND source = ? AND observed_at_ms = ?');
    // From one account to the next: to tell them apart, SQLite would read all rows.
    const accounts = `
      WITH RECURSIVE accounts (account) AS (
        SELECT min(account) FROM balances
        UNION ALL
        SELECT (SELECT min(account) FROM balances b WHERE b.account > a.account) FROM accounts a
        WHERE a.account IS NOT NULL)`;
    this.#accounts = db.prepare(`${accounts} SELECT account FROM accounts WHERE account > ''`);
    this.#newestAccount = db.prepare(`
      ${accounts}, sources (source) AS (VALUES ('appServer'), ('update'), ('rollout'))
      SELECT account, (SELECT max(observed_at_ms) FROM balances b WHERE b.account = a.account AND b.source = s.source) AS at
      FROM accounts a, sources s WHERE at IS NOT NULL ORDER BY at DESC LIMIT 1`);
    const isOfAny = "account IN (SELECT value FROM json_each(?1)) AND source IN ('appServer', 'update', 'rollout')";
    this.#newest = db.prepare(`
      SELECT * FROM balances WHERE ${isOfAny} AND observed_at_ms <= ?2 AND observed_at_ms >= coalesce(
        (SELECT max(observed_at_ms) FROM balances
          WHERE account IN (SELECT value FROM json_each(?1)) AND source = 'appServer' AND observed_at_ms <= ?2), 0)
      ORDER BY observed_at_ms DESC, source DESC LIMIT ${MOST_JOINED}`);
    this.#between = db.prepare(`
      SELECT * FROM balances WHERE ${isOfAny} AND observed_at_ms >= ?2 AND observed_at_ms < ?3
      ORDER BY observed_at_ms, source`);
  }

  /** Returns how many told something new. */
  record(observations: readonly WalletSnapshot[]): number {
    return observations.length === 0 ? 0 : inTransaction(this.#db, () => this.#putAll(observations));
  }

  /** The accounts that were ever seen. */
  accounts(): string[] {
    return namingFailures(() => this.#accounts.all().map((row) => text(row, 'account')));
  }

  /** The account that was seen last; '' where it was not told, undefined where none was seen. */
  newestAccount(): string | undefined {
    return namingFailures(() =>
      this.#newestAccount
        .all()
        .map((row) => text(row, 'account'))
        .at(0),
    );
  }

  /** What was known of an account at an instant, as `mergeObservations` joins it; '' for one that is not told. */
  merged(account: string, atMs = Number.MAX_SAFE_INTEGER): WalletSnapshot | undefined {
    return namingFailures(() => {
      const joined = JSON.stringify(joinedAccounts(account, this.accounts()));
      return mergeObservations(this.#newest.all(joined, atMs).map(snapshotOf).toReversed());
    });
  }

  /** What was seen of an account from one instant until before another, in order of time. */
  history(account: string, fromMs: number, untilMs: number): BalanceSighting[] {
    return namingFailures(() => {
      const joined = JSON.stringify(joinedAccounts(account, this.accounts()));
      return this.#between.all(joined, fromMs, untilMs).map(sightingIn);
    });
  }

  #putAll(observations: readonly WalletSnapshot[]): number {
    const changedMs = observations.map((observation) => this.#put(observation)).filter((atMs) => atMs !== undefined);
    if (changedMs.length > 0) {
      this.#kept.forgetFrom(changedMs.reduce((a, b) => Math.min(a, b)) - LONGEST_WINDOW_MS);
    }
    return changedMs.length;
  }

  /**
   * Returns from when on something is seen otherwise than before: with the first sight of another account all of it,
   * since requests that tell of none were the only one's. Undefined where nothing is.
   */
  #put({ observedAtMs, source, ...said }: WalletSnapshot): number | undefined {
    const account = said.account.id ?? '';
    const snapshot = JSON.stringify({ ...NO_FACTS, ...said });
    const isSame = (row: Row | undefined): boolean => row?.['snapshot'] === snapshot;
    const [before, beforeThat] = this.#before.all(account, source, observedAtMs);
    const [after, afterThat] = this.#after.all(account, source, observedAtMs);
    if (isSame(before) && isSame(after)) {
      return undefined;
    }
    if (this.#insert.run(account, source, observedAtMs, snapshot).changes === 0) {
      return undefined;
    }
    for (const [next, nextButOne] of [
      [before, beforeThat],
      [after, afterThat],
    ]) {
      if (next !== undefined && isSame(next) && isSame(nextButOne)) {
        this.#delete.run(account, source, integer(next, 'observed_at_ms'));
      }
    }
    return before === undefined ? Number.NEGATIVE_INFINITY : integer(before, 'observed_at_ms');
  }
}

/** Years of them are read for one report, hence no more is made of each than is needed. */
function sightingIn(row: Row): BalanceSighting {
  const said = JSON.parse(text(row, 'snapshot')) as WalletFacts;
  return sightingOf(said, integer(row, 'observed_at_ms'), text(row, 'source') as WalletSource);
}

function snapshotOf(row: Row): WalletSnapshot {
  return {
    ...NO_FACTS,
    ...(JSON.parse(text(row, 'snapshot')) as Omit<WalletSnapshot, 'observedAtMs' | 'source'>),
    observedAtMs: integer(row, 'observed_at_ms'),
    source: text(row, 'source') as WalletSource,
  };
}
