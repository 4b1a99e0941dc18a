import type { Calendar, Span } from '../calendar.ts';
import { countWhile } from '../countWhile.ts';
import { UNKNOWN_KEY } from './cuts.ts';
import { type CreditsMicros, NO_CREDITS, NO_USD, type UsdMicros, addCredits, usdMicros } from '../money.ts';
import { isPaidByKey } from '../prices/requestCost.ts';
import type { UsageSlice } from './usageSlice.ts';

/** How long a stretch of time is that is added up to one bar. */
export const SPEND_BUCKETS = ['hour', 'day', 'week', 'month'] as const;
export type SpendBucketLength = (typeof SPEND_BUCKETS)[number];

/** What a bar is divided by. */
export const SPEND_STACKS = ['model', 'workspace', 'surface', 'tier'] as const;
export type SpendStack = (typeof SPEND_STACKS)[number];

/** What is asked about the past. */
export interface SpendQuery {
  readonly bucket: SpendBucketLength;
  readonly stack: SpendStack;
  /** Undefined: up to now, as far back as suits the bars. */
  readonly span: Span | undefined;
  /** Only what has this key in the stack; undefined: all. */
  readonly only: string | undefined;
}

/** What was used of one kind. */
export interface SpendSum {
  readonly key: string;
  readonly requests: number;
  /** At list price, whoever pays; what has a price of it. */
  readonly listPrice: CreditsMicros;
  /** Of it, what accounts used. */
  readonly credits: CreditsMicros;
  /** What API keys paid, at list price. */
  readonly usd: UsdMicros;
  /** Those in `usd`. */
  readonly usdRequests: number;
  readonly unpricedRequests: number;
}

export interface SpendBucket extends Span {
  readonly sums: readonly SpendSum[];
}

/** What one run used of what is asked about. */
export interface SpendRun extends SpendSum {
  readonly runId: string;
}

const HOUR_MS = 3_600_000;

/** How far back the bars go where nobody says it, and where that many are too many to be told apart. */
const SHOWN: Readonly<Record<SpendBucketLength, number>> = { hour: 48, day: 30, week: 26, month: 12 };
const MOST_BUCKETS = 400;

/** The stretch of time that an instant lies in. Hours count from the day's beginning, wherever the zone puts that. */
function bucketOf(bucket: SpendBucketLength, calendar: Calendar, atMs: number): Span {
  switch (bucket) {
    case 'hour': {
      const day = calendar.dayOf(atMs);
      const fromMs = day.fromMs + Math.floor((atMs - day.fromMs) / HOUR_MS) * HOUR_MS;
      return { fromMs, untilMs: Math.min(fromMs + HOUR_MS, day.untilMs) };
    }
    case 'day':
      return calendar.dayOf(atMs);
    case 'week':
      return calendar.weekOf(atMs);
    case 'month':
      return calendar.monthOf(atMs);
  }
}

/** The span that is shown where the query has none: so many whole buckets, the last of them with `nowMs`. */
function shownSpan(bucket: SpendBucketLength, calendar: Calendar, nowMs: number): Span {
  const last = bucketOf(bucket, calendar, nowMs);
  let { fromMs } = last;
  for (let count = 1; count < SHOWN[bucket]; count += 1) {
    fromMs = bucketOf(bucket, calendar, fromMs - 1).fromMs;
  }
  return { fromMs, untilMs: last.untilMs };
}

/** What a query comes to: its buckets, longer ones than were asked for where there would be too many. */
export function spendBuckets(
  { bucket, span }: Pick<SpendQuery, 'bucket' | 'span'>,
  calendar: Calendar,
  nowMs: number,
): { readonly bucket: SpendBucketLength; readonly spans: readonly Span[] } {
  const { fromMs, untilMs } = span ?? shownSpan(bucket, calendar, nowMs);
  const spans: Span[] = [];
  for (let beginMs = fromMs; beginMs < untilMs;) {
    const endMs = Math.min(bucketOf(bucket, calendar, beginMs).untilMs, untilMs);
    spans.push({ fromMs: beginMs, untilMs: endMs });
    beginMs = endMs;
    const longer = SPEND_BUCKETS[SPEND_BUCKETS.indexOf(bucket) + 1];
    if (spans.length > MOST_BUCKETS && longer !== undefined) {
      return spendBuckets({ bucket: longer, span }, calendar, nowMs);
    }
  }
  return { bucket, spans };
}

/** Adds usage up by bucket and kind. No slice may reach from one span into another. */
export function spendTable(
  slices: Iterable<UsageSlice>,
  { stack, only }: Pick<SpendQuery, 'stack' | 'only'>,
  spans: readonly Span[],
): SpendBucket[] {
  const tables = spans.map(() => new Map<string, SpendSum>());
  for (const slice of slices) {
    const key = stackKey(slice, stack);
    const table = tables[indexAt(spans, slice.atMs)];
    if (table !== undefined && (only === undefined || key === only)) {
      table.set(key, withSlice(table.get(key), key, slice));
    }
  }
  return spans.map((span, index) => ({ ...span, sums: [...(tables[index]?.values() ?? [])] }));
}

/** Adds usage up by run, the dearest first: at most `most` of them. */
export function spendByRun(
  slices: Iterable<UsageSlice>,
  { stack, only }: Pick<SpendQuery, 'stack' | 'only'>,
  most: number,
): SpendRun[] {
  const table = new Map<string, SpendSum>();
  for (const slice of slices) {
    const key = stackKey(slice, stack);
    if (slice.runId !== undefined && (only === undefined || key === only)) {
      table.set(slice.runId, withSlice(table.get(slice.runId), key, slice));
    }
  }
  return [...table]
    .map(([runId, sum]) => ({ ...sum, runId }))
    .sort((a, b) => b.listPrice - a.listPrice || b.requests - a.requests)
    .slice(0, most);
}

function stackKey({ surroundings }: UsageSlice, stack: SpendStack): string {
  return surroundings[stack] ?? UNKNOWN_KEY;
}

function withSlice(sum: SpendSum | undefined, key: string, slice: UsageSlice): SpendSum {
  const { requests, credits, usd, unpricedRequests } = slice;
  const isByKey = isPaidByKey(slice.surroundings.account);
  return {
    key,
    requests: (sum?.requests ?? 0) + requests,
    listPrice: addCredits(sum?.listPrice ?? NO_CREDITS, credits),
    credits: addCredits(sum?.credits ?? NO_CREDITS, isByKey ? NO_CREDITS : credits),
    usd: usdMicros((sum?.usd ?? NO_USD) + usd),
    usdRequests: (sum?.usdRequests ?? 0) + (isByKey ? requests - unpricedRequests : 0),
    unpricedRequests: (sum?.unpricedRequests ?? 0) + unpricedRequests,
  };
}

/** The place of the span in which an instant lies; -1 where none has it. They are in order, and do not overlap. */
function indexAt(spans: readonly Span[], atMs: number): number {
  const index = countWhile(spans.length, (place) => (spans[place]?.untilMs ?? 0) <= atMs);
  return (spans[index]?.fromMs ?? Infinity) <= atMs ? index : -1;
}
