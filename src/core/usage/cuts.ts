import type { Calendar, Span } from '../calendar.ts';
import type { UsageSlice } from './usageSlice.ts';

/** What usage can be cut by. */
export const GROUPINGS = ['day', 'week', 'month', 'thread', 'run', 'model', 'workspace', 'surface'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The key of what is not known, in a cut by something that is not always recorded. */
export const UNKNOWN_KEY = 'unknown';

/** Cuts whose slices must be of one turn each. All others can do with slices of a span of {@link spansOf}. */
export function needsTurns(grouping: Grouping): boolean {
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

/** Names the row that a slice belongs to. */
export function keyFunction(grouping: Grouping, calendar: Calendar): (slice: UsageSlice) => string {
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

/** Names the span a slice lies in; slices mostly come in order, so the last span is tried before the calendar is. */
function spanKeys(grouping: Grouping, calendar: Calendar): (slice: UsageSlice) => string {
  const spanOf = spanFunction(grouping, calendar);
  let span: Span = { fromMs: 0, untilMs: 0 };
  let key = '';
  return ({ atMs }) => {
    if (spanOf !== undefined && (atMs < span.fromMs || atMs >= span.untilMs)) {
      span = spanOf(atMs);
      key = grouping === 'month' ? calendar.monthKey(span.fromMs) : calendar.dateKey(span.fromMs);
    }
    return key;
  };
}
