import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { NOW_MS, credits, estimate, eventOfCredits } from '../../make.ts';
import { request } from '../judging.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

describe('the audit', () => {
  const { open, file } = ledgerFixture();
  const entries = (ledger: Ledger, fromMs = 0) => ledger.audit(fromMs, Number.MAX_SAFE_INTEGER);

  it('has what was asked, foreseen, found and answered by whom, and what it came to', () => {
    const ledger = open();
    ledger.decide(request({ requestedCap: credits(20) }, { confirmAbove: credits(5) }), 'a');
    ledger.answerDecision('a', 'run', 'window', NOW_MS + 1);
    ledger.beginRun('a', 'run-a', 'thread-1', NOW_MS + 2);
    ledger.writer.append([batch([eventOfCredits(21, { runId: 'run-a' })])]);
    ledger.settleRun('run-a', 'capped', NOW_MS + 3);
    const [entry, ...others] = entries(ledger);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [entry?.effect, entry?.findings.map(({ ruleId }) => ruleId), entry?.estimate, entry?.cap, entry?.answers],
      [
        'confirm',
        ['run.confirmAboveCredits'],
        estimate(10, 30),
        credits(20),
        [{ answer: 'run', answeredBy: 'window', answeredAtMs: NOW_MS + 1 }],
      ],
    );
    assert.deepEqual(entry?.run, {
      runId: 'run-a',
      threadId: 'thread-1',
      startedAtMs: NOW_MS + 2,
      endedAtMs: NOW_MS + 3,
      status: 'capped',
      requests: 1,
      cost: credits(21),
      unpricedRequests: 0,
      holdAnswers: [],
    });
  });

  it('has what was answered when the run was held, and why', () => {
    const ledger = open();
    ledger.decide(request(), 'a');
    ledger.beginRun('a', 'run-a', 'thread-1', NOW_MS);
    const hold = { runId: 'run-a', heldAtMs: NOW_MS, cause: 'cap' as const, cap: credits(20), spent: credits(20) };
    ledger.holdRun({ ...hold, cwd: '/work/api' });
    const raise = { kind: 'raise', cap: credits(30), reason: 'nearly done', answeredBy: 'window' } as const;
    ledger.answerHold('run-a', { ...raise, answeredAtMs: NOW_MS + 1 });
    assert.deepEqual(entries(ledger)[0]?.run?.holdAnswers, [{ ...raise, answeredAtMs: NOW_MS + 1 }]);
  });

  it('keeps each answer, where one followed another', () => {
    const ledger = open();
    ledger.decide(request(), 'a');
    ledger.answerDecision('a', 'run', 'window', NOW_MS);
    ledger.answerDecision('a', 'cancelled', 'could not start', NOW_MS + 1);
    assert.deepEqual(
      entries(ledger)[0]?.answers.map(({ answer, answeredBy }) => `${answer} by ${answeredBy}`),
      ['run by window', 'cancelled by could not start'],
    );
  });

  it('has decisions in the order in which they were made, from an instant on', () => {
    const ledger = open();
    for (const [id, nowMs] of [
      ['a', NOW_MS],
      ['b', NOW_MS + 1],
      ['c', NOW_MS + 1],
    ] as const) {
      ledger.decide(request({ nowMs }), id);
    }
    const ids = (fromMs: number) => entries(ledger, fromMs).map(({ decisionId }) => decisionId);
    assert.deepEqual(
      [ids(0), ids(NOW_MS + 1)],
      [
        ['a', 'b', 'c'],
        ['b', 'c'],
      ],
    );
  });

  it('does not know the cost of a run that nothing was read of', () => {
    const ledger = open();
    ledger.decide(request(), 'a');
    ledger.beginRun('a', 'run-a', 'thread-1', NOW_MS);
    assert.equal(entries(ledger)[0]?.run?.cost, undefined);
  });

  it('has nothing of what was only looked at', () => {
    const ledger = open();
    ledger.assess(request());
    assert.deepEqual(entries(ledger), []);
  });

  for (const change of [
    "UPDATE decisions SET effect = 'allow'",
    'DELETE FROM decisions',
    "UPDATE answers SET answered_by = 'somebody else'",
    'DELETE FROM answers',
  ]) {
    it(`is only ever added to: ${change}`, () => {
      const ledger = open();
      ledger.decide(request(), 'a');
      ledger.answerDecision('a', 'cancelled', 'window', NOW_MS);
      const db = new DatabaseSync(file());
      try {
        assert.throws(() => {
          db.exec(change);
        }, /never (changed|deleted)/);
      } finally {
        db.close();
      }
    });
  }
});
