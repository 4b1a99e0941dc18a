import type { Calendar, Span } from './calendar.ts';
import { type CreditsMicros, NO_CREDITS, addCredits } from './money.ts';
import { type Cost, priceRequest } from './pricing.ts';
import type { RateCard } from './rateCard.ts';
import { type TokenUsage, NO_TOKENS, addTokens } from './tokenUsage.ts';
import type { UsageEvent } from './usageEvent.ts';

/** What usage can be cut by. */
export const GROUPINGS = ['day', 'week', 'month', 'thread', 'run', 'model', 'workspace', 'surface'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** A usage event with what the ledger knows of its surroundings. */
export interface LedgerEvent extends UsageEvent {
  readonly workspace: string | undefined;
  /** The thread's log is known to lack something. */
  readonly isIncomplete: boolean;
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

/** Cuts events by `grouping`, each event priced at its own instant. Rows come in the order of their keys. */
export function summarize(
  events: Iterable<LedgerEvent>,
  card: RateCard,
  grouping: Grouping,
  calendar: Calendar,
): UsageReport {
  const keyOf = keyFunction(grouping, calendar);
  const rows = new Map<string, SumBuilder>();
  const totals = new SumBuilder();
  for (const event of events) {
    const cost = priceRequest(card, event);
    totals.add(event, cost);
    const key = keyOf(event);
    let row = rows.get(key);
    if (row === undefined) {
      row = new SumBuilder();
      rows.set(key, row);
    }
    row.add(event, cost);
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return { rows: sorted.map(([key, row]) => ({ key, ...row.sums() })), totals: totals.sums() };
}

function keyFunction(grouping: Grouping, calendar: Calendar): (event: LedgerEvent) => string {
  switch (grouping) {
    case 'day':
      return spanKeys(
        calendar,
        (atMs) => calendar.dayOf(atMs),
        (key) => key,
      );
    case 'week':
      return spanKeys(
        calendar,
        (atMs) => calendar.weekOf(atMs),
        (key) => key,
      );
    case 'month':
      return spanKeys(
        calendar,
        (atMs) => calendar.monthOf(atMs),
        (key) => key.slice(0, 7),
      );
    case 'thread':
      return ({ threadId }) => threadId;
    case 'run':
      return ({ runId }) => runId;
    case 'model':
      return ({ model }) => model ?? UNKNOWN_KEY;
    case 'workspace':
      return ({ workspace }) => workspace ?? UNKNOWN_KEY;
    case 'surface':
      return ({ surface }) => surface;
  }
}

/** Names the span an event lies in; events mostly come in order, so the last span is tried before the calendar is. */
function spanKeys(
  calendar: Calendar,
  spanOf: (atMs: number) => Span,
  name: (dateKey: string) => string,
): (event: LedgerEvent) => string {
  let span: Span = { fromMs: 0, untilMs: 0 };
  let key = '';
  return ({ occurredAtMs }) => {
    if (occurredAtMs < span.fromMs || occurredAtMs >= span.untilMs) {
      span = spanOf(occurredAtMs);
      key = name(calendar.dateKey(span.fromMs));
    }
    return key;
  };
}

class SumBuilder {
  #requests = 0;
  #usage = NO_TOKENS;
  #credits = NO_CREDITS;
  #unpricedRequests = 0;
  #derivedPriceRequests = 0;
  #isIncomplete = false;
  readonly #models = new Set<string>();

  add(event: LedgerEvent, cost: Cost): void {
    this.#requests += 1;
    this.#usage = addTokens(this.#usage, event.usage);
    this.#isIncomplete ||= event.isIncomplete;
    this.#models.add(event.model ?? UNKNOWN_KEY);
    if (cost.kind === 'unpriced') {
      this.#unpricedRequests += 1;
    } else {
      this.#credits = addCredits(this.#credits, cost.credits);
      this.#derivedPriceRequests += cost.row.grade === 'derived' ? 1 : 0;
    }
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
