import { GuardError } from '../base/errors.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A stretch of time, half open: `fromMs ≤ t < untilMs`. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The span from the first of some to the last, which come in order; an empty one around none. */
export function around(spans: readonly Span[]): Span {
  return { fromMs: spans[0]?.fromMs ?? 0, untilMs: spans.at(-1)?.untilMs ?? 0 };
}

/** Days, weeks (from Monday) and months as a time zone counts them, through changes to and from summer time. */
export class Calendar {
  readonly timezone: string;
  /** Undefined for UTC: to make a formatter takes as long as a whole report. */
  readonly #format: Intl.DateTimeFormat | undefined;
  /** Offsets from UTC at the beginning of days since 1970. */
  readonly #offsetsMs = new Map<number, number>();

  /** Throws `input.invalid` for a time zone the platform does not know. */
  constructor(timezone: string) {
    this.timezone = timezone;
    this.#format = timezone === 'UTC' ? undefined : formatOf(timezone);
  }

  dayOf(instantMs: number): Span {
    const dateMs = this.#localDateMs(instantMs);
    return this.#span(dateMs, dateMs + DAY_MS);
  }

  weekOf(instantMs: number): Span {
    const dateMs = this.#localDateMs(instantMs);
    const weekday = (new Date(dateMs).getUTCDay() + 6) % 7;
    const mondayMs = dateMs - weekday * DAY_MS;
    return this.#span(mondayMs, mondayMs + 7 * DAY_MS);
  }

  monthOf(instantMs: number): Span {
    const date = new Date(this.#localDateMs(instantMs));
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return this.#span(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
  }

  /** The local date as `YYYY-MM-DD`. */
  dateKey(instantMs: number): string {
    return isoDate(this.#localDateMs(instantMs));
  }

  /** The local month as `YYYY-MM`. */
  monthKey(instantMs: number): string {
    return this.dateKey(instantMs).slice(0, 'YYYY-MM'.length);
  }

  /** The first instant of a local date written `YYYY-MM-DD`; undefined where the text is no such date. */
  startOfDate(date: string): number | undefined {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
    if (match === null) {
      return undefined;
    }
    const dateMs = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
    return isoDate(dateMs) === date ? this.#startOf(dateMs) : undefined;
  }

  #span(fromDateMs: number, untilDateMs: number): Span {
    return { fromMs: this.#startOf(fromDateMs), untilMs: this.#startOf(untilDateMs) };
  }

  /**
   * The first instant of a local date, which is given as its midnight in UTC. Midnight is read with the offsets in force
   * before and after it, because it may be skipped or come twice; the earliest instant that shows the date is its start.
   */
  #startOf(dateMs: number): number {
    if (this.#format === undefined) {
      return dateMs;
    }
    const candidates = [dateMs - DAY_MS / 2, dateMs + DAY_MS / 2]
      .map((nearbyMs) => dateMs - this.#offsetMs(nearbyMs - this.#offsetMs(nearbyMs)))
      .filter((instantMs) => this.#localDateMs(instantMs) === dateMs);
    return candidates.length === 0 ? dateMs - this.#offsetMs(dateMs) : Math.min(...candidates);
  }

  /**
   * How far local time is ahead of UTC. It is looked up at the beginning and the end of the instant's day, in UTC: where
   * it is the same, it has not changed in between, for no zone has ever changed its clocks twice in a day.
   */
  #offsetMs(instantMs: number): number {
    const day = Math.floor(instantMs / DAY_MS);
    const offsetMs = this.#offsetAtDayMs(day);
    return offsetMs === this.#offsetAtDayMs(day + 1) ? offsetMs : this.#readOffsetMs(instantMs);
  }

  #offsetAtDayMs(day: number): number {
    let offsetMs = this.#offsetsMs.get(day);
    if (offsetMs === undefined) {
      offsetMs = this.#readOffsetMs(day * DAY_MS);
      this.#offsetsMs.set(day, offsetMs);
    }
    return offsetMs;
  }

  #readOffsetMs(instantMs: number): number {
    if (this.#format === undefined) {
      return 0;
    }
    const wholeSecondMs = Math.floor(instantMs / 1000) * 1000;
    const { year, month, day, hour, minute, second } = partsOf(this.#format, wholeSecondMs);
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
  }

  /** The date that clocks show, as its midnight in UTC. */
  #localDateMs(instantMs: number): number {
    return Math.floor((instantMs + this.#offsetMs(instantMs)) / DAY_MS) * DAY_MS;
  }
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new GuardError('input.invalid', `“${timezone}” is not a time zone`, {
      remedy: 'Write an IANA name such as Europe/Berlin, or UTC.',
      cause: error,
    });
  }
}

type DateParts = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>;

function partsOf(format: Intl.DateTimeFormat, instantMs: number): DateParts {
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(instantMs)) {
    if (type in parts) {
      parts[type as keyof typeof parts] = Number(value);
    }
  }
  return parts;
}

/** The date of an instant in UTC, as `YYYY-MM-DD`. */
export function isoDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
