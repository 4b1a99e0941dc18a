import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import fc from 'fast-check';

import type { RateLimitWindow, WalletSnapshot } from '../../../../src/core/wallet/wallet.ts';
import { mergeObservations } from '../../../../src/core/wallet/walletMerge.ts';
import { NOW_MS, credits, limitWindow, snapshot } from '../../make.ts';
import { seededRandom } from '../../../support/codex/seededRandom.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

const of = (balance: number, change: Partial<WalletSnapshot> = {}): Partial<WalletSnapshot> => ({
  balance: credits(balance),
  ...change,
});
const at = (second: number, change: Partial<WalletSnapshot> = {}): WalletSnapshot =>
  snapshot({ observedAtMs: NOW_MS + second * 1000, windows: [named(10)], ...change });
/** Kept as JSON, which knows nothing of what is undefined. */
const named = (percent: number, change: Partial<RateLimitWindow> = {}) =>
  limitWindow(percent, { name: 'Codex', ...change });
const acct = (id: string | undefined) => ({ account: { id, email: undefined } });

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

describe('the balances that were seen', () => {
  const { open, file } = ledgerFixture();

  /** What is kept, by second and credits. */
  function kept(): string[] {
    const db = new DatabaseSync(file(), { readOnly: true });
    try {
      const rows = db.prepare('SELECT observed_at_ms AS atMs, snapshot FROM balances ORDER BY source, 1').all();
      return rows.map(({ atMs, snapshot: json }) => {
        const { balance } = JSON.parse(String(json)) as WalletSnapshot;
        return `${(Number(atMs) - NOW_MS) / 1000}s ${balance === undefined ? 'unknown' : balance / 1e6}`;
      });
    } finally {
      db.close();
    }
  }

  type Case = readonly [says: string, seen: readonly Partial<WalletSnapshot>[], kept: readonly string[]];
  const cases: readonly Case[] = [
    ['are all kept while they change', [of(9), of(8), of(9)], ['0s 9', '1s 8', '2s 9']],
    ['are kept first and last where nothing changes', [of(9), of(9), of(9), of(9)], ['0s 9', '3s 9']],
    [
      'are kept at both ends of every stretch',
      [of(9), of(9), of(9), of(8), of(8), of(8)],
      ['0s 9', '2s 9', '3s 8', '5s 8'],
    ],
    ['are kept where anything else changes', [of(9), of(9, { planType: 'pro' }), of(9)], ['0s 9', '1s 9', '2s 9']],
    [
      'are kept of each source by itself',
      [of(9), of(8, { source: 'rollout' }), of(9), of(9)],
      ['0s 9', '3s 9', '1s 8'],
    ],
    ['are kept once for one instant', [of(9), of(8, { observedAtMs: NOW_MS })], ['0s 9']],
    ['may be unknown', [{ balance: undefined }], ['0s unknown']],
  ];
  for (const [says, seen, expected] of cases) {
    it(says, () => {
      const ledger = open();
      seen.forEach((change, index) => {
        ledger.recordBalances([at(index, change)]);
      });
      assert.deepEqual(kept(), expected);
    });
  }

  it('are kept as if they had come in order of time, where stretches follow each other', () => {
    const balances = [9, 9, 9, 8, 8, 8, 7, 7, 9];
    const inOrder = balances.map((balance, index) => at(index, of(balance)));
    const expected = ['0s 9', '2s 9', '3s 8', '5s 8', '6s 7', '7s 7', '8s 9'];
    // The ends of a stretch are never dropped, so that what comes between two of them is known to be the same.
    for (const order of [inOrder, inOrder.toReversed()]) {
      const ledger = open();
      ledger.recordBalances(order);
      assert.deepEqual(kept(), expected);
    }
  });

  it('say the same of every instant, in whatever order they come, as long as nothing is as it had been before', () => {
    const ledger = open();
    let account = 0;
    const pauses = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(pauses, fc.integer(), (steps, seed) => {
        account += 1;
        let [second, balance] = [0, 99];
        const inOrder = steps.map(([pause, falls]) => {
          second += pause;
          balance -= falls ? 1 : 0;
          return at(second, of(balance, acct(`acct-${account}`)));
        });
        for (const each of shuffled(inOrder, seed)) {
          ledger.recordBalances([each]);
        }
        const history = ledger.balanceHistory(`acct-${account}`, 0, Infinity);
        const known = inOrder.map((each) => history.filter(({ atMs }) => atMs <= each.observedAtMs).at(-1)?.balance);
        assert.deepEqual(
          known,
          inOrder.map((each) => each.balance),
        );
      }),
    );
  });

  it('are written with the place a rollout was read up to, or not at all', () => {
    const { writer } = open();
    const balances = [at(0, { source: 'rollout' })];
    const impossible = batch([], { balances, checkpoint: { ...batch([]).checkpoint, offsetBytes: -1 } });
    assert.throws(() => writer.append([impossible]));
    const { observed } = writer.append([batch([], { balances })]);
    const again = writer.append([batch([], { balances })]);
    assert.deepEqual([observed, again.observed, kept()], [1, 0, ['0s 1000']]);
  });
});

describe('the latest balance', () => {
  const { open } = ledgerFixture();

  it('is read back as it was recorded', () => {
    const ledger = open();
    const told = snapshot({ windows: [named(10, { name: 'Luna Reserve' })] });
    ledger.recordBalances([told]);
    assert.deepEqual(ledger.latestBalance(), told);
  });

  it('is none where none was seen', () => assert.equal(open().latestBalance(), undefined));

  it('is what all that was seen since the last answer comes to', () => {
    const ledger = open();
    const seen = [
      at(0, of(9)),
      at(1, { ...of(7), source: 'rollout' }),
      at(2, of(8)),
      at(3, {
        source: 'rollout',
        balance: undefined,
        hasCredits: undefined,
        unlimited: undefined,
        windows: [named(30)],
      }),
      at(4, of(6, { source: 'update' })),
    ];
    ledger.recordBalances(seen.toReversed());
    assert.deepEqual(ledger.latestBalance(), mergeObservations(seen));
    assert.equal(ledger.latestBalance()?.balance, credits(6));
  });

  it('is that of the account that was seen last', () => {
    const ledger = open();
    ledger.recordBalances([at(0, of(9)), at(2, of(5, acct('acct-2'))), at(1, of(7))]);
    const latest = ledger.latestBalance();
    assert.deepEqual([latest?.balance, latest?.account.id], [credits(5), 'acct-2']);
  });
});

describe('the accounts whose balances were seen', () => {
  const { open } = ledgerFixture();
  const balancesOf = (history: readonly { readonly balance: number | undefined }[]) =>
    history.map(({ balance }) => (balance ?? 0) / 1e6);

  it('are none at first, and told once each', () => {
    const ledger = open();
    assert.deepEqual(ledger.walletAccounts(), []);
    ledger.recordBalances([at(0, acct('b')), at(1, acct('a')), at(2, of(1, acct('a'))), at(3, acct(undefined))]);
    assert.deepEqual(ledger.walletAccounts(), ['a', 'b']);
  });

  it('have a history of their own, half open, in order of time', () => {
    const ledger = open();
    ledger.recordBalances([at(2, of(3)), at(1, of(2)), at(0, of(1)), at(1, of(9, acct('other')))]);
    const history = (from: number, until: number) =>
      balancesOf(ledger.balanceHistory('acct-1', NOW_MS + from * 1000, NOW_MS + until * 1000));
    assert.deepEqual([history(0, 3), history(0, 2), history(1, 3), history(3, 9)], [[1, 2, 3], [1, 2], [2, 3], []]);
  });

  it('are told of by what knows of no accounts only as long as there is one', () => {
    const ledger = open();
    const all = () => balancesOf(ledger.balanceHistory('acct-1', 0, Infinity));
    ledger.recordBalances([at(0, of(1)), at(1, of(2, { source: 'rollout', ...acct(undefined) }))]);
    assert.deepEqual(all(), [1, 2]);
    ledger.recordBalances([at(2, of(3, acct('other')))]);
    assert.deepEqual(all(), [1]);
  });

  it('tell of the ordinary windows, and how exactly the balance was told', () => {
    const ledger = open();
    const reserve = named(70, { limitId: 'gpt-reserve' });
    ledger.recordBalances([at(0, { windows: [named(10), reserve], unlimited: true })]);
    assert.deepEqual(ledger.balanceHistory('acct-1', 0, Infinity), [
      {
        atMs: NOW_MS,
        source: 'appServer',
        balance: credits(1000),
        step: credits(0.01),
        hasCredits: true,
        unlimited: true,
        windows: [named(10)],
      },
    ]);
  });
});
