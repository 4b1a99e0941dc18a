import { once } from '../base/once.ts';

/** What writes numbers, instants and dates in a language. */
export type Formatters = ReturnType<typeof formattersOf>;

/**
 * The platform's formatters for a language, `locale` as in BCP 47, and a time zone, by default the system's. To make one
 * takes milliseconds, hence each is made when it is first used.
 */
export function formattersOf(locale: string, timezone?: string) {
  const decimals = (digits: number): (() => Intl.NumberFormat) =>
    once(
      () =>
        new Intl.NumberFormat(locale, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
          // What rounds to zero has no sign.
          signDisplay: 'negative',
        }),
    );
  const number = (options: Intl.NumberFormatOptions) => once(() => new Intl.NumberFormat(locale, options));
  const instant = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, timezone === undefined ? options : { ...options, timeZone: timezone }));
  const calendarDate = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }));
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = { day: 'numeric', month: 'short' } as const;
  const date = { ...day, year: 'numeric' } as const;
  const byCurrency = new Map<string, Intl.NumberFormat>();
  return {
    whole: decimals(0),
    oneDecimal: decimals(1),
    twoDecimals: decimals(2),
    threeDecimals: decimals(3),
    twoDigits: number({ maximumSignificantDigits: 2 }),
    exact: number({ maximumFractionDigits: 12 }),
    /** With as many decimals as amounts of it are written with. */
    ofCurrency: (currency: string): Intl.NumberFormat => {
      const made = byCurrency.get(currency) ?? decimals(decimalsOf(currency))();
      byCurrency.set(currency, made);
      return made;
    },
    clock: instant(time),
    weekdayClock: instant({ weekday: 'short', ...time }),
    dateClock: instant({ ...day, ...time }),
    date: instant(date),
    calendarDay: calendarDate(day),
    calendarDate: calendarDate(date),
    calendarMonth: calendarDate({ month: 'long', year: 'numeric' }),
  };
}

function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
