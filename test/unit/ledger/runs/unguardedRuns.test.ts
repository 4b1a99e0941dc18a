import assert from 'node:assert/strict';

import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { HOUR_MS, NOW_MS, event, judgeRequest } from '../../make.ts';
import { HOME, batch, ledgerFixture } from '../openLedger.ts';

describe('unguarded runs', () => {
  const { open } = ledgerFixture();
  const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER };

  /** A run of one request; `turnId` may be that of a subagent or a review. */
  function ran(ledger: Ledger, runId: string, atMs: number, turnId = runId): void {
    const threadId = `thread of ${turnId}`;
    const request = event({ threadId, turnId, runId, responseId: turnId, occurredAtMs: atMs + 1 });
    const made = batch([request]);
    assert.ok(made.thread);
    const rootTurnId = turnId === runId ? undefined : runId;
    const turn = { turnId, rootTurnId, startedAtMs: atMs, contextTokens: 0, idleMs: undefined, prompt: undefined };
    ledger.writer.append([{ ...made, thread: { ...made.thread, startedAtMs: atMs }, turns: [turn] }]);
  }

  function decideOn(ledger: Ledger, turnId: string): void {
    ledger.decide(
      judgeRequest({
        surface: 'exec',
        workspace: undefined,
        model: 'gpt-5.5',
        effort: undefined,
        tier: undefined,
        threadId: turnId,
      }),
      turnId,
    );
    ledger.beginHookedRun(turnId, turnId, `thread of ${turnId}`, NOW_MS);
  }

  const found = (ledger: Ledger, span = always): (readonly [string, string])[] =>
    ledger.unguardedRuns(span).map(({ runId, reason }) => [runId, reason]);

  it('are none where hooks were never in', () => {
    const ledger = open();
    ran(ledger, 'a', NOW_MS);
    assert.deepEqual(found(ledger), []);
  });

  it('are those that nobody decided on, from when hooks were in; those before are not accused', () => {
    const ledger = open();
    ledger.noteHooks(HOME, 'active', NOW_MS);
    ran(ledger, 'before', NOW_MS - HOUR_MS);
    ran(ledger, 'asked', NOW_MS + 1);
    decideOn(ledger, 'asked');
    ran(ledger, 'unasked', NOW_MS + 2);
    assert.deepEqual(found(ledger), [['unasked', 'passedOver']]);
    assert.deepEqual(found(ledger, { fromMs: NOW_MS + 4, untilMs: always.untilMs }), []);
  });

  it('are not those of which a subagent’s or review’s turn was decided on', () => {
    const ledger = open();
    ledger.noteHooks(HOME, 'active', NOW_MS);
    ran(ledger, 'root', NOW_MS + 1);
    ran(ledger, 'root', NOW_MS + 2, 'review');
    decideOn(ledger, 'review');
    assert.deepEqual(found(ledger), []);
  });

  it('are not told of turns that have no name of their own: hooks’ answers cannot be told from others there', () => {
    const ledger = open();
    ledger.noteHooks(HOME, 'active', NOW_MS);
    ran(ledger, 'thread-1:0', NOW_MS + 1);
    assert.deepEqual(found(ledger), []);
  });

  it('have the reason of their time, and only changes are kept', () => {
    const ledger = open();
    ledger.noteHooks(HOME, 'needs-review', NOW_MS);
    ledger.noteHooks(HOME, 'needs-review', NOW_MS + 10);
    ran(ledger, 'untrusted', NOW_MS + 5);
    ledger.noteHooks(HOME, 'active', NOW_MS + 20);
    ledger.noteHooks(HOME, 'out', NOW_MS + 30);
    ran(ledger, 'after', NOW_MS + 40);
    assert.deepEqual(found(ledger), [['untrusted', 'needs-review']]);
  });
});
