import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import type { WalletSnapshot } from '../../../src/core/wallet.ts';
import { openDatabase } from '../../../src/ledger/database.ts';
import { Balances } from '../../../src/ledger/balances.ts';
import { NOW_MS, credits, limitWindow, snapshot } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { ledgerFixture } from './openLedger.ts';

describe('the balances that were seen', () => {
  const folder = temporaryFolder();

  /** Records balances a second apart, and tells which are kept: seconds and credits. */
  function kept(...seen: readonly Partial<WalletSnapshot>[]): string[] {
    const { db } = openDatabase(folder('ledger.sqlite'), NOW_MS);
    try {
      const balances = new Balances(db);
      seen.forEach((change, index) => {
        balances.record([snapshot({ observedAtMs: NOW_MS + index * 1000, ...change })]);
      });
      const rows = db.prepare('SELECT observed_at_ms AS atMs, snapshot FROM balances ORDER BY 1').all();
      return rows.map((row) => {
        const { balance } = JSON.parse(String(row['snapshot'])) as WalletSnapshot;
        return `${(Number(row['atMs']) - NOW_MS) / 1000}s ${balance}`;
      });
    } finally {
      db.close();
    }
  }
  const of = (balance: number) => ({ balance: credits(balance) });
  const [nine, eight] = [`${credits(9)}`, `${credits(8)}`];

  const cases: readonly (readonly [says: string, seen: readonly Partial<WalletSnapshot>[], kept: readonly string[]])[] =
    [
      ['are all kept while they change', [of(9), of(8), of(9)], [`0s ${nine}`, `1s ${eight}`, `2s ${nine}`]],
      ['are kept first and last where nothing changes', [of(9), of(9), of(9), of(9)], [`0s ${nine}`, `3s ${nine}`]],
      [
        'are kept at both ends of every stretch',
        [of(9), of(9), of(9), of(8), of(8), of(8)],
        [`0s ${nine}`, `2s ${nine}`, `3s ${eight}`, `5s ${eight}`],
      ],
      [
        'are kept where anything else changes',
        [of(9), { ...of(9), planType: 'pro' }, of(9)],
        [`0s ${nine}`, `1s ${nine}`, `2s ${nine}`],
      ],
      [
        'are kept in whatever order they come',
        [of(9), { ...of(8), observedAtMs: NOW_MS - 1 }],
        [`-0.001s ${eight}`, `0s ${nine}`],
      ],
      ['are kept once for one instant', [of(9), { ...of(8), observedAtMs: NOW_MS }], [`0s ${nine}`]],
      ['may be unknown', [{ balance: undefined }], ['0s undefined']],
    ];
  for (const [says, seen, expected] of cases) {
    it(says, () => assert.deepEqual(kept(...seen), expected));
  }
});

describe('the latest balance', () => {
  const { open } = ledgerFixture();

  it('is read back as it was recorded', () => {
    const ledger = open();
    const told = snapshot({ windows: [limitWindow(10, { name: 'Luna Reserve' })] });
    ledger.recordBalances([told]);
    assert.deepEqual({ ...told, ...ledger.latestBalance() }, told);
  });

  it('is the newest', () => {
    const ledger = open();
    ledger.recordBalances([snapshot()]);
    ledger.recordBalances([snapshot({ observedAtMs: NOW_MS + 1, balance: credits(7) })]);
    assert.equal(ledger.latestBalance()?.balance, credits(7));
  });

  it('is none where none was seen', () => assert.equal(open().latestBalance(), undefined));
});

describe('the texts of policies', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();
  const FILE = '/home/me/policy.json';

  it('are none before one was good', () => assert.equal(open().lastGoodPolicyText(FILE), undefined));

  it('are remembered, the last one of each file', () => {
    const ledger = open();
    ledger.rememberPolicyText(FILE, 'first', 1);
    ledger.rememberPolicyText(FILE, 'second', 2);
    ledger.rememberPolicyText('/other', 'third', 3);
    assert.deepEqual([ledger.lastGoodPolicyText(FILE), ledger.lastGoodPolicyText('/other')], ['second', 'third']);
  });

  it('are remembered by the next process too', () => {
    open().rememberPolicyText(FILE, 'text', 1);
    assert.equal(open().lastGoodPolicyText(FILE), 'text');
  });

  it('are forgotten with their file', () => {
    const ledger = open();
    ledger.rememberPolicyText(FILE, 'text', 1);
    ledger.forgetPolicyText(FILE);
    assert.equal(ledger.lastGoodPolicyText(FILE), undefined);
  });

  it('are what stands in the file now', () => {
    writeFileSync(folder('policy.json'), '{"version":1}');
    assert.deepEqual(open().readPolicyText(folder('policy.json')), { kind: 'text', text: '{"version":1}' });
  });

  it('are absent where there is no file, or no folder for it', () => {
    writeFileSync(folder('plain'), '');
    const kinds = [folder('none.json'), folder('plain', 'policy.json')].map((file) => open().readPolicyText(file).kind);
    assert.deepEqual(kinds, ['absent', 'absent']);
  });

  it('are unreadable, with the reason, where a folder has the file’s name', () => {
    mkdirSync(folder('policy.json'));
    const text = open().readPolicyText(folder('policy.json'));
    assert.match(text.kind === 'unreadable' ? text.reason : '', /EISDIR/);
  });
});
