import assert from 'node:assert/strict';
import { mock } from 'node:test';

import { GuardError } from '../../../src/base/errors.ts';
import type { Log } from '../../../src/base/log.ts';
import type { WalletSnapshot, WalletState } from '../../../src/core/wallet.ts';
import { WalletPoller } from '../../../src/host/walletPoller.ts';
import { NOW_MS, snapshot, wallet } from '../make.ts';
import { unreachable } from './views.ts';

type Answer = () => WalletState | Promise<WalletState>;

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const broken = (error: Error) => (): never => {
  throw error;
};
const never = () => new Promise<never>(() => undefined);

describe('the poller of the balance', () => {
  let pollers: WalletPoller[] = [];

  afterEach(() => {
    pollers.forEach((poller) => {
      poller.dispose();
    });
    pollers = [];
    mock.timers.reset();
  });

  /** Answers one after the other; the last one goes on. */
  function start(
    answers: readonly Answer[],
    options: { latest?: Answered; record?: () => void; watched?: boolean } = {},
  ) {
    const { latest = () => undefined, record = () => undefined, watched = true } = options;
    let asked = 0;
    const recorded: WalletSnapshot[] = [];
    const told: WalletState[] = [];
    const poller = new WalletPoller(
      {
        wallet: async () => {
          const answer = answers[Math.min(asked, answers.length - 1)];
          asked += 1;
          assert.ok(answer);
          return answer();
        },
      },
      {
        latestBalance: async () => Promise.resolve(latest()),
        recordBalances: async (observations) => {
          recorded.push(...observations);
          record();
          return Promise.resolve();
        },
      },
      () => watched,
      log,
    );
    pollers.push(poller);
    poller.onDidChange((state) => told.push(state));
    return { poller, recorded, told, asked: () => asked };
  }
  type Answered = () => WalletSnapshot | undefined;

  it('is loading until it has been told', () => assert.deepEqual(start([wallet]).poller.state, { kind: 'loading' }));

  it('tells and keeps what it read', async () => {
    const { poller, recorded, told } = start([wallet]);
    assert.deepEqual(await poller.refresh(), wallet());
    assert.deepEqual([poller.state, told, recorded], [wallet(), [wallet()], [snapshot()]]);
  });

  it('asks once for calls that come together, and again for a later one', async () => {
    const { poller, told, asked } = start([wallet]);
    await Promise.all([poller.refresh(), poller.refresh(), poller.refresh()]);
    assert.deepEqual([asked(), told.length], [1, 1]);
    await poller.refresh();
    assert.equal(asked(), 2);
  });

  it('keeps the last figure when Codex no longer answers', async () => {
    const { poller } = start([wallet, () => unreachable(undefined, 'gone')]);
    await poller.refresh();
    assert.deepEqual(await poller.refresh(), { kind: 'unreachable', reason: 'gone', last: snapshot() });
    assert.deepEqual(await poller.refresh(), { kind: 'unreachable', reason: 'gone', last: snapshot() });
  });

  it('keeps the last figure when the person signs out', async () => {
    const { poller } = start([wallet, () => ({ kind: 'signedOut', last: undefined })]);
    await poller.refresh();
    assert.deepEqual(await poller.refresh(), { kind: 'signedOut', last: snapshot() });
  });

  it('takes the figure of an earlier day from the ledger', async () => {
    const { poller } = start([() => unreachable(undefined, 'gone')], { latest: () => snapshot() });
    assert.deepEqual(await poller.refresh(), { kind: 'unreachable', reason: 'gone', last: snapshot() });
  });

  it('knows a figure again after the failure', async () => {
    const { poller } = start([() => unreachable(undefined), wallet]);
    await poller.refresh();
    assert.deepEqual(await poller.refresh(), wallet());
  });

  const failures: readonly (readonly [says: string, error: Error, kind: WalletState['kind']])[] = [
    ['no Codex', new GuardError('codex.notFound', 'not there'), 'noCodex'],
    ['a Codex that ended', new GuardError('codex.exited', 'ended'), 'unreachable'],
    ['whatever else', new Error('surprise'), 'unreachable'],
  ];
  for (const [says, error, kind] of failures) {
    it(`never throws: ${says} is ${kind}`, async () => {
      assert.equal((await start([broken(error)]).poller.refresh()).kind, kind);
    });
  }

  it('never throws where the ledger cannot keep or tell', async () => {
    const failing = broken(new GuardError('worker.exited', 'gone'));
    const { poller } = start([wallet], { record: failing });
    assert.deepEqual(await poller.refresh(), wallet());
    const other = start([() => unreachable(undefined, 'gone')], { latest: failing });
    assert.deepEqual(await other.poller.refresh(), { kind: 'unreachable', reason: 'gone', last: undefined });
  });

  it('gives up after ten seconds, with the last figure', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const { poller } = start([wallet, never]);
    await poller.refresh();
    const late = poller.refresh();
    await new Promise(setImmediate);
    mock.timers.tick(10_000);
    assert.deepEqual(await late, {
      kind: 'unreachable',
      reason: 'codex did not answer within 10 s',
      last: snapshot(),
    });
  });

  for (const [watched, asks] of [
    [true, [1, 1, 2]],
    [false, [0, 0, 0]],
  ] as const) {
    it(`asks by itself every five minutes ${watched ? 'while' : 'unless'} somebody looks`, async () => {
      mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: NOW_MS });
      const { asked } = start([wallet], { watched });
      const askedAfter = async (ms: number): Promise<number> => {
        mock.timers.tick(ms);
        await new Promise(setImmediate);
        return asked();
      };
      const counts = [await askedAfter(30_000), await askedAfter(299_000), await askedAfter(30_000)];
      assert.deepEqual(counts, asks);
    });
  }

  it('tries again soon what has failed, and then less and less often', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: NOW_MS });
    const { asked } = start([() => Promise.resolve({ kind: 'unreachable', reason: 'busy', last: undefined })]);
    const counts: number[] = [];
    for (let step = 0; step < 9; step += 1) {
      mock.timers.tick(30_000);
      await new Promise(setImmediate);
      counts.push(asked());
    }
    assert.deepEqual(counts, [1, 2, 2, 3, 3, 3, 3, 4, 4]);
  });

  it('asks no more once it is disposed of', () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const { poller, asked } = start([wallet]);
    poller.dispose();
    mock.timers.tick(180_000);
    assert.equal(asked(), 0);
  });
});
