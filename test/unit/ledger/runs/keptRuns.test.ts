import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';

import type { RecordedAnswer } from '../../../../src/core/decisions/hold.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { NOW_MS, credits } from '../../make.ts';
import { request, standing } from '../judging.ts';
import { ledgerFixture } from '../openLedger.ts';

const MINUTE_MS = 60_000;
const KEPT = { place: '/data/gates/here~1~a', cwd: '/work/api/src' };

describe('a run that outlives its guard', () => {
  const { open, file } = ledgerFixture();

  function begun(cap?: number): Ledger {
    const ledger = open();
    ledger.decide(request(cap === undefined ? {} : { requestedCap: credits(cap) }), 'decision-1');
    ledger.answerDecision('decision-1', 'run', 'person', NOW_MS);
    ledger.beginRun('decision-1', 'run-1', 'thread-1', NOW_MS, KEPT);
    return ledger;
  }

  /** As if the process that guards it were another, which has ended. */
  function guardDies(): void {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const db = new DatabaseSync(file());
    db.exec(`UPDATE kept_runs SET guard_pid = ${pid}; UPDATE holds SET holder_pid = ${pid}`);
    db.close();
  }

  const hold = (ledger: Ledger, heldAtMs = NOW_MS + 1): void => {
    const told = { cause: 'cap', cap: credits(40), spent: credits(40), cwd: KEPT.cwd } as const;
    ledger.holdRun({ runId: 'run-1', heldAtMs, ...told, findings: [], resetsAtMs: NOW_MS + MINUTE_MS });
  };

  const answer = (ledger: Ledger, kind: RecordedAnswer['kind'], cap?: number): void => {
    const amount = cap === undefined ? undefined : credits(cap);
    ledger.answerHold('run-1', {
      kind,
      cap: amount,
      reason: undefined,
      answeredBy: 'person',
      answeredAtMs: NOW_MS + 2,
    });
  };

  const left = (ledger: Ledger) => ledger.leftRuns().map(({ runId }) => runId);

  it('is nobody else’s while its guard lives', () => {
    const ledger = begun();
    assert.deepEqual([left(ledger), ledger.takeRun('run-1')], [[], undefined]);
  });

  it('is left when its guard has gone, with all that is needed to go on', () => {
    const ledger = begun(20);
    guardDies();
    const [run] = ledger.leftRuns();
    const { subject, estimate } = request();
    assert.deepEqual(run, {
      ...{ runId: 'run-1', threadId: 'thread-1', decisionId: 'decision-1', startedAtMs: NOW_MS },
      ...KEPT,
      subject: { ...subject, threadId: 'thread-1' },
      estimate,
      decision: { ...run?.decision, cap: credits(20) },
      cap: credits(20),
      overriddenUntil: 0,
      hold: undefined,
    });
  });

  it('is taken by one', () => {
    const ledger = begun();
    guardDies();
    const other = open();
    assert.deepEqual([other.takeRun('run-1')?.runId, ledger.takeRun('run-1'), left(ledger)], ['run-1', undefined, []]);
  });

  it('that is settled is left to nobody', () => {
    const ledger = begun();
    guardDies();
    ledger.settleRun('run-1', 'completed', NOW_MS);
    assert.deepEqual([left(ledger), ledger.takeRun('run-1')], [[], undefined]);
  });

  it('keeps what is held for it for a quarter of an hour, and goes on as running after that', () => {
    const ledger = begun();
    guardDies();
    const reserved = (nowMs: number): number => standing(ledger, nowMs)[1];
    assert.ok(reserved(NOW_MS + 14 * MINUTE_MS) > 0);
    assert.equal(reserved(NOW_MS + 16 * MINUTE_MS), 0);
    assert.equal(ledger.takeRun('run-1')?.runId, 'run-1');
    const db = new DatabaseSync(file());
    assert.equal(db.prepare('SELECT status FROM runs').get()?.['status'], 'running');
    db.close();
  });

  it('that is held is no hold to be continued until it has ended', () => {
    const ledger = begun();
    hold(ledger);
    guardDies();
    assert.deepEqual(ledger.leftHolds(), []);
    ledger.settleRun('run-1', 'failed', NOW_MS);
    assert.deepEqual(
      ledger.leftHolds().map(({ runId }) => runId),
      ['run-1'],
    );
  });

  const held = { cause: 'cap', heldAtMs: NOW_MS + 1, findings: [], resetsAtMs: NOW_MS + MINUTE_MS, waits: false };
  const cases: readonly (readonly [says: string, tell: (ledger: Ledger) => void, expected: object])[] = [
    ['is held still', hold, { cap: credits(10), overriddenUntil: 0, hold: held }],
    [
      'is to wait for a reset',
      (ledger) => {
        hold(ledger);
        answer(ledger, 'wait', 10);
      },
      { cap: credits(10), overriddenUntil: 0, hold: { ...held, waits: true } },
    ],
    [
      'was raised',
      (ledger) => {
        hold(ledger);
        answer(ledger, 'raise', 60);
      },
      { cap: credits(60), overriddenUntil: 60e6, hold: undefined },
    ],
    [
      'goes on without a cap',
      (ledger) => {
        hold(ledger);
        answer(ledger, 'uncap');
      },
      { cap: undefined, overriddenUntil: Number.MAX_SAFE_INTEGER, hold: undefined },
    ],
    [
      'went on after a reset',
      (ledger) => {
        hold(ledger);
        answer(ledger, 'wait', 10);
        answer(ledger, 'resumed', 70);
      },
      { cap: credits(70), overriddenUntil: 0, hold: undefined },
    ],
    [
      'was raised and is held again',
      (ledger) => {
        hold(ledger);
        answer(ledger, 'raise', 60);
        hold(ledger, NOW_MS + 5);
      },
      { cap: credits(60), overriddenUntil: 60e6, hold: { ...held, heldAtMs: NOW_MS + 5 } },
    ],
  ];
  for (const [says, tell, expected] of cases) {
    it(`says that it ${says}`, () => {
      const ledger = begun(10);
      tell(ledger);
      guardDies();
      const [run] = ledger.leftRuns();
      assert.deepEqual({ cap: run?.cap, overriddenUntil: run?.overriddenUntil, hold: run?.hold }, expected);
    });
  }
});
