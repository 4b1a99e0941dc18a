import assert from 'node:assert/strict';

import type { JudgeRequest } from '../../../src/core/decisions/judgement.ts';
import type { PolicyFile } from '../../../src/core/policy/policy.ts';
import type { Extension } from '../../../src/core/decisions/reservation.ts';
import { RESERVATION_TTL_MS } from '../../../src/ledger/runs/reservations.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, budget, credits, eventOfCredits, limitWindow, paidWallet, wallet } from '../make.ts';
import { request, standing } from './judging.ts';
import { batch, ledgerFixture } from './openLedger.ts';

describe('a run that wants to hold more', () => {
  const { open } = ledgerFixture();

  /** A run `a` that holds 30 of 100 credits and has spent some of them, beside others that hold 30 each. */
  function begun(
    spent: number,
    others = 0,
    rules: Partial<PolicyFile> = {},
    change: Partial<JudgeRequest> = {},
  ): Ledger {
    const ledger = open();
    ledger.decide(request(change, rules), 'a');
    ledger.answerDecision('a', 'run', 'the person', NOW_MS);
    ledger.beginRun('a', 'run-a', 'thread-1', NOW_MS);
    for (let index = 0; index < others; index += 1) {
      ledger.decide(request(change, rules), `other-${index}`);
    }
    if (spent > 0) {
      ledger.writer.append([batch([eventOfCredits(spent, { runId: 'run-a' })])]);
    }
    return ledger;
  }

  /** What it holds then, and what keeps it from more. */
  const inShort = ({ granted, total, findings }: Extension): readonly unknown[] => [
    granted,
    total / 1e6,
    ...findings.map(({ effect, reason }) => `${effect} ${reason.kind}`),
  ];

  it('gets it where there is room, and what it has spent is not counted twice', () => {
    const ledger = begun(20);
    const extension = ledger.extendReservation('a', credits(60), request());
    assert.deepEqual(
      [inShort(extension), standing(ledger)],
      [
        [true, 60],
        [20, 40],
      ],
    );
  });

  it('gets what is left, and is told what binds', () => {
    const extension = begun(20, 2).extendReservation('a', credits(60), request());
    assert.deepEqual(inShort(extension), [false, 50, 'confirm budgetMedianDoesNotFit']);
  });

  it('gets nothing of a hard budget that is spent', () => {
    const ledger = begun(20);
    ledger.writer.append([batch([eventOfCredits(80, { threadId: 'thread-2', runId: 'elsewhere' })])]);
    const extension = ledger.extendReservation('a', credits(60), request());
    assert.deepEqual(inShort(extension), [false, 30, 'deny budgetSpent']);
  });

  it('keeps what it holds, though more was spent elsewhere than there was', () => {
    const ledger = begun(0);
    ledger.writer.append([batch([eventOfCredits(150, { threadId: 'thread-2', runId: 'elsewhere' })])]);
    const extension = ledger.extendReservation('a', credits(30), request());
    assert.deepEqual(inShort(extension), [true, 30]);
  });

  it('asks before a soft budget is passed', () => {
    const rules = { budgets: [budget({ mode: 'soft' as const })] };
    const extension = begun(20, 0, rules).extendReservation('a', credits(120), request({}, rules));
    assert.deepEqual(inShort(extension), [false, 100, 'confirm budgetMedianDoesNotFit']);
  });

  it('is not asked again about a soft budget that was spent when it was let start', () => {
    const rules = { budgets: [budget({ mode: 'soft' as const, limit: credits(0) })] };
    const extension = begun(0, 0, rules).extendReservation('a', credits(120), request({}, rules));
    assert.deepEqual(inShort(extension), [true, 120]);
  });

  it('asks when the allowance is used up meanwhile', () => {
    const extension = begun(20).extendReservation('a', credits(60), request({ wallet: paidWallet }));
    assert.deepEqual(inShort(extension), [false, 30, 'confirm paidCredits']);
  });

  it('is not asked again about purchased credits that it was let start on', () => {
    const rules = {};
    const change = { wallet: paidWallet };
    const extension = begun(20, 0, rules, change).extendReservation('a', credits(60), request(change));
    assert.deepEqual(inShort(extension), [true, 60]);
  });

  it('may draw purchased credits where the person had agreed that it might come to that', () => {
    const near = { wallet: wallet({ windows: [limitWindow(95)] }) };
    const extension = begun(20, 0, {}, near).extendReservation('a', credits(60), request({ wallet: paidWallet }));
    assert.deepEqual(inShort(extension), [true, 60]);
  });

  it('is held when the policy forbids its model meanwhile', () => {
    const extension = begun(20).extendReservation('a', credits(60), request({}, { modelsDeny: ['*'] }));
    assert.deepEqual(inShort(extension), [false, 30, 'deny modelDenied']);
  });

  it('is held when it would have more subagents than the policy allows', () => {
    const rules = { maxSubagentsPerRun: 2 };
    const ledger = begun(20, 0, rules);
    const three = ledger.extendReservation('a', credits(60), request({ subagents: 3 }, rules));
    const two = ledger.extendReservation('a', credits(60), request({ subagents: 2 }, rules));
    assert.deepEqual(
      [inShort(three), inShort(two)],
      [
        [false, 30, 'deny tooManySubagents'],
        [true, 60],
      ],
    );
  });

  it('does not count itself among the runs going on, nor ask above an amount again', () => {
    const rules = { maxRuns: 1, confirmAbove: credits(1) };
    assert.deepEqual(inShort(begun(20, 0, rules).extendReservation('a', credits(60), request({}, rules))), [true, 60]);
  });

  it('shares the balance above the reserve with others', () => {
    const rules = { budgets: [], reserve: credits(100), paidCredits: 'allow' as const };
    const change = { wallet: wallet({ windows: [limitWindow(100)], balance: credits(180) }) };
    const extension = begun(0, 1, rules, change).extendReservation('a', credits(60), request(change, rules));
    assert.deepEqual(inShort(extension), [false, 50, 'confirm reserveMedianDoesNotFit']);
  });

  it('gets nothing once its reservation was given back', () => {
    const ledger = begun(20);
    ledger.settleRun('run-a', 'completed', NOW_MS);
    assert.deepEqual(inShort(ledger.extendReservation('a', credits(60), request())), [false, 0]);
  });

  it('shows by it that its process lives', () => {
    const ledger = begun(0);
    const lateMs = NOW_MS + RESERVATION_TTL_MS - 1;
    ledger.extendReservation('a', credits(40), request({ nowMs: lateMs }));
    assert.deepEqual(standing(ledger, lateMs + RESERVATION_TTL_MS - 1), [0, 40]);
  });
});
