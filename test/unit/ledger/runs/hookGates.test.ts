import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { GATE_LIFE_S } from '../../../../src/codex/hooks/hookGate.ts';
import { dataFolder } from '../../../../src/ledger/dataFolder.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { NOW_MS, eventOfCredits } from '../../make.ts';
import { request } from '../judging.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

describe('gates that hooks pass by themselves', () => {
  const { open, file } = ledgerFixture();
  const gates = (threadId: string): string =>
    path.join(dataFolder({ CODEX_GUARDRAILS_HOME: path.dirname(file()) }).hookGatesFolder, threadId);

  function begun(): Ledger {
    const ledger = open();
    ledger.decide(request(), 'decision-1');
    ledger.answerDecision('decision-1', 'run', 'policy', NOW_MS);
    ledger.beginHookedRun('decision-1', 'turn-1', 'thread-1', NOW_MS);
    mkdirSync(gates('thread-1'), { recursive: true });
    mkdirSync(gates('thread-2'), { recursive: true });
    return ledger;
  }
  const areThere = (): readonly boolean[] => ['thread-1', 'thread-2'].map((threadId) => existsSync(gates(threadId)));
  const mayOpen = (ledger: Ledger, untilMs = NOW_MS + GATE_LIFE_S * 1_000): boolean => {
    let isRun = false;
    ledger.whileRunning('decision-1', untilMs, () => (isRun = true));
    return isRun;
  };

  it('may be opened while their run goes on and credits are held for it', () => {
    const ledger = begun();
    assert.deepEqual([mayOpen(ledger), mayOpen(ledger, NOW_MS + 86_400_000), areThere()], [true, false, [true, true]]);
  });

  it('are gone when their run was told to end', () => {
    const ledger = begun();
    ledger.settleRun('turn-1', 'capped', NOW_MS);
    assert.deepEqual([mayOpen(ledger), areThere()], [false, [false, true]]);
  });

  it('are gone when its log tells its end', () => {
    const ledger = begun();
    const endedTurns = [{ turnId: 'turn-1', how: 'completed', endedAtMs: NOW_MS }] as const;
    ledger.writer.append([batch([eventOfCredits(1)], { endedTurns })]);
    assert.deepEqual([mayOpen(ledger), areThere()], [false, [false, true]]);
  });
});
