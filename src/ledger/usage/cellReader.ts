import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

import { assert } from '../../base/assert.ts';
import type { Span } from '../../core/calendar.ts';
import type { Dimension } from '../../core/usage/dimensions.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import type { Meters } from '../../core/wallet/meters.ts';
import { CellKinds, type Kind } from './cellKinds.ts';
import { quarterOf } from './cellSums.ts';
import { type CellTotals, TOTALS_COLUMNS, type TotalsInOrder, addTo, slicedTotals, totalsFrom } from './cellTotals.ts';

/**
 * Adds cells up by span and kind. SQLite hands every cell to a function: to group them itself, it looks each one's
 * surroundings up and sorts them, which takes half as long again.
 */
export class CellReader {
  readonly #db: DatabaseSync;
  readonly #cells: StatementSync;
  readonly #kindsBy = new Map<string, CellKinds>();
  #kinds: CellKinds | undefined;
  #totals = new Map<Kind, CellTotals>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.function('add_cell', { varargs: true }, this.#addCell.bind(this) as (...columns: SQLOutputValue[]) => null);
    this.#cells = db.prepare(`
      SELECT count(add_cell(surroundings_key, ${TOTALS_COLUMNS.join()})) FROM usage_cells WHERE quarter >= ? AND quarter < ?`);
  }

  /**
   * Sums of the cells of each span, which begins and ends with a quarter of an hour, told apart by some dimensions and by
   * account: all other surroundings are left out. In none of the spans may an account change its meter.
   */
  *slices(spans: readonly Span[], dimensions: readonly Dimension[], meters: Meters): Generator<UsageSlice> {
    const kinds = this.#kindsOf(dimensions);
    for (const span of spans) {
      for (const [kind, totals] of this.#totalsIn(span, kinds)) {
        yield sliceOf(kind, totals, span.fromMs, meters);
      }
    }
  }

  #totalsIn({ fromMs, untilMs }: Span, kinds: CellKinds): ReadonlyMap<Kind, CellTotals> {
    this.#kinds = kinds;
    this.#totals = new Map();
    this.#cells.get(quarterOf(fromMs), quarterOf(untilMs));
    return this.#totals;
  }

  #addCell(surroundingsKey: number, ...cell: TotalsInOrder): null {
    assert(this.#kinds !== undefined, 'cells are added up by kind');
    const kind = this.#kinds.at(surroundingsKey);
    const totals = this.#totals.get(kind);
    if (totals === undefined) {
      this.#totals.set(kind, totalsFrom(cell));
    } else {
      addTo(totals, cell);
    }
    return null;
  }

  #kindsOf(dimensions: readonly Dimension[]): CellKinds {
    const name = dimensions.join();
    const kinds = this.#kindsBy.get(name) ?? new CellKinds(this.#db, dimensions);
    this.#kindsBy.set(name, kinds);
    return kinds;
  }
}

function sliceOf(surroundings: Kind, totals: CellTotals, atMs: number, meters: Meters): UsageSlice {
  return {
    ...slicedTotals(totals),
    atMs,
    surroundings,
    threadId: undefined,
    runId: undefined,
    meter: meters.at(surroundings.account, atMs),
    isIncomplete: false,
  };
}
