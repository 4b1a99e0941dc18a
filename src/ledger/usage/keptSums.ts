import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { quarterOf } from './cellSums.ts';

/**
 * Sums of days and longer spans that were asked for before. They are good for as long as nothing is written that changes
 * them: whoever writes usage or balances forgets what that touches. {@link KeptSlices} keeps and reads them.
 */
export class KeptSums {
  readonly #forget: StatementSync;

  constructor(db: DatabaseSync) {
    this.#forget = db.prepare('DELETE FROM kept_sums WHERE until_quarter > ?');
  }

  /** Forgets what holds an instant or what is behind it. */
  forgetFrom(atMs: number): void {
    this.#forget.run(quarterOf(atMs));
  }

  forgetAll(): void {
    this.#forget.run(0);
  }
}
