import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';

import { NOW_MS } from '../../make.ts';
import { ledgerFixture } from '../openLedger.ts';
import { endHookCall } from '../../../../src/ledger/runs/endHookCall.ts';
import { HookCalls } from '../../../../src/ledger/runs/hookCalls.ts';
import { openDatabase } from '../../../../src/ledger/openDatabase.ts';

describe('two hooks of ours that are called for the same', () => {
  const { file } = ledgerFixture();
  const { pid, ppid } = process;
  /** No process has this number: it is beyond what systems give. */
  const GONE = 2 ** 30;
  const prompt = (promptHash = 'h1', turnId = 't1') => ({ event: 'UserPromptSubmit', turnId, promptHash });
  const request = { event: 'PreModelRequest', turnId: 't1', promptHash: undefined };

  let db: DatabaseSync;
  let calls: HookCalls;
  beforeEach(() => {
    ({ db } = openDatabase(file(), NOW_MS));
    calls = new HookCalls(db);
  });
  afterEach(() => {
    db.close();
  });

  it('answer a prompt once, also where the second comes after the first has answered', () => {
    assert.equal(calls.take(prompt(), ppid, NOW_MS), true);
    assert.equal(calls.take(prompt(), pid, NOW_MS + 1), false);
    assert.equal(calls.take(prompt('h1', 't2'), pid, NOW_MS + 1), true);

    assert.equal(calls.take(prompt('h3', 't3'), GONE, NOW_MS), true);
    endHookCall(db, prompt('h3', 't3'), GONE);
    assert.equal(calls.take(prompt('h3', 't3'), pid, NOW_MS + 5_000), false);
  });

  it('answer what is said later in the same turn by itself', () => {
    calls.take(prompt(), GONE, NOW_MS);
    endHookCall(db, prompt(), GONE);
    assert.equal(calls.take(prompt('h2'), pid, NOW_MS + 1), true);
    assert.equal(calls.take(prompt('h1'), pid, NOW_MS + 60_000), true);
  });

  it('take over from one that died without an answer', () => {
    calls.take(prompt(), GONE, NOW_MS);
    assert.equal(calls.take(prompt(), pid, NOW_MS + 1), true);
  });

  it('answer a request once while it waits, and the turn’s next one anew', () => {
    assert.equal(calls.take(request, ppid, NOW_MS), true);
    assert.equal(calls.take(request, pid, NOW_MS + 1), false);
    assert.equal(calls.take({ ...request, event: 'PreCompact' }, pid, NOW_MS + 1), true);
    assert.equal(calls.take({ ...request, turnId: 't2' }, GONE, NOW_MS), true);
    assert.equal(calls.take({ ...request, turnId: 't2' }, pid, NOW_MS + 1), true);
  });
});
