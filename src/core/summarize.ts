import type { Calendar, Span } from './calendar.ts';
import { isInside } from './folders.ts';
import { type CreditsMicros, NO_CREDITS, addCredits } from './money.ts';
import { matchesPattern } from './policy.ts';
import { type TokenUsage, NO_TOKENS, addTokens } from './tokenUsage.ts';
import type { Surface, Surroundings } from './usageEvent.ts';
import type { UsageSlice } from './usageSlice.ts';

/** What usage can be cut by. */
export const GROUPINGS = ['day', 'week', 'month', 'thread', 'run', 'model', 'workspace', 'surface'] as const;
export type Grouping = (typeof GROUPINGS)[number];

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

/** The key of what is not known, in a cut by something that is not always recorded. */
export const UNKNOWN_KEY = 'unknown';

/**
 * Cuts usage that passes the filter by `grouping`. No slice may reach from one row into another: see {@link spansOf} and
 * {@link needsEveryRequest}. Rows come in the order of their keys.
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

/** Cuts that need every request by itself. All others can do with slices of a span of {@link spansOf}. */
export function needsEveryRequest(grouping: Grouping): boolean {
  return grouping === 'thread' || grouping === 'run';
}

/** The stretches of time that must not be added up together: the rows of a cut by time, else all of `range`. */
export function spansOf(grouping: Grouping, calendar: Calendar, range: Span): Span[] {
  const spanOf = spanFunction(grouping, calendar);
  if (spanOf === undefined) {
    return [range];
  }
  const spans: Span[] = [];
  for (let fromMs = range.fromMs; fromMs < range.untilMs;) {
    const untilMs = Math.min(spanOf(fromMs).untilMs, range.untilMs);
    spans.push({ fromMs, untilMs });
    fromMs = untilMs;
  }
  return spans;
}

function spanFunction(grouping: Grouping, calendar: Calendar): ((atMs: number) => Span) | undefined {
  switch (grouping) {
    case 'day':
      return (atMs) => calendar.dayOf(atMs);
    case 'week':
      return (atMs) => calendar.weekOf(atMs);
    case 'month':
      return (atMs) => calendar.monthOf(atMs);
    default:
      return undefined;
  }
}

function keyFunction(grouping: Grouping, calendar: Calendar): (slice: UsageSlice) => string {
  switch (grouping) {
    case 'day':
    case 'week':
    case 'month':
      return spanKeys(grouping, calendar);
    case 'thread':
      return ({ threadId }) => threadId ?? UNKNOWN_KEY;
    case 'run':
      return ({ runId }) => runId ?? UNKNOWN_KEY;
    case 'model':
      return ({ surroundings }) => surroundings.model ?? UNKNOWN_KEY;
    case 'workspace':
      return ({ surroundings }) => surroundings.workspace ?? UNKNOWN_KEY;
    case 'surface':
      return ({ surroundings }) => surroundings.surface;
  }
}

const MONTH_KEY_CHARS = 'YYYY-MM'.length;

/** Names the span a slice lies in; slices mostly come in order, so the last span is tried before the calendar is. */
function spanKeys(grouping: Grouping, calendar: Calendar): (slice: UsageSlice) => string {
  const spanOf = spanFunction(grouping, calendar);
  let span: Span = { fromMs: 0, untilMs: 0 };
  let key = '';
  return ({ atMs }) => {
    if (spanOf !== undefined && (atMs < span.fromMs || atMs >= span.untilMs)) {
      span = spanOf(atMs);
      const date = calendar.dateKey(span.fromMs);
      key = grouping === 'month' ? date.slice(0, MONTH_KEY_CHARS) : date;
    }
    return key;
  };
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
  #unpricedRequests = 0;
  #derivedPriceRequests = 0;
  #isIncomplete = false;
  readonly #models = new Set<string>();

  add(slice: UsageSlice): void {
    this.#requests += slice.requests;
    this.#usage = addTokens(this.#usage, slice.usage);
    this.#credits = addCredits(this.#credits, slice.credits);
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
      unpricedRequests: this.#unpricedRequests,
      derivedPriceRequests: this.#derivedPriceRequests,
      isIncomplete: this.#isIncomplete,
      models: [...this.#models].sort(),
    };
  }
}
