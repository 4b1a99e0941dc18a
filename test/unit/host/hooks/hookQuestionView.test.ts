import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { Approval, ApprovalKind } from '../../../../src/core/decisions/approval.ts';
import { Format } from '../../../../src/core/format.ts';
import { hookQuestionView } from '../../../../src/host/hooks/hookQuestionView.ts';
import { NOW_MS, credits, estimate } from '../../make.ts';

function view(kind: ApprovalKind, change: Partial<Approval['question']> = {}) {
  const approval: Approval = {
    id: 'abc123',
    kind,
    raisedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 1,
    decisionId: 'decision-1',
    runId: undefined,
    place: { folder: '/home/me/api', surface: 'exec', terminal: '/dev/pts/3' },
    question: {
      findings: [{ ruleId: 'unknown.effort', file: undefined, effect: 'confirm', reason: { kind: 'unknownEffort' } }],
      estimate: estimate(10, 30),
      cap: credits(20),
      spent: undefined,
      ...change,
    },
    waiterPid: 1,
    windowId: 'window-1',
    state: 'open',
    credits: undefined,
    answeredBy: undefined,
  };
  return hookQuestionView(approval, inEnglish, new Format(inEnglish, 'en-US', 'UTC'), '/home/me', NOW_MS);
}

describe('the question of a hook', () => {
  it('says where it comes from, what it will likely cost, and what speaks against it', () => {
    const { message, yesLabel, noLabel } = view('prompt');
    assert.match(
      message,
      /^Codex in ~\/api \(exec at \/dev\/pts\/3, abc123\) asks to start\. .*30 credits.*effort is not known\.$/,
    );
    assert.deepEqual([yesLabel, noLabel], ['Run, at most 20', 'Do Not Run']);
  });

  it('promises no cap where there is none', () =>
    assert.equal(view('prompt', { cap: undefined }).yesLabel, 'Run without cap'));

  it('of a run that is held says what it has spent', () => {
    const { message, yesLabel, noLabel } = view('hold', { spent: credits(12) });
    assert.match(message, /is held\. It has spent 12.* credits\./);
    assert.deepEqual([yesLabel, noLabel], ['Go On, at most 20', 'Stop']);
  });

  it('of a refusal is none: it is only told', () => {
    const { message, yesLabel, noLabel } = view('refusal');
    assert.match(message, /\(exec at \/dev\/pts\/3\) was not let start\. The reasoning effort is not known\.$/);
    assert.deepEqual([yesLabel, noLabel], [undefined, undefined]);
  });
});
