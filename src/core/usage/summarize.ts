import type { Calendar } from '../calendar.ts';
import { type Grouping, keyFunction } from './cuts.ts';
import { DIMENSIONS, type Dimension } from './dimensions.ts';
import { isInside } from '../folders.ts';
import { matchesPattern } from '../policy/policy.ts';
import type { Surface, Surroundings } from './usageEvent.ts';
import type { UsageSlice } from './usageSlice.ts';
import { SumTable, type UsageSums } from './usageSums.ts';

/** Which requests a report is about; what is undefined lets all pass. */
export interface UsageFilter {
  /** A folder: that workspace, and those below it. */
  readonly workspace?: string | undefined;
  /** A pattern, in which `*` stands for anything. */
  readonly model?: string | undefined;
  readonly surface?: Surface | undefined;
}

/** What must be told apart for a cut: the models, which every row names, and what it or its filter is by. */
export function dimensionsOf(grouping: Grouping, filter: UsageFilter): Dimension[] {
  return DIMENSIONS.filter(
    (dimension) => dimension === 'model' || dimension === grouping || filter[dimension] !== undefined,
  );
}

export interface UsageRow extends UsageSums {
  readonly key: string;
}

export interface UsageReport {
  readonly rows: readonly UsageRow[];
  readonly totals: UsageSums;
}

/**
 * Cuts usage that passes the filter by `grouping`. No slice may reach from one row into another: see {@link spansOf} and
 * {@link needsTurns}. Rows come in the order of their keys.
 */
export function summarize(
  slices: Iterable<UsageSlice>,
  grouping: Grouping,
  calendar: Calendar,
  filter: UsageFilter = {},
): UsageReport {
  const keyOf = keyFunction(grouping, calendar);
  const table = new SumTable();
  const totals = table.addRow();
  const rows = new Map<string, number>();
  for (const slice of slices) {
    if (!passes(filter, slice.surroundings)) {
      continue;
    }
    table.add(totals, slice);
    const key = keyOf(slice);
    let row = rows.get(key);
    if (row === undefined) {
      row = table.addRow();
      rows.set(key, row);
    }
    table.add(row, slice);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return { rows: sorted.map(([key, row]) => ({ key, ...table.sums(row) })), totals: table.sums(totals) };
}

/** Whether usage in some surroundings is among what a report is about. */
function passes({ workspace, model, surface }: UsageFilter, surroundings: Surroundings): boolean {
  return (
    (workspace === undefined || isInside(surroundings.workspace, workspace)) &&
    (model === undefined || (surroundings.model !== undefined && matchesPattern(surroundings.model, model))) &&
    (surface === undefined || surroundings.surface === surface)
  );
}
