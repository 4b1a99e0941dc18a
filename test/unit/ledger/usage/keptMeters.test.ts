import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import fc from 'fast-check';

import type { UsageReport } from '../../../../src/core/usage/summarize.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { DAY_MS, NOW_MS, credits, eventOfCredits, limitWindow, snapshot } from '../../make.ts';
import { FOREVER, batch, ledgerFixture } from '../openLedger.ts';

const HOUR_MS = 3_600_000;
const DAYS = 30;
const BEGIN_MS = NOW_MS - DAYS * DAY_MS;
const WINDOW_MS = 5 * HOUR_MS;

/** What happens to a ledger. */
type Happening = (ledger: Ledger, name: number) => void;

const anyAccount = fc.constantFrom('acct-1', 'acct-1', 'acct-2', undefined);
const anyInstant = fc.integer({ min: 0, max: DAYS * 24 * 12 }).map((part) => BEGIN_MS + part * 300_000 + 1_000);

const requests = fc
  .record({ atMs: anyInstant, account: anyAccount, amount: fc.integer({ min: 1, max: 9 }) })
  .map(({ atMs, account, amount }): Happening => (ledger, name) => {
    const change = { responseId: `r-${name}`, threadId: `t-${name}`, occurredAtMs: atMs, account };
    ledger.writer.append([batch([eventOfCredits(amount, change)])]);
  });

const readings = fc
  .record({
    atMs: anyInstant,
    id: anyAccount,
    used: fc.constantFrom(undefined, 0, 40, 100, 100),
    isWeekly: fc.boolean(),
    hasCredits: fc.boolean(),
    source: fc.constantFrom('rollout' as const, 'appServer' as const),
  })
  .map(({ atMs, id, used, isWeekly, hasCredits, source }): Happening => (ledger) => {
    const lengthMs = isWeekly ? 7 * DAY_MS : WINDOW_MS;
    const resetsAtMs = Math.ceil(atMs / lengthMs) * lengthMs;
    const windows = used === undefined ? [] : [limitWindow(used, { windowMinutes: lengthMs / 60_000, resetsAtMs })];
    const account = { id, email: undefined };
    ledger.recordBalances([
      snapshot({ observedAtMs: atMs, source, account, windows, hasCredits, balance: credits(hasCredits ? 50 : 0) }),
    ]);
  });

describe('sums of days that were asked for before, of what an account drew on', function () {
  this.timeout(60_000);
  const { open, file } = ledgerFixture();

  const report = (ledger: Ledger): UsageReport => ledger.report('day', ...FOREVER);

  /** As if nothing had been asked before; afterwards what was kept is there again. */
  function reportAnew(ledger: Ledger): UsageReport {
    const raw = new DatabaseSync(file());
    raw.exec('CREATE TEMP TABLE before AS SELECT * FROM kept_sums; DELETE FROM kept_sums');
    const anew = report(ledger);
    raw.exec('DELETE FROM kept_sums; INSERT INTO kept_sums SELECT * FROM before');
    raw.close();
    return anew;
  }

  it('are what they would be if they were added up now, whatever is written in between', () => {
    let name = 0;
    const ledger = open();
    fc.assert(
      fc.property(fc.array(fc.oneof(requests, requests, readings), { minLength: 1, maxLength: 6 }), (happenings) => {
        for (const happens of happenings) {
          happens(ledger, (name += 1));
        }
        assert.deepEqual(report(ledger), reportAnew(ledger));
      }),
      { numRuns: 150, endOnFailure: true },
    );
    const meters = report(ledger).totals;
    assert.ok(meters.includedCredits > 0 && meters.paidCredits > 0 && name > 300, JSON.stringify(meters));
  });

  /** A request a day, of an account or of none that is told. */
  function everyDay(ledger: Ledger, account: string | undefined): void {
    for (let day = 0; day < DAYS; day += 1) {
      const change = { responseId: `d-${day}`, threadId: `d-${day}`, occurredAtMs: BEGIN_MS + day * DAY_MS, account };
      ledger.writer.append([batch([eventOfCredits(1, change)])]);
    }
  }

  it('are others once a second account is seen, since requests that tell of none may be of both', () => {
    const ledger = open();
    everyDay(ledger, undefined);
    for (let day = 0; day < DAYS; day += 1) {
      const observedAtMs = BEGIN_MS + day * DAY_MS + 1;
      const windows = [limitWindow(10, { resetsAtMs: observedAtMs + HOUR_MS })];
      ledger.recordBalances([snapshot({ observedAtMs, windows, balance: credits(1000 - day) })]);
    }
    assert.ok(report(ledger).totals.includedCredits > 0);
    ledger.recordBalances([snapshot({ observedAtMs: NOW_MS, account: { id: 'acct-2', email: undefined } })]);
    assert.equal(report(ledger).totals.includedCredits, 0);
    assert.deepEqual(report(ledger), reportAnew(ledger));
  });

  it('are the same day by day and as a whole, where an account with credits alone was seen seldom', () => {
    const ledger = open();
    everyDay(ledger, 'acct-1');
    for (const [day, balance] of [
      [0, 30],
      [20, 10],
      [24, 6],
    ] as const) {
      const observedAtMs = BEGIN_MS + day * DAY_MS - HOUR_MS;
      ledger.recordBalances([snapshot({ observedAtMs, windows: [], balance: credits(balance) })]);
    }
    assert.equal(report(ledger).totals.paidCredits, credits(4));
    const late = { responseId: 'late', threadId: 'late', occurredAtMs: BEGIN_MS + 10 * DAY_MS + HOUR_MS };
    ledger.writer.append([batch([eventOfCredits(1, { ...late, account: 'acct-1' })])]);
    assert.deepEqual(report(ledger), reportAnew(ledger));
    assert.equal(report(ledger).totals.paidCredits, credits(4));
  });

  it('are not forgotten where what balances tell is far behind them', () => {
    const ledger = open();
    everyDay(ledger, 'acct-1');
    for (let day = 0; day < DAYS; day += 1) {
      ledger.recordBalances([snapshot({ observedAtMs: BEGIN_MS + day * DAY_MS, balance: credits(1000 - day) })]);
    }
    report(ledger);
    const kept = (): number => {
      const raw = new DatabaseSync(file(), { readOnly: true });
      const row = raw.prepare('SELECT count(*) AS days FROM kept_sums').get();
      raw.close();
      return Number(row?.['days']);
    };
    assert.equal(kept(), DAYS - 2);
    ledger.recordBalances([snapshot({ observedAtMs: NOW_MS, balance: credits(5) })]);
    assert.ok(kept() >= DAYS - 12 && kept() < DAYS - 2, `${kept()} days`);
  });
});
