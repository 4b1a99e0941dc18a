import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Surroundings } from '../../core/usage/usageEvent.ts';
import { type Row, text } from '../rows.ts';
import { QUARTER_MS } from './cellSums.ts';
import { type CellTotals, type TotalsInOrder, inOrder, totalsFrom } from './cellTotals.ts';

/** What one account used of one model; null is what is not known. */
export interface ModelTotals {
  readonly account: string | null;
  readonly model: string | null;
  readonly totals: CellTotals;
}

/** The same as it is written, since names would make it three times as long. */
type Written = readonly [account: string | null, model: string | null, ...totals: TotalsInOrder];

/** A span in quarters of an hour. */
export interface Quarters {
  readonly from: number;
  readonly until: number;
}

/** Days that lose an hour have 23. Shorter spans are many, and quickly added up. */
const SHORTEST_QUARTERS = (23 * 3_600_000) / QUARTER_MS;

/**
 * Sums of days and longer spans that were asked for before, so that a report over years adds up only what is new. They
 * are good for as long as nothing is written into their span: whoever changes cells forgets what holds them.
 */
export class KeptSums {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;

  constructor(db: DatabaseSync) {
    this.#select = db.prepare('SELECT totals FROM kept_sums WHERE until_quarter = ? AND from_quarter = ?');
    this.#insert = db.prepare(
      'INSERT OR REPLACE INTO kept_sums (until_quarter, from_quarter, totals) VALUES (?, ?, ?)',
    );
    this.#forget = db.prepare('DELETE FROM kept_sums WHERE until_quarter > ?');
  }

  /** Whether it pays to keep the sums of a span. */
  isWorthIt({ from, until }: Quarters): boolean {
    return until - from >= SHORTEST_QUARTERS;
  }

  /** The sums of just that span; undefined where they are not kept. */
  get({ from, until }: Quarters): readonly ModelTotals[] | undefined {
    const row: Row | undefined = this.#select.get(until, from);
    return row === undefined ? undefined : (JSON.parse(text(row, 'totals')) as Written[]).map(totalsOf);
  }

  keep({ from, until }: Quarters, totals: Iterable<readonly [Surroundings, CellTotals]>): void {
    this.#insert.run(until, from, JSON.stringify(Array.from(totals, writtenFrom)));
  }

  /** Forgets what holds cells of a quarter or of those behind it. */
  forgetFrom(quarter: number): void {
    this.#forget.run(quarter);
  }

  forgetAll(): void {
    this.#forget.run(0);
  }
}

function writtenFrom([{ account, model }, totals]: readonly [Surroundings, CellTotals]): Written {
  return [account ?? null, model ?? null, ...inOrder(totals)];
}

function totalsOf([account, model, ...totals]: Written): ModelTotals {
  return { account, model, totals: totalsFrom(totals) };
}
