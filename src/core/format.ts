import { plural, type Translate } from '../base/translate.ts';
import { type Formatters, formattersOf } from './formatters.ts';
import { type CreditsMicros, type Money, MICROS_PER_UNIT, creditsMicros } from './money.ts';

const JUST_NOW_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MICROS_PER_HUNDREDTH = MICROS_PER_UNIT / 100;

/** How figures, instants and lengths of time are written for people. Numbers have a real minus and no exponent. */
export class Format {
  readonly #t: Translate;
  readonly #by: Formatters;

  /** `locale` as in BCP 47; `timezone` undefined: the system's. */
  constructor(t: Translate, locale: string, timezone?: string) {
    this.#t = t;
    this.#by = formattersOf(locale, timezone);
  }

  /** Two decimals: `1,204.35`. */
  credits(micros: CreditsMicros): string {
    return minus(this.#by.twoDecimals().format(micros / MICROS_PER_UNIT));
  }

  /** What a balance changed by, with its sign: `+500.00`, `−12.30`, `0.00`. */
  change(micros: CreditsMicros): string {
    return signed(micros, this.credits(micros));
  }

  /** Three decimals, for a single request. */
  requestCredits(micros: CreditsMicros): string {
    return minus(this.#by.threeDecimals().format(micros / MICROS_PER_UNIT));
  }

  /** No decimals, for the status bar and limits: `1,204`. Less than one is not nothing, and keeps two: `0.32`. */
  wholeCredits(micros: CreditsMicros): string {
    const whole = Math.trunc(micros / MICROS_PER_UNIT);
    const hundredths = Math.trunc(micros / MICROS_PER_HUNDREDTH);
    return whole === 0 && hundredths !== 0
      ? this.credits(creditsMicros(hundredths * MICROS_PER_HUNDREDTH))
      : minus(this.#by.whole().format(whole));
  }

  /** A limit that someone wrote: decimals only where it has some. */
  limit(micros: CreditsMicros): string {
    return micros % MICROS_PER_UNIT === 0 ? this.wholeCredits(micros) : this.credits(micros);
  }

  /** An uncertain figure: two significant digits, never more. */
  approximately(micros: CreditsMicros): string {
    return this.#by.twoDigits().format(micros / MICROS_PER_UNIT);
  }

  /** `14–71`, with an en dash; one figure where both ends read the same. */
  range(low: CreditsMicros, high: CreditsMicros): string {
    const [from, to] = [this.approximately(low), this.approximately(high)];
    return from === to ? from : `${from}–${to}`;
  }

  /** With as many decimals as the currency has: `48.17 USD`, `6,520 JPY`. */
  money({ currency, micros }: Money): string {
    return `${minus(this.#by.ofCurrency(currency).format(micros / MICROS_PER_UNIT))} ${currency}`;
  }

  /** With the decimals that it has: rates, factors, and terms of a price that are less than a millionth of a credit. */
  exact(value: number): string {
    return minus(this.#by.exact().format(value));
  }

  percent(value: number): string {
    return this.#t('{0} %', this.#by.whole().format(Math.floor(value)));
  }

  /** A difference, with its sign: `+0.4 %`, `−5.0 %`. */
  difference(percent: number): string {
    return this.#t('{0} %', signed(percent, minus(this.#by.oneDecimal().format(percent))));
  }

  count(value: number): string {
    return this.#by.whole().format(value);
  }

  /** `1 request`, `23 requests`. */
  requests(count: number): string {
    return plural(count, this.#t('1 request'), this.#t('{0} requests', this.count(count)));
  }

  /** Tokens in short: `182k`, `1.2M`. */
  tokens(value: number): string {
    if (value < 1000) {
      return this.#by.whole().format(value);
    }
    const thousands = Math.round(value / 1000);
    return thousands < 1000
      ? `${this.#by.whole().format(thousands)}k`
      : `${this.#by.twoDigits().format(value / 1_000_000)}M`;
  }

  /** How much something is multiplied by: `×2.1`. */
  factor(value: number): string {
    return `×${this.#by.twoDigits().format(value)}`;
  }

  /** A clock time of today or of the day to come, within a week with the weekday, else with the date. */
  instant(atMs: number, nowMs: number): string {
    const distanceMs = Math.abs(atMs - nowMs);
    // The next 00:00 is plain; 11:26 of yesterday would be taken for one to come.
    if (distanceMs < DAY_MS && (atMs >= nowMs || this.date(atMs) === this.date(nowMs))) {
      return this.#by.clock().format(atMs);
    }
    return (distanceMs < 7 * DAY_MS ? this.#by.weekdayClock : this.#by.dateClock)().format(atMs);
  }

  clock(atMs: number): string {
    return this.#by.clock().format(atMs);
  }

  /** A calendar date `YYYY-MM-DD`, short: `19 Nov`. */
  day(isoDate: string): string {
    return this.#by.calendarDay().format(Date.parse(isoDate));
  }

  /** A calendar date `YYYY-MM-DD` with its year: `19 Nov 2026`. */
  calendarDate(isoDate: string): string {
    return this.#by.calendarDate().format(Date.parse(isoDate));
  }

  /** The date of an instant, with its year: `19 Nov 2026`. */
  date(atMs: number): string {
    return this.#by.date().format(atMs);
  }

  /** A calendar month `YYYY-MM`: `November 2026`. */
  month(isoMonth: string): string {
    return this.#by.calendarMonth().format(Date.parse(isoMonth));
  }

  /** How long ago, in one unit: `40 s ago`, `26 min ago`. */
  age(ageMs: number): string {
    if (ageMs < JUST_NOW_MS) {
      return this.#t('just now');
    }
    const { unit, count } = inOneUnit(ageMs);
    switch (unit) {
      case 'seconds':
        return this.#t('{0} s ago', count);
      case 'minutes':
        return this.#t('{0} min ago', count);
      case 'hours':
        return this.#t('{0} h ago', count);
      case 'days':
        return this.#t('{0} days ago', count);
    }
  }

  /** A length of time in one unit: `40 s`, `26 min`, `3 h`, `2 days`. */
  duration(lengthMs: number): string {
    const { unit, count } = inOneUnit(lengthMs);
    switch (unit) {
      case 'seconds':
        return this.#t('{0} s', count);
      case 'minutes':
        return this.#t('{0} min', count);
      case 'hours':
        return this.#t('{0} h', count);
      case 'days':
        return this.#t('{0} days', count);
    }
  }
}

interface OneUnit {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly count: number;
}

function inOneUnit(lengthMs: number): OneUnit {
  if (lengthMs < MINUTE_MS) {
    return { unit: 'seconds', count: Math.floor(lengthMs / 1000) };
  }
  if (lengthMs < HOUR_MS) {
    return { unit: 'minutes', count: Math.floor(lengthMs / MINUTE_MS) };
  }
  return lengthMs < 2 * DAY_MS
    ? { unit: 'hours', count: Math.floor(lengthMs / HOUR_MS) }
    : { unit: 'days', count: Math.floor(lengthMs / DAY_MS) };
}

/** What rounds to zero has no sign. */
function signed(value: number, text: string): string {
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
