import type { Calendar } from './calendar.ts';
import { type Grouping, UNKNOWN_KEY, keyFunction } from './cuts.ts';
import { isInside } from './folders.ts';
import { type CreditsMicros, NO_CREDITS, addCredits } from './money.ts';
import { matchesPattern } from './policy.ts';
import { type TokenUsage, NO_TOKENS, addTokens } from './tokenUsage.ts';
import type { Surface, Surroundings } from './usageEvent.ts';
import type { UsageSlice } from './usageSlice.ts';

/** Which requests a report is about; what is undefined lets all pass. */
export interface UsageFilter {
  /** A folder: that workspace, and those below it. */
  readonly workspace?: string | undefined;
  /** A pattern, in which `*` stands for anything. */
  readonly model?: string | undefined;
  readonly surface?: Surface | undefined;
}

/** What of a request's surroundings a cut or a filter may look at. */
export const DIMENSIONS = ['model', 'workspace', 'surface'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What must be told apart for a cut: the models, which every row names, and what it or its filter is by. */
export function dimensionsOf(grouping: Grouping, filter: UsageFilter): Dimension[] {
  return DIMENSIONS.filter(
    (dimension) => dimension === 'model' || dimension === grouping || filter[dimension] !== undefined,
  );
}

/** Sums over some requests. `credits` is what has a price; `unpricedRequests` counts what has none. */
export interface UsageSums {
  readonly requests: number;
  readonly usage: TokenUsage;
  readonly credits: CreditsMicros;
  /** Of `credits`: what is known to have drawn purchased credits, and what to be inside the allowance. */
  readonly paidCredits: CreditsMicros;
  readonly includedCredits: CreditsMicros;
  readonly unpricedRequests: number;
  readonly derivedPriceRequests: number;
  readonly isIncomplete: boolean;
  readonly models: readonly string[];
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
  const rows = new Map<string, SumBuilder>();
  const totals = new SumBuilder();
  for (const slice of slices) {
    if (!passes(filter, slice.surroundings)) {
      continue;
    }
    totals.add(slice);
    const key = keyOf(slice);
    let row = rows.get(key);
    if (row === undefined) {
      row = new SumBuilder();
      rows.set(key, row);
    }
    row.add(slice);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return { rows: sorted.map(([key, row]) => ({ key, ...row.sums() })), totals: totals.sums() };
}

/** Whether usage in some surroundings is among what a report is about. */
function passes({ workspace, model, surface }: UsageFilter, surroundings: Surroundings): boolean {
  return (
    (workspace === undefined || isInside(surroundings.workspace, workspace)) &&
    (model === undefined || (surroundings.model !== undefined && matchesPattern(surroundings.model, model))) &&
    (surface === undefined || surroundings.surface === surface)
  );
}

class SumBuilder {
  #requests = 0;
  #usage = NO_TOKENS;
  #credits = NO_CREDITS;
  #paidCredits = NO_CREDITS;
  #includedCredits = NO_CREDITS;
  #unpricedRequests = 0;
  #derivedPriceRequests = 0;
  #isIncomplete = false;
  readonly #models = new Set<string>();

  add(slice: UsageSlice): void {
    this.#requests += slice.requests;
    this.#usage = addTokens(this.#usage, slice.usage);
    this.#credits = addCredits(this.#credits, slice.credits);
    if (slice.meter === 'credits') {
      this.#paidCredits = addCredits(this.#paidCredits, slice.credits);
    } else if (slice.meter === 'included') {
      this.#includedCredits = addCredits(this.#includedCredits, slice.credits);
    }
    this.#unpricedRequests += slice.unpricedRequests;
    this.#derivedPriceRequests += slice.derivedPriceRequests;
    this.#isIncomplete ||= slice.isIncomplete;
    this.#models.add(slice.surroundings.model ?? UNKNOWN_KEY);
  }

  sums(): UsageSums {
    return {
      requests: this.#requests,
      usage: this.#usage,
      credits: this.#credits,
      paidCredits: this.#paidCredits,
      includedCredits: this.#includedCredits,
      unpricedRequests: this.#unpricedRequests,
      derivedPriceRequests: this.#derivedPriceRequests,
      isIncomplete: this.#isIncomplete,
      models: [...this.#models].sort(),
    };
  }
}
