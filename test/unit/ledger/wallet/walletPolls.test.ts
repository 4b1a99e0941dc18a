import assert from 'node:assert/strict';

import { phrase, saidInEnglish } from '../../../../src/base/phrase.ts';
import type { PollReason } from '../../../../src/core/wallet/pollSchedule.ts';
import type { PollAnswer } from '../../../../src/core/wallet/poll.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { HOUR_MS, NOW_MS, credits, snapshot } from '../../make.ts';
import { ledgerFixture } from '../openLedger.ts';

const HOME = { home: '/home/ada/.codex', signIn: 'ada' };
const S = 1000;
const acct = (id: string) => ({ account: { id, email: undefined } });
const known = (balance: number, atS = 0, account = 'acct-1'): PollAnswer => ({
  kind: 'known',
  snapshot: snapshot({ balance: credits(balance), observedAtMs: NOW_MS + atS * S, windows: [], ...acct(account) }),
});
const unreachable = (reason = 'gone'): PollAnswer => ({ kind: 'unreachable', reason, last: undefined });
const signedOut: PollAnswer = { kind: 'signedOut', last: undefined };

describe('the one poller of the machine', () => {
  const { open } = ledgerFixture();

  const claim = (ledger: Ledger, atS: number, place = HOME, reason: PollReason = 'wanted') =>
    ledger.claimPoll({ ...place, reason, nowMs: NOW_MS + atS * S });
  function granted(ledger: Ledger, atS: number, place = HOME): number {
    const verdict = claim(ledger, atS, place);
    assert.equal(verdict.kind, 'granted');
    return (verdict as { readonly pollId: number }).pollId;
  }
  /** A poll that is answered at once. */
  function polled(ledger: Ledger, atS: number, answer: PollAnswer, place = HOME): void {
    ledger.tellPoll(granted(ledger, atS, place), answer, NOW_MS + atS * S);
  }
  /** What all know, in short: the state and the credits that are known beside it. */
  function told(ledger: Ledger, atS: number, place = HOME): string {
    const { state } = ledger.polledWallet(place, NOW_MS + atS * S);
    const seen = state?.kind === 'known' ? state.snapshot : state && 'last' in state ? state.last : undefined;
    return `${state?.kind ?? 'nothing'}${seen?.balance === undefined ? '' : ` ${seen.balance / 1e6}`}`;
  }

  it('grants a poll to one process, and has the others wait for it', () => {
    const [one, other] = [open(), open()];
    const pollId = granted(one, 0);
    assert.deepEqual(claim(other, 1), { kind: 'underWay' });
    assert.equal(other.polledWallet(HOME, NOW_MS + S).isUnderWay, true);
    one.tellPoll(pollId, known(7, 2), NOW_MS + 2 * S);
    assert.deepEqual(
      [other.polledWallet(HOME, NOW_MS + 3 * S).isUnderWay, told(other, 3), claim(other, 3).kind],
      [false, 'known 7', 'notDue'],
    );
  });

  it('tells a process what another was told, to the last word', () => {
    const state: PollAnswer = { kind: 'known', snapshot: snapshot({ windows: [] }) };
    polled(open(), 0, state);
    assert.deepEqual(open().polledWallet(HOME, NOW_MS).state, state);
  });

  it('has nothing to tell where nobody has asked', () =>
    assert.deepEqual(open().polledWallet(HOME, NOW_MS), { state: undefined, isUnderWay: false }));

  it('keeps homes apart', () => {
    const ledger = open();
    const other = { home: '/home/ada/.codex-work', signIn: 'ada' };
    polled(ledger, 0, known(7, 0, 'acct-1'));
    polled(ledger, 0, known(9, 0, 'acct-2'), other);
    assert.deepEqual([told(ledger, 1), told(ledger, 1, other)], ['known 7', 'known 9']);
  });

  describe('beside a failure', () => {
    it('tells the last figure of the account, and why', () => {
      const ledger = open();
      polled(ledger, 0, known(7));
      polled(ledger, 30, unreachable('the backend is on fire'));
      const { state } = ledger.polledWallet(HOME, NOW_MS + 31 * S);
      assert.equal(state?.kind === 'unreachable' && state.reason, 'the backend is on fire');
      assert.equal(told(ledger, 31), 'unreachable 7');
    });

    it('keeps a reason so that it can be told in any language', () => {
      const ledger = open();
      const reason = phrase('codex refused {0}: {1}', 'account/read', 'x'.repeat(100_000));
      polled(ledger, 0, { kind: 'unreachable', reason, last: undefined });
      const { state } = ledger.polledWallet(HOME, NOW_MS);
      assert.ok(state?.kind === 'unreachable' && typeof state.reason === 'object');
      assert.equal(state.reason.message, reason.message);
      assert.ok(saidInEnglish(state.reason).length <= 1100);
    });

    it('keeps no more of a reason than a person would read', () => {
      const ledger = open();
      polled(ledger, 0, unreachable('x'.repeat(100_000)));
      const { state } = ledger.polledWallet(HOME, NOW_MS);
      assert.ok(state?.kind === 'unreachable' && saidInEnglish(state.reason).length <= 1000);
    });

    it('tells what rollouts have told, as long as that can be of nobody else', () => {
      const ledger = open();
      ledger.recordBalances([snapshot({ balance: credits(5), source: 'rollout', ...acct('acct-1') })]);
      polled(ledger, 0, unreachable());
      assert.equal(told(ledger, 1), 'unreachable 5');
      ledger.recordBalances([snapshot({ balance: credits(6), source: 'rollout', ...acct('acct-2') })]);
      const other = { home: '/other', signIn: 'bob' };
      polled(ledger, 0, unreachable(), other);
      assert.equal(told(ledger, 1, other), 'unreachable');
    });
  });

  describe('when somebody signs in', () => {
    const bob = { ...HOME, signIn: 'bob' };

    it('tells nothing of who was signed in before, and asks at once', () => {
      const ledger = open();
      polled(ledger, 0, known(7));
      assert.equal(told(ledger, 1, bob), 'nothing');
      polled(ledger, 1, known(9, 1, 'acct-2'), bob);
      assert.deepEqual([told(ledger, 2, bob), told(ledger, 2)], ['known 9', 'nothing']);
    });

    it('has no figure of another’s beside a failure', () => {
      const ledger = open();
      polled(ledger, 0, known(7));
      polled(ledger, 1, unreachable(), bob);
      assert.equal(told(ledger, 2, bob), 'unreachable');
    });

    it('counts failures of their own', () => {
      const ledger = open();
      for (const atS of [0, 30, 60]) {
        polled(ledger, atS, unreachable());
      }
      polled(ledger, 61, unreachable(), bob);
      assert.deepEqual(claim(ledger, 62, bob, 'regular'), { kind: 'notDue', untilMs: NOW_MS + 91 * S });
    });
  });

  it('keeps the last figure when the person signs out, and none for whoever signs in then', () => {
    const ledger = open();
    polled(ledger, 0, known(7));
    polled(ledger, 1, signedOut, { ...HOME, signIn: 'none' });
    assert.equal(told(ledger, 2, { ...HOME, signIn: 'none' }), 'signedOut 7');
    polled(ledger, 3, unreachable(), { ...HOME, signIn: 'bob' });
    assert.equal(told(ledger, 4, { ...HOME, signIn: 'bob' }), 'unreachable');
  });

  it('moves with what is seen in between, without being asked', () => {
    const ledger = open();
    polled(ledger, 0, known(7));
    ledger.recordBalances([
      snapshot({ balance: credits(6), source: 'update', observedAtMs: NOW_MS + 5 * S, ...acct('acct-1') }),
    ]);
    assert.equal(told(ledger, 6), 'known 6');
  });

  it('makes a poll due for who was not granted one, by whomever it is made', () => {
    const [one, other] = [open(), open()];
    polled(one, 0, known(7));
    assert.deepEqual(claim(one, 10, HOME, 'regular'), { kind: 'notDue', untilMs: NOW_MS + 300 * S });
    assert.deepEqual(claim(one, 10), { kind: 'notDue', untilMs: NOW_MS + 30 * S });
    assert.equal(claim(other, 29, HOME, 'regular').kind, 'notDue');
    assert.equal(claim(other, 30, HOME, 'regular').kind, 'granted');
  });

  it('has answered who wished before the question, and not who wished after it', () => {
    const ledger = open();
    polled(ledger, 0, known(7));
    claim(ledger, 10);
    const pollId = granted(ledger, 30);
    claim(ledger, 31);
    ledger.tellPoll(pollId, known(6, 32), NOW_MS + 32 * S);
    assert.deepEqual(claim(ledger, 33, HOME, 'regular'), { kind: 'notDue', untilMs: NOW_MS + 62 * S });
    polled(ledger, 62, known(5, 62));
    assert.deepEqual(claim(ledger, 63, HOME, 'regular'), { kind: 'notDue', untilMs: NOW_MS + 362 * S });
  });

  it('goes by what was asked last, whichever answer comes last', () => {
    const ledger = open();
    const late = granted(ledger, 0);
    polled(ledger, 50, known(5, 50));
    ledger.tellPoll(late, known(7, 20), NOW_MS + 51 * S);
    assert.equal(told(ledger, 52), 'known 5');
    ledger.tellPoll(late, unreachable(), NOW_MS + 52 * S);
    assert.equal(told(ledger, 53), 'known 5');
  });

  describe('when the clock is put back', () => {
    it('by a year, asks again half a minute later, and tells what it is told', () => {
      const ledger = open();
      const yearS = 365 * 24 * 3600;
      polled(ledger, yearS, known(7, yearS));
      assert.equal(claim(ledger, 0, HOME, 'regular').kind, 'notDue');
      assert.equal(claim(ledger, 30, HOME, 'regular').kind, 'granted');
      ledger.tellPoll(granted(ledger, 80), known(5, 80), NOW_MS + 80 * S);
      assert.equal(told(ledger, 81), 'known 5');
    });

    it('by a little, grants no two within half a minute of each other', () => {
      const ledger = open();
      polled(ledger, 20, known(7));
      assert.deepEqual([claim(ledger, 0).kind, claim(ledger, 49).kind], ['notDue', 'notDue']);
      assert.equal(claim(ledger, 50).kind, 'granted');
    });

    it('has a full hour still full', () => {
      const ledger = open();
      for (let index = 0; index < 60; index += 1) {
        polled(ledger, 7200 + index * 31, known(index));
      }
      assert.deepEqual(claim(ledger, 0), { kind: 'notDue', untilMs: NOW_MS + HOUR_MS });
    });
  });
});
