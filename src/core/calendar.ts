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
  readonly #format: Intl.DateTimeFormat;

  /** Throws `input.invalid` for a time zone the platform does not know. */
  constructor(timezone: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
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
    this.timezone = timezone;
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

  #offsetMs(instantMs: number): number {
    const wholeSecondMs = Math.floor(instantMs / 1000) * 1000;
    const { year, month, day, hour, minute, second } = this.#parts(wholeSecondMs);
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
  }

  #localDate(instantMs: number): LocalDate {
    const { year, month, day } = this.#parts(instantMs);
    return { year, month, day };
  }

  #parts(instantMs: number): Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>> {
    const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of this.#format.formatToParts(instantMs)) {
      if (type in parts) {
        parts[type as keyof typeof parts] = Number(value);
      }
    }
    return parts;
  }
}

function isoDate({ year, month, day }: LocalDate): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
