import assert from 'node:assert/strict';

import { RESERVATION_TTL_MS } from '../../../src/ledger/runs/reservations.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { HOUR_MS, NOW_MS, credits, estimate, eventOfCredits } from '../make.ts';
import { request, standing } from './judging.ts';
import { batch, ledgerFixture } from './openLedger.ts';

describe('a reservation', () => {
  const { open } = ledgerFixture();
  const LAPSED_MS = NOW_MS + RESERVATION_TTL_MS;

  function begun(): Ledger {
    const ledger = open();
    ledger.decide(request(), 'a');
    ledger.answerDecision('a', 'run', 'the person', NOW_MS);
    ledger.beginRun('a', 'run-a', 'thread-1', NOW_MS);
    return ledger;
  }

  it('is used up as its run spends', () => {
    const ledger = begun();
    ledger.writer.append([batch([eventOfCredits(12, { runId: 'run-a' })])]);
    assert.deepEqual(standing(ledger), [12, 18]);
  });

  it('is used up by what its run spent before midnight', () => {
    const ledger = open();
    const beforeMidnightMs = NOW_MS + 12 * HOUR_MS - 10_000;
    ledger.decide(request({ nowMs: beforeMidnightMs }), 'a');
    ledger.beginRun('a', 'run-a', 'thread-1', beforeMidnightMs);
    ledger.writer.append([batch([eventOfCredits(12, { runId: 'run-a', occurredAtMs: beforeMidnightMs + 1000 })])]);
    assert.deepEqual(standing(ledger, beforeMidnightMs + 20_000), [0, 18]);
  });

  for (const [status, says] of [
    ['completed', 'completes'],
    ['capped', 'reaches its cap'],
    ['failed', 'fails'],
  ] as const) {
    it(`is given back when its run ${says}`, () => {
      const ledger = begun();
      ledger.settleRun('run-a', status, NOW_MS + 1);
      assert.deepEqual(standing(ledger), [0, 0]);
    });
  }

  for (const answer of ['refused', 'cancelled'] as const) {
    it(`is given back when its run is ${answer}`, () => {
      const ledger = open();
      ledger.decide(request(), 'a');
      ledger.answerDecision('a', answer, 'the person', NOW_MS);
      assert.deepEqual(standing(ledger), [0, 0]);
    });
  }

  it('is kept to its last ms', () => assert.deepEqual(standing(begun(), LAPSED_MS - 1), [0, 30]));

  it('lapses when nobody renews it', () => assert.deepEqual(standing(begun(), LAPSED_MS), [0, 0]));

  it('is kept when it is renewed', () => {
    const ledger = begun();
    assert.equal(ledger.renewReservation('a', LAPSED_MS - 1), 'held');
    assert.deepEqual(standing(ledger, LAPSED_MS), [0, 30]);
  });

  it('that has been given back is not renewed, and that is told', () => {
    const ledger = begun();
    ledger.settleRun('run-a', 'completed', NOW_MS);
    assert.equal(ledger.renewReservation('a', NOW_MS), 'gone');
  });

  it('that lapses leaves its run as failed', () => {
    const ledger = begun();
    ledger.writer.append([batch([eventOfCredits(1, { runId: 'run-a' })])]);
    ledger.budgets(request().policy, 'UTC', LAPSED_MS);
    assert.equal(ledger.run('run-a')?.status, 'failed');
  });

  it('is forgotten a day after it lapsed', () => {
    const ledger = begun();
    standing(ledger, LAPSED_MS + 24 * HOUR_MS);
    assert.equal(ledger.renewReservation('a', LAPSED_MS + 24 * HOUR_MS), 'gone');
  });

  describe('that has lapsed', () => {
    const again = (ledger: Ledger, wanted: number) =>
      ledger.extendReservation('a', credits(wanted), request({ nowMs: LAPSED_MS }));

    /** Another run has begun meanwhile, and holds what is left of 100. */
    function taken(ledger: Ledger): Ledger {
      standing(ledger, LAPSED_MS);
      ledger.decide(request({ nowMs: LAPSED_MS, estimate: estimate(80, 80) }), 'b');
      return ledger;
    }

    it('is not held again because its process says that it lives', () => {
      const ledger = taken(begun());
      assert.deepEqual([ledger.renewReservation('a', LAPSED_MS), standing(ledger, LAPSED_MS)], ['lapsed', [0, 80]]);
    });

    it('is not held again because the person has answered late, or the run begins', () => {
      const ledger = open();
      ledger.decide(request(), 'a');
      taken(ledger);
      ledger.answerDecision('a', 'run', 'the person', LAPSED_MS);
      ledger.beginRun('a', 'run-a', 'thread-1', LAPSED_MS);
      assert.deepEqual(standing(ledger, LAPSED_MS), [0, 80]);
    });

    it('is held again as far as there is room, once it is checked', () => {
      const ledger = taken(begun());
      assert.deepEqual([again(ledger, 30).total, standing(ledger, LAPSED_MS)], [credits(20), [0, 100]]);
    });

    it('does not hold on to what it had where a rule is against it by now', () => {
      const ledger = begun();
      const denied = request({ nowMs: LAPSED_MS }, { modelsDeny: ['*'] });
      const { granted, total } = ledger.extendReservation('a', credits(30), denied);
      assert.deepEqual([granted, total, standing(ledger, LAPSED_MS)], [false, 0, [0, 0]]);
    });

    it('has its run going on again once it is checked', () => {
      const ledger = begun();
      ledger.writer.append([batch([eventOfCredits(1, { runId: 'run-a' })])]);
      standing(ledger, LAPSED_MS);
      again(ledger, 30);
      assert.equal(ledger.run('run-a')?.status, 'running');
    });
  });
});
