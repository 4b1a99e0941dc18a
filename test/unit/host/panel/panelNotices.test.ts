import assert from 'node:assert/strict';

import { policy, snapshot } from '../../make.ts';
import type { WalletState } from '../../../../src/core/wallet/wallet.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { notices } from '../../../../src/host/panel/panelNotices.ts';
import { guardState, tools, unreachable, usageModel } from '../views.ts';

function noticesOf(change: Partial<GuardState>) {
  return notices(guardState(change), tools);
}

describe('the notices in the panel', () => {
  it('are none where all is well', () => assert.deepEqual(noticesOf({}), []));

  const walletCases: readonly (readonly [
    says: string,
    wallet: WalletState,
    text: RegExp,
    actions: readonly string[],
  ])[] = [
    ['no Codex', { kind: 'noCodex' }, /^Codex was looked for on PATH/, ['chooseCodex']],
    ['signed out', { kind: 'signedOut', last: undefined }, /^You are signed out of Codex/, ['signIn']],
    ['signed out, seen before', { kind: 'signedOut', last: snapshot() }, /Spending is still counted/, ['signIn']],
    ['no answer', unreachable(undefined, 'gone'), /^Codex does not answer: gone\./, ['refresh', 'showLog']],
  ];
  it('do not call a balance unknown that was read before', () => {
    const title = (wallet: WalletState) => noticesOf({ wallet })[0]?.title;
    assert.equal(title(unreachable(undefined)), 'The balance is not known.');
    assert.equal(title(unreachable(60_000)), 'The balance may be out of date.');
  });

  for (const [says, wallet, text, actions] of walletCases) {
    it(`say what keeps the balance from being known, with the step that mends it: ${says}`, () => {
      const [notice, ...others] = noticesOf({ wallet });
      assert.ok(notice);
      assert.match(notice.text, text);
      assert.deepEqual(
        [notice.severity, notice.actions.map(({ message }) => message.kind), others.length],
        ['warning', actions, 0],
      );
    });
  }

  it('say nothing about a balance that is being read, or that an API key has not', () => {
    assert.deepEqual(noticesOf({ wallet: { kind: 'loading' } }), []);
    assert.deepEqual(noticesOf({ wallet: { kind: 'apiKey' } }), []);
  });

  const problem = {
    file: '/home/me/.codex-guardrails/policy.json',
    line: 14,
    text: '“limitCredit” is not known; expected “limitCredits”',
  };
  for (const [isLastGoodInForce, title] of [
    [true, 'The last good policy stays in force.'],
    [false, 'Every run is asked about.'],
  ] as const) {
    it(`name file, line, key and what was expected of a policy that cannot be read: ${title}`, () => {
      const problems = [{ ...problem, isLastGoodInForce }];
      const inForce = { policy: policy(), problems, unreadablePolicyFiles: [] };
      assert.deepEqual(noticesOf({ usage: usageModel({ inForce }) }), [
        {
          id: 'policy:/home/me/.codex-guardrails/policy.json',
          severity: 'warning',
          title,
          text: 'policy.json, line 14: “limitCredit” is not known; expected “limitCredits”.',
          actions: [{ label: 'Open policy', isPrimary: true, message: { kind: 'openPolicy' } }],
        },
      ]);
    });
  }

  it('tell that the ledger is in trouble, before everything else', () => {
    const [first, second] = noticesOf({ trouble: 'the ledger is held', wallet: { kind: 'noCodex' } });
    assert.deepEqual([first?.id, first?.severity, first?.text], ['ledger', 'error', 'the ledger is held']);
    assert.equal(second?.id, 'wallet');
  });

  it('tell that a damaged ledger is still being built', () => {
    const reading = { files: 9, filesDone: 1, filesTotal: 9, bytesRead: 1, added: 1, observed: 0 };
    const [notice] = noticesOf({ setAsideFile: '/data/ledger.sqlite.damaged-1', reading });
    assert.equal(notice?.title, 'The ledger was damaged and is being built again.');
  });

  it('quote Codex, but not whole pages', () => {
    const page = `500 Internal Server Error; body=<html>\n${'x'.repeat(5000)}`;
    const text = noticesOf({ wallet: unreachable(undefined, page) })[0]?.text ?? '';
    assert.match(text, /^Codex does not answer: 500 Internal Server Error; body=<html> x+…\. Newer use/);
    assert.ok(text.length < 340);
  });

  it('tell where a damaged ledger was put', () => {
    const [notice] = noticesOf({ setAsideFile: '/home/me/.codex-guardrails/ledger.sqlite.damaged-1' });
    assert.deepEqual([notice?.severity, notice?.title], ['info', 'The ledger was damaged and has been built again.']);
    assert.match(notice?.text ?? '', /kept as ~\/\.codex-guardrails\/ledger\.sqlite\.damaged-1\./);
  });
});
