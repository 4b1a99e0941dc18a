import assert from 'node:assert/strict';

import fc from 'fast-check';

import { GuardError } from '../../../src/base/errors.ts';
import { Calendar } from '../../../src/core/calendar.ts';
import { DAY_MS, HOUR_MS } from '../make.ts';

interface DayCase {
  readonly says: string;
  readonly timezone: string;
  readonly date: string;
  readonly starts: string;
  readonly hours: number;
}

const days: readonly DayCase[] = [
  { says: 'UTC', timezone: 'UTC', date: '2026-11-20', starts: '2026-11-20T00:00:00Z', hours: 24 },
  { says: 'half an hour off', timezone: 'Asia/Kolkata', date: '2026-11-20', starts: '2026-11-19T18:30:00Z', hours: 24 },
  { says: 'a quarter off', timezone: 'Asia/Kathmandu', date: '2026-11-20', starts: '2026-11-19T18:15:00Z', hours: 24 },
  { says: 'winter', timezone: 'Europe/Berlin', date: '2026-11-20', starts: '2026-11-19T23:00:00Z', hours: 24 },
  { says: 'clocks go on', timezone: 'Europe/Berlin', date: '2026-03-29', starts: '2026-03-28T23:00:00Z', hours: 23 },
  { says: 'clocks go back', timezone: 'Europe/Berlin', date: '2026-10-25', starts: '2026-10-24T22:00:00Z', hours: 25 },
  // Havana changes at midnight: the hour from 0 is skipped in March, and comes twice in November.
  { says: 'no midnight', timezone: 'America/Havana', date: '2026-03-08', starts: '2026-03-08T05:00:00Z', hours: 23 },
  { says: 'two midnights', timezone: 'America/Havana', date: '2026-11-01', starts: '2026-11-01T04:00:00Z', hours: 25 },
  { says: 'no midnight', timezone: 'America/Sao_Paulo', date: '2018-11-04', starts: '2018-11-04T03:00:00Z', hours: 23 },
  {
    says: 'back to the day before',
    timezone: 'America/Sao_Paulo',
    date: '2018-02-17',
    starts: '2018-02-17T02:00:00Z',
    hours: 25,
  },
  {
    says: 'the day after that',
    timezone: 'America/Sao_Paulo',
    date: '2018-02-18',
    starts: '2018-02-18T03:00:00Z',
    hours: 24,
  },
  {
    says: 'before the day that was left out',
    timezone: 'Pacific/Apia',
    date: '2011-12-29',
    starts: '2011-12-29T10:00:00Z',
    hours: 24,
  },
  {
    says: 'after the day that was left out',
    timezone: 'Pacific/Apia',
    date: '2011-12-31',
    starts: '2011-12-30T10:00:00Z',
    hours: 24,
  },
  {
    says: 'half an hour of summer time',
    timezone: 'Australia/Lord_Howe',
    date: '2026-04-05',
    starts: '2026-04-04T13:00:00Z',
    hours: 24.5,
  },
];

describe('a day', () => {
  for (const { says, timezone, date, starts, hours } of days) {
    const calendar = new Calendar(timezone);
    const startMs = Date.parse(starts);

    it(`${date} in ${timezone} (${says}) starts at ${starts}`, () => assert.equal(calendar.startOfDate(date), startMs));

    it(`${date} in ${timezone} (${says}) has ${hours} hours`, () =>
      assert.deepEqual(calendar.dayOf(startMs + 12 * HOUR_MS), {
        fromMs: startMs,
        untilMs: startMs + hours * HOUR_MS,
      }));
  }

  it('is named by its local date', () =>
    assert.equal(new Calendar('Asia/Kolkata').dateKey(Date.parse('2026-11-19T18:30:00Z')), '2026-11-20'));

  it('tiles time: no instant lies in none or in two', () => {
    const zones = [...new Set(days.map(({ timezone }) => timezone)), 'Africa/Cairo', 'America/Nuuk', 'Asia/Beirut'];
    const calendars = fc.constantFrom(...zones.map((zone) => new Calendar(zone)));
    const instants = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2037, 0) });
    fc.assert(
      fc.property(calendars, instants, (calendar, instantMs) => {
        const day = calendar.dayOf(instantMs);
        const next = calendar.dayOf(day.untilMs);
        const last = calendar.dayOf(day.untilMs - 1);
        assert.deepEqual(
          { contains: day.fromMs <= instantMs && instantMs < day.untilMs, next: next.fromMs, last },
          { contains: true, next: day.untilMs, last: day },
          `${calendar.timezone} ${new Date(instantMs).toISOString()}`,
        );
      }),
      { numRuns: 400 },
    );
  });
});

describe('a week', () => {
  const berlin = new Calendar('Europe/Berlin');

  for (const [now, monday] of [
    ['2026-11-16T00:00:00+01:00', '2026-11-16'],
    ['2026-11-20T12:00:00+01:00', '2026-11-16'],
    ['2026-11-22T23:59:59.999+01:00', '2026-11-16'],
    ['2026-11-23T00:00:00+01:00', '2026-11-23'],
    ['2027-01-01T12:00:00+01:00', '2026-12-28'],
  ] as const) {
    it(`at ${now} began on Monday ${monday}`, () =>
      assert.equal(berlin.dateKey(berlin.weekOf(Date.parse(now)).fromMs), monday));
  }

  for (const [sunday, hours] of [
    ['2026-03-29', 167],
    ['2026-10-25', 169],
    ['2026-11-22', 168],
  ] as const) {
    it(`that ends on ${sunday} has ${hours} hours`, () => {
      const { fromMs, untilMs } = berlin.weekOf(Date.parse(`${sunday}T12:00:00Z`));
      assert.equal((untilMs - fromMs) / HOUR_MS, hours);
    });
  }

  it('in Apia had six days when the clocks left one out', () => {
    const { fromMs, untilMs } = new Calendar('Pacific/Apia').weekOf(Date.parse('2011-12-28T12:00:00Z'));
    assert.equal((untilMs - fromMs) / DAY_MS, 6);
  });
});

describe('a month', () => {
  const berlin = new Calendar('Europe/Berlin');

  for (const [now, from, until] of [
    ['2026-11-20T12:00:00Z', '2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z'],
    ['2026-10-31T22:59:59Z', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z'],
    ['2026-12-31T23:00:00Z', '2026-12-31T23:00:00Z', '2027-01-31T23:00:00Z'],
    ['2028-02-29T12:00:00Z', '2028-01-31T23:00:00Z', '2028-02-29T23:00:00Z'],
  ] as const) {
    it(`at ${now} reaches from ${from} until ${until}`, () =>
      assert.deepEqual(berlin.monthOf(Date.parse(now)), { fromMs: Date.parse(from), untilMs: Date.parse(until) }));
  }
});

describe('a written date', () => {
  const utc = new Calendar('UTC');

  for (const text of [
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-5',
    '20261120',
    '',
    '2026-11-20T00:00:00Z',
    'today',
  ]) {
    it(`“${text}” is none`, () => assert.equal(utc.startOfDate(text), undefined));
  }

  it('may be a leap day', () => assert.equal(utc.startOfDate('2028-02-29'), Date.UTC(2028, 1, 29)));
});

describe('a time zone that nobody knows', () => {
  it('is bad input, with a remedy', () => {
    assert.throws(
      () => new Calendar('Europe/Atlantis'),
      (error: unknown) => GuardError.is(error, 'input.invalid') && error.remedy !== undefined,
    );
  });
});
