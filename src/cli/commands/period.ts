import { GuardError } from '../../base/errors.ts';
import { Calendar, type Span } from '../../core/calendar.ts';

/** What a command is asked to look at. */
export interface PeriodOptions {
  readonly since?: string;
  readonly until?: string;
  readonly timezone?: string;
}

/**
 * The time zone and the instants that options name; without them that of where we are, and all there is. Throws
 * `input.invalid`.
 */
export function periodOf(
  options: PeriodOptions,
  here: { readonly timezone: string },
): Span & { readonly timezone: string } {
  const calendar = new Calendar(options.timezone ?? here.timezone);
  return {
    timezone: calendar.timezone,
    fromMs: instantOf(options.since, '--since', calendar) ?? 0,
    untilMs: instantOf(options.until, '--until', calendar) ?? Number.MAX_SAFE_INTEGER,
  };
}

/** A time needs its offset from UTC: without one it would be another instant on every machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** The instant a flag names: a date means its first instant in the time zone. Throws `input.invalid`. */
export function instantOf(text: string | undefined, flag: string, calendar: Calendar): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const instantMs = calendar.startOfDate(text) ?? (INSTANT.test(text) ? Date.parse(text) : Number.NaN);
  if (Number.isNaN(instantMs)) {
    throw new GuardError('input.invalid', `${flag} “${text}” is neither a date nor an instant`, {
      remedy: 'Write 2026-11-20, or 2026-11-20T14:30:00Z.',
    });
  }
  return instantMs;
}
