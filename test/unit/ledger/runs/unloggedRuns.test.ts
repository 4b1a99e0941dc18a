import assert from 'node:assert/strict';

import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { request, standing } from '../judging.ts';
import { ledgerFixture } from '../openLedger.ts';

describe('a run in Codex of which there is no log', () => {
  const { open } = ledgerFixture();
  /** No process has this number: it is beyond what systems give. */
  const GONE = 2 ** 30;

  function begun(codexPid: number | undefined): Ledger {
    const ledger = open();
    ledger.decide(request(), 'a');
    ledger.answerDecision('a', 'run', 'policy', NOW_MS);
    ledger.beginHookedRun('a', 'run-a', 'thread-1', NOW_MS, { codexPid });
    return ledger;
  }
  const status = (ledger: Ledger) => ledger.hookedRun('run-a')?.status;

  it('holds what was reserved while its process is there', () => {
    const ledger = begun(process.pid);
    assert.deepEqual([standing(ledger, NOW_MS + 1), status(ledger)], [[0, 30], 'running']);
  });

  it('is over when its process has gone, and gives back what it held', () => {
    const ledger = begun(GONE);
    assert.deepEqual([standing(ledger, NOW_MS + 1), status(ledger)], [[0, 0], 'completed']);
  });

  it('is over when another prompt is said in its thread', () => {
    const ledger = begun(undefined);
    ledger.decide(request(), 'b');
    ledger.beginHookedRun('b', 'run-b', 'thread-1', NOW_MS + 1, { codexPid: undefined });
    assert.deepEqual([standing(ledger, NOW_MS + 2), status(ledger)], [[0, 30], 'completed']);
  });

  it('is not taken to have failed when nothing more is heard of it, and goes on when it is', () => {
    const ledger = begun(undefined);
    assert.deepEqual([standing(ledger, NOW_MS + HOUR_MS), status(ledger)], [[0, 0], 'completed']);
    ledger.extendReservation('a', credits(20), request({ nowMs: NOW_MS + HOUR_MS }));
    assert.deepEqual([standing(ledger, NOW_MS + HOUR_MS + 1), status(ledger)], [[0, 20], 'running']);
  });
});
