import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

import type { BudgetOverride } from '../../../../src/core/policy/override.ts';
import type { LedgerEvent } from '../../../../src/core/usage/usageSlice.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { DAY_MS, NOW_MS, credits, eventOfCredits, override } from '../../make.ts';
import { request } from '../judging.ts';
import { batch, ledgerFixture } from '../openLedger.ts';
import { bundledScript } from '../../../support/bundledScript.ts';

const once = (overrideId: string, amount: number): BudgetOverride =>
  override({ overrideId, kind: 'once', credits: credits(amount) });
/** A hundred credits of a thread, in requests of the usual size. */
const hundred = (change: Partial<LedgerEvent> = {}): LedgerEvent[] =>
  [1, 2, 3, 4, 5].map((request) => eventOfCredits(20, { responseId: `resp-${request}`, ...change }));
const MIDNIGHT_MS = Date.UTC(2026, 10, 21);

describe('a budget that is spent, and raised', () => {
  const { open, file } = ledgerFixture();

  /** All of the 100 credits are spent. */
  function spent(...overrides: readonly BudgetOverride[]): Ledger {
    const ledger = open();
    ledger.writer.append([batch(hundred())]);
    for (const each of overrides) {
      ledger.giveOverride(each);
    }
    return ledger;
  }
  const effect = (ledger: Ledger, id: string, nowMs = NOW_MS) => ledger.decide(request({ nowMs }), id).decision.effect;

  it('for today: runs start as far as it goes, and each is told', () => {
    const ledger = spent(override({ credits: credits(40) }));
    const { decision } = ledger.decide(request(), 'a');
    assert.deepEqual(
      decision.findings.map(({ effect: is, reason }) => `${is} ${reason.kind}`),
      ['warn overrideInForce'],
    );
    assert.equal(decision.cap, credits(40));
    // Each holds half of what remains, or its median.
    assert.deepEqual(
      ['b', 'c', 'd'].map((id) => effect(ledger, id)),
      ['warn', 'warn', 'deny'],
    );
  });

  it('for today: changes nothing from midnight on', () => {
    const ledger = spent(override({ credits: credits(40) }));
    assert.equal(effect(ledger, 'a', MIDNIGHT_MS - 1), 'warn');
    ledger.answerDecision('a', 'cancelled', 'person', MIDNIGHT_MS - 1);
    ledger.writer.append([batch(hundred({ threadId: 'next', occurredAtMs: MIDNIGHT_MS }))]);
    assert.equal(effect(ledger, 'b', MIDNIGHT_MS), 'deny');
  });

  it('for today: is not in force before it was given', () =>
    assert.equal(effect(spent(override({ credits: credits(40), givenAtMs: NOW_MS + 1 })), 'a'), 'deny'));

  it('for today: is shown with the budget', () => {
    const [status] = spent(override()).budgets(request().policy, 'UTC', NOW_MS);
    assert.deepEqual(status?.overrides, [override()]);
  });

  it('for once: one run starts, and the next is refused', () => {
    const ledger = spent(once('o', 40));
    assert.deepEqual([effect(ledger, 'a'), effect(ledger, 'b')], ['warn', 'deny']);
    assert.deepEqual(
      ledger.overrides(0, Number.MAX_SAFE_INTEGER).map(({ usedBy }) => usedBy),
      [['a']],
    );
  });

  for (const answer of ['cancelled', 'refused'] as const) {
    it(`for once: is free again when its run was ${answer}, which could be asked again`, () => {
      const ledger = spent(once('o', 40));
      effect(ledger, 'a');
      ledger.answerDecision('a', answer, 'person', NOW_MS);
      assert.deepEqual([effect(ledger, 'b'), effect(ledger, 'c')], ['warn', 'deny']);
    });
  }

  for (const kind of ['once', 'today'] as const) {
    it(`for ${kind}: is told with the run that rests on it`, () => {
      const ledger = spent(override({ kind, overrideId: 'o', credits: credits(40) }));
      effect(ledger, 'a');
      ledger.answerDecision('a', 'run', 'person', NOW_MS);
      ledger.beginRun('a', 'run-a', 'thread-a', NOW_MS);
      assert.deepEqual([...ledger.overridesByRun()], [['run-a', ['o']]]);
    });
  }

  it('for once: is free again when its run was not wanted after all, and only then', () => {
    const ledger = spent(once('o', 40));
    effect(ledger, 'a');
    ledger.answerDecision('a', 'cancelled', 'person', NOW_MS);
    assert.equal(effect(ledger, 'b'), 'warn');
    ledger.answerDecision('b', 'run', 'person', NOW_MS);
    ledger.beginRun('b', 'run-b', 'thread-b', NOW_MS);
    ledger.settleRun('run-b', 'completed', NOW_MS);
    assert.equal(effect(ledger, 'c'), 'deny');
  });

  it('for once: is not used up by asking what would be', () => {
    const ledger = spent(once('o', 40));
    assert.equal(ledger.assess(request()).decision.effect, 'warn');
    assert.equal(effect(ledger, 'a'), 'warn');
  });

  it('for once: is not used up by a run that does not need it', () => {
    const ledger = open();
    ledger.giveOverride(once('o', 40));
    assert.equal(effect(ledger, 'a'), 'allow');
    assert.deepEqual(ledger.overrides(0, Number.MAX_SAFE_INTEGER)[0]?.usedBy, []);
  });

  it('for once: changes nothing once the day is over', () =>
    assert.equal(effect(spent({ ...once('o', 40), expiresAtMs: NOW_MS + 1 }), 'a', NOW_MS + 1), 'deny'));

  it('for once: its run may spend it, past midnight too, and others may not', () => {
    const ledger = spent(once('o', 40));
    effect(ledger, 'a');
    ledger.answerDecision('a', 'run', 'person', NOW_MS);
    ledger.writer.append([batch(hundred({ threadId: 'next', occurredAtMs: MIDNIGHT_MS }))]);
    const later = request({ nowMs: MIDNIGHT_MS });
    assert.deepEqual(ledger.extendReservation('a', credits(40), later).total, credits(40));
    const beyond = ledger.extendReservation('a', credits(41), later);
    assert.deepEqual([beyond.granted, beyond.total], [false, credits(40)]);
    assert.equal(effect(ledger, 'b', MIDNIGHT_MS), 'deny');
  });

  it('for once: serves the run that it was given for, though another wants it, too', () => {
    const ledger = spent(once('o', 40), once('p', 40));
    assert.deepEqual([effect(ledger, 'a'), effect(ledger, 'b'), effect(ledger, 'c')], ['warn', 'warn', 'deny']);
  });

  it('is never changed or taken away in the ledger', () => {
    const ledger = spent(once('o', 40));
    effect(ledger, 'a');
    const db = new DatabaseSync(file());
    try {
      for (const [statement, says] of [
        ['UPDATE overrides SET credits_micros = 9', /an override is never changed/],
        ['DELETE FROM overrides', /an override is never deleted/],
        ["UPDATE override_uses SET decision_id = 'b'", /the use of an override is never changed/],
        ['DELETE FROM override_uses', /the use of an override is never deleted/],
      ] as const) {
        assert.throws(() => {
          db.exec(statement);
        }, says);
      }
    } finally {
      db.close();
    }
  });

  it('is listed as it was given', () => {
    const given = override({ reason: undefined });
    assert.deepEqual(spent(given).overrides(NOW_MS, NOW_MS + DAY_MS), [{ ...given, usedBy: [] }]);
    assert.deepEqual(open().overrides(NOW_MS + 1, NOW_MS + DAY_MS), []);
  });
});

const SCRIPT = bundledScript(new URL('overridingProcess.ts', import.meta.url));
const run = promisify(execFile);
const PROCESSES = 4;
const DAYS = 40;
const STARTING_MS = 1500;
const PAUSE_MS = 25;

describe('an override for one run that several processes want at the same instant', () => {
  const { open, file } = ledgerFixture();

  it('lets exactly one of them start', async function () {
    this.timeout(30_000);
    const ledger = open();
    for (let day = 0; day < DAYS; day += 1) {
      const atMs = NOW_MS + day * DAY_MS;
      ledger.giveOverride({ ...once(`day-${day}`, 40), givenAtMs: atMs, expiresAtMs: atMs + 1 });
    }
    const args = [file(), DAYS, Date.now() + STARTING_MS, PAUSE_MS].map(String);
    const runs = Array.from({ length: PROCESSES }, (_, name) => run(process.execPath, [SCRIPT, ...args, String(name)]));
    const started = (await Promise.all(runs)).flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
    assert.deepEqual(
      started.map(Number).sort((a, b) => a - b),
      Array.from({ length: DAYS }, (_, day) => day),
    );
  });
});
