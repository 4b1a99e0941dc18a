import assert from 'node:assert/strict';

import type { JudgeRequest } from '../../../src/core/decisions/judgement.ts';
import type { PolicyFile } from '../../../src/core/policy/policy.ts';
import { API_KEY_ACCOUNT } from '../../../src/core/usage/usageEvent.ts';
import type { LedgerEvent } from '../../../src/core/usage/usageSlice.ts';
import { HOUR_MS, NOW_MS, budget, credits, eventOfCredits, limitWindow, paidWallet, wallet } from '../make.ts';
import { request } from './judging.ts';
import { batch, ledgerFixture } from './openLedger.ts';

describe('a run judged while half of the allowance of five hours is used', () => {
  const { open } = ledgerFixture();
  // Until an hour from now, read a minute ago.
  const half = { wallet: wallet({ windows: [limitWindow(50)], observedAtMs: NOW_MS - 60_000 }) };
  const anHourAgo = NOW_MS - HOUR_MS;

  const cases: readonly (readonly [says: string, event: Partial<LedgerEvent>, asks: boolean])[] = [
    ['by 30 credits in it', {}, true],
    ['by this account', { account: 'acct-1' }, true],
    ['not by 30 credits before it', { occurredAtMs: NOW_MS - 4 * HOUR_MS - 1 }, false],
    ['not by another account', { account: 'acct-2' }, false],
    ['not with an API key', { account: API_KEY_ACCOUNT }, false],
  ];
  for (const [says, change, asks] of cases) {
    it(`${says}: ${asks ? 'is asked about' : 'is not'}`, () => {
      const ledger = open();
      ledger.writer.append([batch([eventOfCredits(30, { occurredAtMs: anHourAgo, ...change })])]);
      const { findings } = ledger.assess(request(half)).decision;
      assert.deepEqual(
        findings.map(({ reason }) => reason.kind),
        asks ? ['mayDrawPaid'] : [],
      );
    });
  }

  it('shares what is left of it with runs that are going on', () => {
    const ledger = open();
    const events = ['x', 'y'].map((responseId) => eventOfCredits(34, { responseId, occurredAtMs: anHourAgo }));
    ledger.writer.append([batch(events)]);
    const rules = { budgets: [] };
    const kinds = ['a', 'b', 'c'].map((id) =>
      ledger.decide(request(half, rules), id).decision.findings.map(({ reason }) => reason.kind),
    );
    assert.deepEqual(kinds, [[], [], ['mayDrawPaid']]);
  });
});

describe('a budget of purchased credits', () => {
  const { open } = ledgerFixture();
  const rules = (change: Parameters<typeof budget>[0] = {}): Partial<PolicyFile> => ({
    budgets: [budget({ meter: 'paid', limit: credits(25), ...change })],
    paidCredits: 'allow',
  });
  const effectOf = (change: Partial<JudgeRequest>, of: Partial<PolicyFile>) =>
    open().assess(request(change, of)).decision.effect;

  it('has no say while the allowance lasts', () => assert.equal(effectOf({}, rules({ limit: credits(0) })), 'allow'));

  it('says what it has to of a run that draws them', () =>
    assert.equal(effectOf({ wallet: paidWallet }, rules({ limit: credits(0) })), 'deny'));

  it('has no credits held in it for runs within the allowance', () => {
    const ledger = open();
    ledger.decide(request({}, rules()), 'included');
    const [status] = ledger.assess(request({ wallet: paidWallet }, rules())).budgets;
    assert.equal(status?.reserved, 0);
  });

  it('has credits held in it for runs that draw them', () => {
    const ledger = open();
    ledger.decide(request({ wallet: paidWallet }, rules()), 'paid');
    const [status] = ledger.assess(request({ wallet: paidWallet }, rules())).budgets;
    assert.equal(status?.reserved, credits(12.5));
  });
});

describe('the reserve', () => {
  const { open } = ledgerFixture();
  const rules = { budgets: [], reserve: credits(100), paidCredits: 'allow' as const };
  const read = (observedAtMs: number) => ({
    wallet: wallet({ windows: [limitWindow(100)], balance: credits(140), observedAtMs }),
  });

  it('is kept from two runs at a time that each would leave it', () => {
    const ledger = open();
    const effects = ['a', 'b'].map((id) => ledger.decide(request(read(NOW_MS), rules), id).decision.effect);
    assert.deepEqual(effects, ['allow', 'warn']);
  });

  it('is kept from what was drawn since the balance was read', () => {
    const ledger = open();
    ledger.writer.append([batch([eventOfCredits(40, { occurredAtMs: NOW_MS - 1000 })])]);
    assert.equal(ledger.assess(request(read(NOW_MS - 60_000), rules)).decision.effect, 'deny');
  });
});
