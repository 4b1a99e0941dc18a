import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';

import type { RecordedAnswer, RecordedHold } from '../../../../src/core/decisions/hold.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { NOW_MS, credits, judgeRequest } from '../../make.ts';
import { ledgerFixture } from '../openLedger.ts';

const hold: RecordedHold = {
  runId: 'run-1',
  heldAtMs: NOW_MS,
  cause: 'cap',
  cap: credits(40),
  spent: credits(40.38),
  cwd: '/work/api/src',
};

const answer = (kind: RecordedAnswer['kind'], change: Partial<RecordedAnswer> = {}): RecordedAnswer => ({
  kind,
  cap: credits(60),
  reason: undefined,
  answeredBy: 'person',
  answeredAtMs: NOW_MS + 1,
  ...change,
});

describe('a run that is held', () => {
  const { open, file } = ledgerFixture();

  function heldRun(): Ledger {
    const ledger = open();
    const subject = {
      surface: 'guardrails',
      workspace: '/work/api',
      model: 'gpt-5.5',
      effort: 'high',
      tier: undefined,
      threadId: undefined,
    } as const;
    ledger.decide(judgeRequest(subject), 'decision-1');
    ledger.beginRun('decision-1', 'run-1', 'thread-1', NOW_MS);
    ledger.holdRun(hold);
    return ledger;
  }

  /** As if the process that holds it were another, which has ended. */
  function holderDies(): void {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const db = new DatabaseSync(file());
    db.prepare('UPDATE holds SET holder_pid = ?').run(pid);
    db.close();
  }

  const left = (ledger: Ledger): string[] => ledger.leftHolds().map(({ runId }) => runId);

  it('belongs to its process while that lives', () => {
    assert.deepEqual(left(heldRun()), []);
  });

  it('is left when its process has ended, with all that is needed to go on', () => {
    const ledger = heldRun();
    holderDies();
    assert.deepEqual(ledger.leftHolds(), [
      { ...hold, threadId: 'thread-1', workspace: '/work/api', model: 'gpt-5.5', effort: 'high', tier: undefined },
    ]);
  });

  it('is left when its run has ended without an answer, though its process lives', () => {
    const ledger = heldRun();
    ledger.settleRun('run-1', 'failed', NOW_MS);
    assert.deepEqual(left(ledger), ['run-1']);
  });

  it('is left also where it had been told to wait', () => {
    const ledger = heldRun();
    ledger.answerHold('run-1', answer('wait'));
    holderDies();
    assert.deepEqual(left(ledger), ['run-1']);
  });

  for (const kind of ['raise', 'uncap', 'stop', 'resumed', 'continued'] as const) {
    it(`is not left once it was answered: ${kind}`, () => {
      const ledger = heldRun();
      holderDies();
      ledger.answerHold('run-1', answer(kind));
      assert.deepEqual(left(ledger), []);
    });
  }

  it('is left again when it is held once more after an answer', () => {
    const ledger = heldRun();
    ledger.answerHold('run-1', answer('raise'));
    ledger.holdRun({ ...hold, heldAtMs: NOW_MS + 5_000, spent: credits(60) });
    holderDies();
    assert.deepEqual(
      ledger.leftHolds().map(({ heldAtMs, spent }) => [heldAtMs, spent]),
      [[NOW_MS + 5_000, credits(60)]],
    );
  });

  it('keeps each answer with amount, reason, instant and who gave it', () => {
    const ledger = heldRun();
    ledger.answerHold('run-1', answer('wait', { cap: credits(40) }));
    ledger.answerHold('run-1', answer('uncap', { cap: undefined, reason: 'nearly done', answeredAtMs: NOW_MS + 2 }));
    const db = new DatabaseSync(file());
    const kept = db.prepare('SELECT * FROM hold_answers').all();
    db.close();
    assert.deepEqual(
      kept.map((row) => ({ ...row })),
      [
        {
          run_id: 'run-1',
          held_at_ms: NOW_MS,
          answered_at_ms: NOW_MS + 1,
          kind: 'wait',
          cap_credits_micros: 40e6,
          reason: null,
          answered_by: 'person',
        },
        {
          run_id: 'run-1',
          held_at_ms: NOW_MS,
          answered_at_ms: NOW_MS + 2,
          kind: 'uncap',
          cap_credits_micros: null,
          reason: 'nearly done',
          answered_by: 'person',
        },
      ],
    );
  });
});
