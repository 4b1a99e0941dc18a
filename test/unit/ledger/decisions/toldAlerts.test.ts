import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import fc from 'fast-check';

import { MIGRATIONS } from '../../../../src/ledger/migrations.ts';
import { type Ledger, openLedger } from '../../../../src/ledger/ledger.ts';
import { DAY_MS, HOUR_MS, NOW_MS, card, credits, snapshot } from '../../make.ts';
import { makeStep } from '../earlierSteps.ts';
import { ledgerFixture, newLedgers } from '../openLedger.ts';
import { bundledScript } from '../../../support/bundledScript.ts';

const SCRIPT = bundledScript(new URL('tellingProcess.ts', import.meta.url));
const run = promisify(execFile);
const RULES = { reserve: credits(0), autoReload: undefined };

/** A balance of the account so many hours from now. */
const at = (hour: number, balance: number) =>
  snapshot({ observedAtMs: NOW_MS + hour * HOUR_MS, balance: credits(balance) });

describe('an alert of the wallet', () => {
  const { open, file } = ledgerFixture();
  const newLedger = newLedgers();

  it('is told once, whoever asks in whatever order', () => {
    const claims = fc.array(
      fc.record({ who: fc.nat(2), ids: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 }) }),
      { minLength: 1, maxLength: 12 },
    );
    const windows = [open(), open(), open()];
    let wallets = 0;
    fc.assert(
      fc.property(claims, (calls) => {
        const account = `acct-${(wallets += 1)}`;
        const told = calls.flatMap(({ who, ids }) => windows[who]?.claimAlerts(account, ids, NOW_MS) ?? []);
        const asked = new Set(calls.flatMap(({ ids }) => ids));
        assert.deepEqual(told.toSorted(), [...asked].sort());
      }),
      { numRuns: 40 },
    );
  });

  it('is told by one of several processes that find it at the same instant', async function () {
    this.timeout(30_000);
    open();
    const args = (seed: number) => [SCRIPT, file(), ...[seed, 60, Date.now() + 1500].map(String)];
    const runs = await Promise.all([1, 2, 3].map((seed) => run(process.execPath, args(seed))));
    const told = runs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
    assert.deepEqual(told.sort(), Array.from({ length: 60 }, (_, index) => `alert-${index}`).sort());
  });

  it('is told of each account by itself', () => {
    const ledger = open();
    assert.deepEqual(ledger.claimAlerts('acct-1', ['a'], NOW_MS), ['a']);
    assert.deepEqual(ledger.claimAlerts('acct-2', ['a'], NOW_MS), ['a']);
  });

  it('is not told again when the account turns out to have a name', () => {
    const ledger = open();
    assert.deepEqual(ledger.claimAlerts('', ['a'], NOW_MS), ['a']);
    ledger.recordBalances([at(0, 100)]);
    assert.deepEqual(ledger.claimAlerts('acct-1', ['a', 'b'], NOW_MS), ['b']);
  });

  it('that is named twice in one call is told once', () => {
    assert.deepEqual(open().claimAlerts('acct-1', ['a', 'a'], NOW_MS), ['a']);
  });

  const idsIn = (ledger: Ledger): string[] =>
    ledger.walletOutlook('acct-1', RULES, 'UTC', NOW_MS + DAY_MS).alerts.map(({ id }) => id);

  it('is of what happened after the first start with this ledger, whatever is read later', () => {
    const ledger = open();
    ledger.recordBalances([at(-3, 100), at(-2, 60)]);
    assert.deepEqual(idsIn(ledger), []);
    ledger.recordBalances([at(1, 60), at(2, 20)]);
    assert.deepEqual(idsIn(ledger), ['fellWhileIdle:2026-11-20']);
    // A later start is not the first one.
    const later = openLedger(file(), card, NOW_MS + 9 * DAY_MS);
    assert.deepEqual(idsIn(later), ['fellWhileIdle:2026-11-20']);
    later.close();
  });

  it('is of nothing before an update that brought alerts', () => {
    const step = MIGRATIONS.findIndex((sql) => sql.includes('CREATE TABLE told_alerts'));
    makeStep(step, file(), () => undefined);
    const ledger = open();
    ledger.recordBalances([at(-1, 100), at(0, 60), at(1, 20)]);
    const { alerts } = ledger.walletOutlook('acct-1', RULES, 'UTC', NOW_MS + DAY_MS);
    assert.deepEqual(
      alerts.map((alert) => alert.kind === 'fellWhileIdle' && alert.drains.map(({ fromMs }) => fromMs)),
      [[NOW_MS]],
    );
  });

  it('crosses threads as it is', () => {
    const ledger = newLedger();
    ledger.recordBalances([at(0, 100), at(1, 60), at(2, 560)]);
    const outlook = ledger.walletOutlook('acct-1', RULES, 'UTC', NOW_MS + DAY_MS);
    assert.deepEqual(structuredClone(outlook), outlook);
    ledger.close();
  });
});
