import { Calendar, type Span } from './calendar.ts';

/** The periods a budget may have: calendar ones in the policy's time zone, rolling ones, and OpenAI's UTC month. */
export type Period = 'day' | 'week' | 'month' | 'rolling-24h' | 'rolling-7d' | 'rolling-30d' | 'utc-month';

/** The part of a period that has an end of its own, or none: a rolling window never resets. */
export interface PeriodWindow {
  readonly fromMs: number;
  /** Undefined for rolling windows: they have no instant at which all is new. */
  readonly resetsAtMs: number | undefined;
}

const DAY_MS = 86_400_000;

/** The window of `period` that `nowMs` lies in. */
export function windowOf(period: Period, nowMs: number, calendar: Calendar): PeriodWindow {
  switch (period) {
    case 'day':
      return calendarWindow(calendar.dayOf(nowMs));
    case 'week':
      return calendarWindow(calendar.weekOf(nowMs));
    case 'month':
      return calendarWindow(calendar.monthOf(nowMs));
    case 'utc-month':
      return calendarWindow(new Calendar('UTC').monthOf(nowMs));
    case 'rolling-24h':
      return rollingWindow(nowMs, 1);
    case 'rolling-7d':
      return rollingWindow(nowMs, 7);
    case 'rolling-30d':
      return rollingWindow(nowMs, 30);
  }
}

function calendarWindow({ fromMs, untilMs }: Span): PeriodWindow {
  return { fromMs, resetsAtMs: untilMs };
}

function rollingWindow(nowMs: number, days: number): PeriodWindow {
  return { fromMs: nowMs - days * DAY_MS, resetsAtMs: undefined };
}
