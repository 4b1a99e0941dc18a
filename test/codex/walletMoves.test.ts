import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { inEnglish } from '../../src/base/translate.ts';
import { Format } from '../../src/core/format.ts';
import type { WalletSnapshot } from '../../src/core/wallet/wallet.ts';
import { walletRules } from '../../src/core/wallet/statement/walletOutlook.ts';
import { outlookView } from '../../src/host/panel/panelOutlook.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { guardState } from '../unit/host/views.ts';
import { card, policy } from '../unit/make.ts';

const MINUTE_MS = 60_000;
const FALL =
  /^The balance fell by 41\.98–42\.02 credits between .+ and .+ while nothing ran here\. Other features, another machine or a cloud task may have drawn it\./;
const RISE = /^The balance rose by 499\.98–500\.02 credits between .+ and .+, likely by a top-up\./;
const OPEN = /So may a request here that is still going on\.$/;

interface Answer {
  readonly alerts: readonly { readonly kind: string; readonly text: string }[];
  readonly totals: Readonly<Record<string, number>>;
  readonly lots: readonly { readonly remainingCreditsMicros: number; readonly expiresAtMs: number | null }[];
}

describe('the wallet moves while we watch, through the real Codex', function () {
  this.timeout(60_000);

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture({ plan: 'plus' });
    codex.backend.state.balance = 1000.25;
  });
  afterEach(() => codex.dispose());

  /** As if the last reading were so long ago that Codex may be asked again. */
  function forgetPolls(): void {
    const file = path.join(codex.dataFolder, 'ledger.sqlite');
    if (existsSync(file)) {
      const db = new DatabaseSync(file);
      db.exec('DELETE FROM wallet_polls; DELETE FROM wallet_answers');
      db.close();
    }
  }

  async function wallet(): Promise<Answer> {
    forgetPolls();
    const { out } = await callGuardrails(codex, 'wallet', '--json');
    return JSON.parse(out) as Answer;
  }

  /** What the panel tells of the same ledger, so many minutes later. */
  function panelTells(laterMinutes: number): string[] {
    const ledger = openLedger(path.join(codex.dataFolder, 'ledger.sqlite'), card, Date.now());
    try {
      const nowMs = Date.now() + laterMinutes * MINUTE_MS;
      const [account = ''] = ledger.walletAccounts();
      const rules = walletRules(policy());
      const outlook = ledger.walletOutlook(account, rules, 'UTC', nowMs);
      const state = guardState({ nowMs, outlookModel: { account, readAtMs: nowMs, rules, outlook } });
      const tools = { t: inEnglish, format: new Format(inEnglish, 'en-US', 'UTC'), card, homeFolder: '/home/me' };
      return outlookView(state, tools)?.alerts.map((alert) => alert.text) ?? [];
    } finally {
      ledger.close();
    }
  }

  it('another feature draws on it: both say so, and accuse nobody', async () => {
    assert.deepEqual((await wallet()).alerts, []);
    codex.backend.state.balance -= 42;
    const { alerts, totals } = await wallet();
    assert.deepEqual(
      alerts.map(({ kind }) => kind),
      ['fellWhileIdle'],
    );
    assert.match(alerts[0]?.text ?? '', FALL);
    assert.match(alerts[0]?.text ?? '', OPEN);
    assert.deepEqual(
      [totals['unattributedCreditsMicros'], totals['usedCreditsMicros'], totals['closingCreditsMicros']],
      [42e6, 0, 958.25e6],
    );
    assert.deepEqual(panelTells(0), []);
    const [told = '', ...others] = panelTells(3);
    assert.match(told, FALL);
    assert.doesNotMatch(told, OPEN);
    assert.deepEqual(others, []);
  });

  it('a top-up: both say so, and know from when on it may expire', async () => {
    await wallet();
    codex.backend.state.balance += 500;
    const { alerts, totals, lots } = await wallet();
    assert.match(alerts[0]?.text ?? '', RISE);
    assert.equal(alerts.length, 1);
    assert.deepEqual([totals['topUpCreditsMicros'], totals['closingCreditsMicros']], [500e6, 1500.25e6]);
    assert.deepEqual(
      lots.map(({ remainingCreditsMicros, expiresAtMs }) => [remainingCreditsMicros, expiresAtMs === null]),
      [
        [1000.25e6, true],
        [500e6, false],
      ],
    );
    assert.match(panelTells(0)[0] ?? '', RISE);
  });

  it('a run of ours draws on it: nobody is called', async () => {
    await wallet();
    codex.backend.state.primary = {
      usedPercent: 100,
      windowMinutes: 300,
      resetsAt: Math.floor(Date.now() / 1000) + 900,
    };
    await wallet();
    await codex.runCodex(['say hello']);
    const { alerts, totals } = await wallet();
    assert.ok(codex.backend.state.balance < 1000.25);
    assert.deepEqual([alerts, panelTells(3)], [[], []]);
    assert.equal(totals['usedCreditsMicros'], Math.round(1000.25e6 - codex.backend.state.balance * 1e6));
  });

  it('what was seen is kept apart by account', async () => {
    await wallet();
    const ledger = openLedger(path.join(codex.dataFolder, 'ledger.sqlite'), card, Date.now());
    const other: Partial<WalletSnapshot> = { account: { id: 'acct-other', email: undefined } };
    const seen = ledger.latestBalance() ?? assert.fail('a balance was seen');
    ledger.recordBalances([{ ...seen, ...other, observedAtMs: seen.observedAtMs - 1 }]);
    ledger.close();
    codex.backend.state.balance -= 42;
    assert.equal((await wallet()).alerts.length, 1);
  });
});
