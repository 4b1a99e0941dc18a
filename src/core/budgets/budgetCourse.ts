import type { Span } from '../calendar.ts';
import type { CreditsMicros } from '../money.ts';
import type { PeriodWindow } from '../period.ts';

/** What a budget counted, part by part, from the beginning of its window until now. */
export interface BudgetCourse extends Span {
  /** Into how many equal parts the window is cut, from its beginning to its end; a rolling one ends now. */
  readonly parts: number;
  /** Of the parts that have begun: the last one goes on. */
  readonly spent: readonly CreditsMicros[];
}

/** Enough for a line; few enough to be stepped through. */
const PARTS = 24;

/** Where the parts of a window that have begun end, and how many there are. */
export function courseSpan(
  { fromMs, resetsAtMs }: PeriodWindow,
  nowMs: number,
): { readonly window: Span; readonly parts: number; readonly begun: number; readonly begunUntilMs: number } {
  const untilMs = resetsAtMs ?? nowMs;
  const partMs = (untilMs - fromMs) / PARTS;
  const begun = Math.min(PARTS, Math.max(1, Math.ceil((nowMs - fromMs) / partMs)));
  return { window: { fromMs, untilMs }, parts: PARTS, begun, begunUntilMs: Math.round(fromMs + begun * partMs) };
}
