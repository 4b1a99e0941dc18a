import assert from 'node:assert/strict';
import { mock } from 'node:test';

import { Emitter } from '../../../../src/base/emitter.ts';
import { GuardError } from '../../../../src/base/errors.ts';
import { saidInEnglish } from '../../../../src/base/phrase.ts';
import type { PollAnswer } from '../../../../src/core/wallet/poll.ts';
import type { WalletState } from '../../../../src/core/wallet/wallet.ts';
import type { WalletStateStore } from '../../../../src/guard/ports.ts';
import { WalletPoller } from '../../../../src/host/wallet/walletPoller.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { ledgerFixture } from '../../ledger/openLedger.ts';
import { NOW_MS, credits, snapshot } from '../../make.ts';
import { unreachable } from '../views.ts';

type Answer = () => PollAnswer | Promise<PollAnswer>;

const broken = (error: Error) => (): never => {
  throw error;
};
const known = (balance: number): Answer => {
  return () => ({
    kind: 'known',
    snapshot: snapshot({ balance: credits(balance), windows: [], observedAtMs: Date.now() }),
  });
};
const gone: Answer = () => ({ kind: 'unreachable', reason: 'gone', last: undefined });

describe('the poller of the balance in a window', () => {
  const { open } = ledgerFixture();
  let ledger: Ledger;
  const pollers: WalletPoller[] = [];

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: NOW_MS });
    ledger = open();
  });
  afterEach(() => {
    for (const poller of pollers.splice(0)) {
      poller.dispose();
    }
    mock.timers.reset();
  });

  /** The ledger as a window has it: answers come later, and changes are told. */
  function remote(): { store: WalletStateStore; changed: Emitter<void> } {
    const changed = new Emitter<void>(() => undefined);
    const store: WalletStateStore = {
      claimPoll: async (request) => Promise.resolve(ledger.claimPoll(request)),
      tellPoll: async (...told) => {
        ledger.tellPoll(...told);
        await Promise.resolve();
        changes.forEach((each) => {
          each.fire();
        });
      },
      polledWallet: async (...asked) => Promise.resolve(ledger.polledWallet(...asked)),
    };
    changes.push(changed);
    return { store, changed };
  }
  const changes: Emitter<void>[] = [];

  interface WindowOptions {
    readonly watched?: boolean;
    readonly failing?: Partial<WalletStateStore>;
    readonly place?: () => { readonly home: string; readonly signIn: string };
  }

  /** A window whose Codex answers one after the other; the last answer goes on. */
  function start(answers: readonly Answer[], options: WindowOptions = {}) {
    const { watched = true, failing = {}, place = () => ({ home: '/home', signIn: 'ada' }) } = options;
    const told: WalletState[] = [];
    let asked = 0;
    const source = {
      place: async () => Promise.resolve(place()),
      wallet: async () => {
        const answer = answers[Math.min(asked, answers.length - 1)];
        asked += 1;
        assert.ok(answer);
        return answer();
      },
    };
    const { store, changed } = remote();
    const poller = new WalletPoller(
      source,
      { ledger: { ...store, ...failing }, onDidChange: changed.event },
      () => watched,
      silentLog,
    );
    pollers.push(poller);
    poller.onDidChange((state) => told.push(state));
    return { poller, told, asked: () => asked };
  }

  /** Lets time go by, and whatever waits for it come to its end. */
  async function pass(durationMs: number): Promise<void> {
    const stepMs = 100;
    for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      mock.timers.tick(stepMs);
      await new Promise(setImmediate);
    }
  }
  const balanceOf = (state: WalletState): string => {
    const seen = state.kind === 'known' ? state.snapshot : 'last' in state ? state.last : undefined;
    return `${state.kind} ${seen?.balance === undefined ? '?' : seen.balance / 1e6}`;
  };

  it('is loading until it has been told', () => {
    assert.deepEqual(start([gone]).poller.state, { kind: 'loading' });
  });

  it('tells what it read, once', async () => {
    const { poller, told } = start([known(7)]);
    assert.equal(balanceOf(await poller.refresh()), 'known 7');
    await pass(1000);
    assert.deepEqual([balanceOf(poller.state), told.map(balanceOf)], ['known 7', ['known 7']]);
  });

  it('asks once for calls that come together', async () => {
    const { poller, asked } = start([known(7)]);
    await Promise.all([poller.refresh(), poller.refresh(), poller.refresh()]);
    assert.equal(asked(), 1);
  });

  it('answers from what it was told half a minute ago, and asks again by itself as soon as it may', async () => {
    const { poller, asked } = start([known(7), known(6)], { watched: false });
    await poller.refresh();
    await pass(10_000);
    assert.equal(balanceOf(await poller.refresh()), 'known 7');
    await pass(19_900);
    assert.equal(asked(), 1);
    await pass(200);
    assert.deepEqual([asked(), balanceOf(poller.state)], [2, 'known 6']);
    await pass(120_000);
    assert.equal(asked(), 2);
  });

  it('asks for who wants it while one that is merely regular is refused', async () => {
    const { poller, asked } = start([known(7), known(6)]);
    await poller.refresh();
    await pass(40_000);
    poller.refreshIfOld();
    assert.equal(balanceOf(await poller.refresh()), 'known 6');
    assert.equal(asked(), 2);
  });

  describe('keeps the last figure', () => {
    it('when Codex no longer answers, and knows one again afterwards', async () => {
      const { poller } = start([known(7), gone, gone, known(5)]);
      await poller.refresh();
      const states: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        await pass(35_000);
        states.push(balanceOf(await poller.refresh()));
      }
      assert.deepEqual(states, ['unreachable 7', 'unreachable 7', 'known 5']);
    });

    it('of an earlier day, as the rollouts tell it', async () => {
      ledger.recordBalances([snapshot({ balance: credits(3), source: 'rollout', observedAtMs: 1 })]);
      assert.equal(balanceOf(await start([gone]).poller.refresh()), 'unreachable 3');
    });
  });

  const failures: readonly (readonly [says: string, error: Error])[] = [
    ['a Codex that ended', new GuardError('codex.exited', 'ended')],
    ['whatever else', new Error('surprise')],
  ];
  for (const [says, error] of failures) {
    it(`never throws: ${says} is unreachable`, async () => {
      assert.deepEqual(await start([broken(error)]).poller.refresh(), unreachable(undefined, error.message));
    });
  }

  it('without Codex says so, whatever others are told', async () => {
    const missing = start([known(7)], { place: broken(new GuardError('codex.notFound', 'not there')) });
    await missing.poller.refresh();
    await start([known(7)]).poller.refresh();
    await pass(1000);
    assert.deepEqual([missing.poller.state, missing.asked()], [{ kind: 'noCodex' }, 0]);
  });

  it('without a ledger asks nobody, keeps the last figure, and never throws', async () => {
    const failures: Error[] = [];
    const failing = {
      claimPoll: async () => {
        const failure = failures.pop();
        return failure === undefined
          ? Promise.resolve({ kind: 'granted', pollId: 1 } as const)
          : Promise.reject(failure);
      },
    };
    const { poller, asked } = start([known(7)], { failing });
    await poller.refresh();
    failures.push(new GuardError('worker.exited', 'closed'));
    const state = await poller.refresh();
    assert.deepEqual([asked(), balanceOf(state)], [1, 'unreachable 7']);
  });

  it('gives up after ten seconds, with the last figure', async () => {
    const { poller } = start([known(7), () => new Promise<never>(() => undefined)]);
    await poller.refresh();
    await pass(40_000);
    const late = poller.refresh();
    await pass(10_100);
    const state = await late;
    assert.equal(state.kind === 'unreachable' && saidInEnglish(state.reason), 'codex did not answer within 10 s');
    assert.equal(balanceOf(state), 'unreachable 7');
  });

  for (const [watched, asks] of [
    [true, [1, 1, 2]],
    [false, [0, 0, 0]],
  ] as const) {
    it(`asks by itself every five minutes ${watched ? 'while' : 'unless'} somebody looks`, async () => {
      const { asked } = start([known(7)], { watched });
      const counts: number[] = [];
      for (const durationMs of [30_000, 299_000, 32_000]) {
        await pass(durationMs);
        counts.push(asked());
      }
      assert.deepEqual(counts, asks);
    });
  }

  it('tries again soon what has failed, and then less and less often', async () => {
    const { asked } = start([gone]);
    const counts: number[] = [];
    for (let step = 0; step < 9; step += 1) {
      await pass(30_000);
      counts.push(asked());
    }
    assert.deepEqual(counts, [1, 2, 2, 3, 3, 3, 3, 4, 4]);
  });

  describe('of nine windows', () => {
    it('asks as often as that of one, and all say the same', async () => {
      const alone = start([known(7)], { place: () => ({ home: '/another', signIn: 'ada' }) });
      const windows = Array.from({ length: 9 }, () => start([known(7)]));
      for (const { poller } of [alone, ...windows]) {
        poller.refreshIfOld();
      }
      await pass(1_200_000);
      const asks = windows.reduce((sum, { asked }) => sum + asked(), 0);
      const states = new Set(windows.map(({ poller }) => balanceOf(poller.state)));
      assert.deepEqual([asks, alone.asked() >= 4, [...states]], [alone.asked(), true, ['known 7']]);
    });

    it('shows what another was told, also where nobody looks at it', async () => {
      const seen = start([known(7), known(6)]);
      const unseen = start([gone], { watched: false });
      await seen.poller.refresh();
      await unseen.poller.refresh();
      await pass(40_000);
      await seen.poller.refresh();
      await pass(1000);
      assert.deepEqual([balanceOf(unseen.poller.state), unseen.asked()], ['known 6', 0]);
    });

    it('waits for the answer of another that is asking', async () => {
      const answer = Promise.withResolvers<PollAnswer>();
      const first = start([() => answer.promise]);
      const second = start([gone]);
      const asking = first.poller.refresh();
      await pass(200);
      const waiting = second.poller.refresh();
      await pass(2000);
      answer.resolve(await known(7)());
      await pass(1000);
      assert.deepEqual([balanceOf(await asking), balanceOf(await waiting), second.asked()], ['known 7', 'known 7', 0]);
    });

    it('shows at once what others know, though Codex takes its time', async () => {
      await start([known(7)]).poller.refresh();
      await pass(400_000);
      const { poller } = start([() => new Promise<never>(() => undefined)]);
      poller.refreshIfOld();
      await pass(100);
      assert.equal(balanceOf(poller.state), 'known 7');
    });

    it('waits no longer than it would for Codex', async () => {
      start([() => new Promise<never>(() => undefined)]).poller.refreshIfOld();
      await pass(200);
      const waiting = start([gone]).poller.refresh();
      await pass(10_500);
      assert.equal((await waiting).kind, 'unreachable');
    });
  });

  it('shows nothing of who was signed in before', async () => {
    let signIn = 'ada';
    const { poller } = start([known(7), gone], { place: () => ({ home: '/home', signIn }) });
    await poller.refresh();
    signIn = 'bob';
    assert.equal(balanceOf(await poller.refresh()), 'unreachable ?');
  });

  it('asks no more once it is disposed of', async () => {
    const { poller, asked } = start([known(7)]);
    await poller.refresh();
    await poller.refresh();
    poller.dispose();
    await pass(180_000);
    assert.equal(asked(), 1);
  });
});
