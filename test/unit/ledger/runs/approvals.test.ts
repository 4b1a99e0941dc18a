import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { APPROVAL_MS, type NewApproval } from '../../../../src/core/decisions/approval.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { NOW_MS, credits, unpricedEstimate } from '../../make.ts';
import { ledgerFixture } from '../openLedger.ts';

const asked: NewApproval = {
  kind: 'prompt',
  decisionId: 'decision-1',
  runId: undefined,
  prompt: 'Fix the secret thing.',
  place: { folder: '/work/api', surface: 'exec', terminal: '/dev/pts/3' },
  question: { findings: [], estimate: unpricedEstimate, cap: credits(5), spent: undefined },
  waiterPid: undefined,
  windowId: undefined,
};
const yes = { state: 'approved', credits: undefined, answeredBy: 'person' } as const;
const no = { ...yes, state: 'denied' } as const;
const LATER_MS = NOW_MS + APPROVAL_MS;

describe('a question that a hook has raised', () => {
  const { open, file } = ledgerFixture();
  const raise = (ledger: Ledger, change: Partial<NewApproval> = {}) =>
    ledger.raiseApproval({ ...asked, ...change }, LATER_MS, NOW_MS);
  const approved = (ledger: Ledger, nowMs = NOW_MS, prompt = asked.prompt ?? '', folder = '/work/api') =>
    ledger.approvedPrompt(prompt, folder, nowMs)?.id;

  it('is open until it is answered, and the first answer counts', () => {
    const ledger = open();
    const raised = raise(ledger);
    const { id, place, question, state } = raised;
    assert.deepEqual([place, question.cap, state], [asked.place, credits(5), 'open']);
    assert.deepEqual(ledger.openApprovals(NOW_MS), [raised]);
    assert.deepEqual([ledger.answerApproval(id, yes, NOW_MS), ledger.answerApproval(id, no, NOW_MS)], [true, false]);
    assert.deepEqual([ledger.approval(id)?.state, ledger.openApprovals(NOW_MS)], ['approved', []]);
  });

  it('is handed over to the window that had the focus last, when its own has closed', () => {
    const ledger = open();
    for (const [windowId, atMs] of [
      ['a', 1],
      ['b', 3],
      ['c', 2],
    ] as const) {
      ledger.noteWindow(windowId, true, NOW_MS + atMs);
    }
    const asks = ['a', 'b', undefined].map((windowId) => raise(ledger, { windowId, prompt: windowId }).id);
    const windows = () => asks.map((id) => ledger.approval(id)?.windowId);
    ledger.handOverQuestions(NOW_MS + 4);
    assert.deepEqual(windows(), ['a', 'b', undefined]);
    ledger.forgetWindow('b');
    ledger.handOverQuestions(NOW_MS + 5);
    assert.deepEqual(windows(), ['a', 'c', undefined]);
    ledger.forgetWindow('a');
    ledger.forgetWindow('c');
    ledger.handOverQuestions(NOW_MS + 6);
    assert.deepEqual(windows(), ['a', 'c', undefined]);
  });

  it('lets the same prompt start once, in the same folder, for ten minutes', () => {
    const ledger = open();
    const { id } = raise(ledger);
    assert.equal(approved(ledger), undefined);
    ledger.answerApproval(id, { ...yes, credits: credits(3) }, LATER_MS - 1);
    assert.deepEqual(
      [
        approved(ledger, LATER_MS),
        approved(ledger, LATER_MS, 'Fix the other thing.'),
        approved(ledger, LATER_MS, asked.prompt, '/work/web'),
        approved(ledger, LATER_MS + APPROVAL_MS),
        ledger.approvedPrompt(asked.prompt ?? '', '/work/api', LATER_MS)?.credits,
      ],
      [id, undefined, undefined, undefined, credits(3)],
    );
    assert.deepEqual([ledger.takeApproval(id, LATER_MS), ledger.takeApproval(id, LATER_MS)], [true, false]);
    assert.equal(approved(ledger, LATER_MS), undefined);
  });

  it('cannot be answered when its time is over', () => {
    const ledger = open();
    const { id } = raise(ledger);
    assert.deepEqual([ledger.openApprovals(LATER_MS), ledger.answerApproval(id, yes, LATER_MS)], [[], false]);
  });

  it('gives way to the same question', () => {
    const ledger = open();
    const first = raise(ledger);
    const second = raise(ledger);
    const other = raise(ledger, { place: { ...asked.place, folder: '/work/web' } });
    assert.deepEqual(new Set(ledger.openApprovals(NOW_MS).map(({ id }) => id)), new Set([second.id, other.id]));
    assert.equal(ledger.approval(first.id)?.state, 'expired');
  });

  it('that waits and was asked when no window was open, is handed over to the first that opens', () => {
    const ledger = open();
    const waiting = { windowId: undefined, prompt: undefined, waiterPid: process.pid };
    const { id } = raise(ledger, waiting);
    ledger.handOverQuestions(NOW_MS);
    assert.equal(ledger.approval(id)?.windowId, undefined);
    ledger.noteWindow('a', true, NOW_MS);
    ledger.handOverQuestions(NOW_MS);
    assert.equal(ledger.approval(id)?.windowId, 'a');
  });

  it('is no question any more when the process that waits for it has gone', () => {
    const ledger = open();
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    raise(ledger, { waiterPid: pid, prompt: undefined });
    const { id } = raise(ledger, { waiterPid: process.pid, prompt: undefined });
    assert.deepEqual(
      ledger.openApprovals(NOW_MS).map((approval) => approval.id),
      [id],
    );
  });

  it('that nobody waits for any more has become what was answered in the last moment', () => {
    const ledger = open();
    const [first, second] = [raise(ledger, { prompt: 'a' }), raise(ledger, { prompt: 'b' })];
    ledger.answerApproval(first.id, yes, NOW_MS);
    assert.deepEqual(
      [first, second].map(({ id }) => ledger.expireApproval(id)),
      ['approved', 'expired'],
    );
    assert.equal(ledger.answerApproval(second.id, yes, NOW_MS), false);
  });

  it('does not keep the prompt’s text', () => {
    const ledger = open();
    raise(ledger);
    const bytes = ['', '-wal'].map((ending) => readFileSync(file() + ending, 'latin1')).join('');
    assert.ok(bytes.includes('/work/api'));
    assert.ok(!bytes.includes('secret thing'));
  });
});
