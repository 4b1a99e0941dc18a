import { GuardError } from '../base/errors.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A stretch of time, half open: `fromMs ≤ t < untilMs`. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface LocalDate {
  readonly year: number;
  /** 1 to 12; values outside roll over, as `Date.UTC` has it. */
  readonly month: number;
  readonly day: number;
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
    const { year, month, day } = this.#localDate(instantMs);
    return this.#span({ year, month, day }, { year, month, day: day + 1 });
  }

  weekOf(instantMs: number): Span {
    const { year, month, day } = this.#localDate(instantMs);
    const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
    return this.#span({ year, month, day: day - weekday }, { year, month, day: day - weekday + 7 });
  }

  monthOf(instantMs: number): Span {
    const { year, month } = this.#localDate(instantMs);
    return this.#span({ year, month, day: 1 }, { year, month: month + 1, day: 1 });
  }

  /** The local date as `YYYY-MM-DD`. */
  dateKey(instantMs: number): string {
    return isoDate(this.#localDate(instantMs));
  }

  /** The first instant of a local date written `YYYY-MM-DD`; undefined where the text is no such date. */
  startOfDate(date: string): number | undefined {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
    if (match === null) {
      return undefined;
    }
    const local = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
    return isoDate(local) === date ? this.#startOf(local) : undefined;
  }

  #span(from: LocalDate, until: LocalDate): Span {
    return { fromMs: this.#startOf(from), untilMs: this.#startOf(until) };
  }

  /**
   * The first instant of a local date. Midnight is read with the offsets in force before and after it, because it
   * may be skipped or come twice; the earliest instant that shows the date is its start.
   */
  #startOf({ year, month, day }: LocalDate): number {
    const midnightMs = Date.UTC(year, month - 1, day);
    const wanted = new Date(midnightMs).toISOString().slice(0, 10);
    const candidates = [midnightMs - DAY_MS / 2, midnightMs + DAY_MS / 2]
      .map((nearbyMs) => midnightMs - this.#offsetMs(nearbyMs - this.#offsetMs(nearbyMs)))
      .filter((instantMs) => this.dateKey(instantMs) === wanted);
    return candidates.length === 0 ? midnightMs - this.#offsetMs(midnightMs) : Math.min(...candidates);
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

  #localDate(instantMs: number): LocalDate {
    const local = new Date(instantMs + this.#offsetMs(instantMs));
    return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
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

function isoDate({ year, month, day }: LocalDate): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
