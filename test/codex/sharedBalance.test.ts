import assert from 'node:assert/strict';
import path from 'node:path';

import { CliWalletSource } from '../../src/cli/cliWalletSource.ts';
import { POLL_SPACING_MS } from '../../src/core/wallet/poll.ts';
import type { WalletState } from '../../src/core/wallet/wallet.ts';
import { WalletPoller } from '../../src/host/wallet/walletPoller.ts';
import { IngestClient } from '../../src/ingest/ingestClient.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { createCodexHome } from '../support/codex/codexHome.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import { silentLog } from '../support/silentLog.ts';
import { card } from '../unit/make.ts';

const WINDOWS = 9;
const ANSWER_WITHIN_MS = 30_000;
const USAGE = { input: 8_000, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };
/** What that costs: the backend charges 125 credits for a million tokens. */
const COST = 1;

interface Balance {
  readonly state: string;
  readonly balance: { readonly creditsMicros: number | null };
  readonly binding: { readonly kind: string };
  readonly ageMs: number;
}

describe('the balance that all processes share, with the real Codex', function () {
  this.timeout(120_000);

  let codex: CodexFixture;
  const cleanups: (() => void)[] = [];
  beforeEach(async () => {
    codex = await createCodexFixture();
  });
  afterEach(async () => {
    for (const cleanUp of cleanups.splice(0)) {
      cleanUp();
    }
    await codex.dispose();
  });

  const askedAtMs = (): number[] =>
    codex.backend.httpRequests.filter(({ path: asked }) => asked.endsWith('/wham/usage')).map(({ atMs }) => atMs);
  /** How often the backend was asked for the wallet. */
  const asks = (): number => askedAtMs().length;
  const ledgerFile = (): string => path.join(codex.dataFolder, 'ledger.sqlite');

  async function balance(): Promise<Balance> {
    return JSON.parse((await callGuardrails(codex, 'balance', '--json')).out) as Balance;
  }
  const creditsIn = ({ balance: { creditsMicros } }: Balance): number | null =>
    creditsMicros === null ? null : creditsMicros / 1e6;

  /** The wallet as a window has it: a worker with the ledger, and a Codex of its own to ask. */
  function openWindow(): WalletPoller {
    const ingest = new IngestClient(
      SHIPPED.ingestWorker,
      {
        ledgerFile: ledgerFile(),
        threadScript: SHIPPED.ingestThread,
        spoolFolder: 'no-spool',
        homes: [codex.codexHome],
        rateCard: card,
      },
      silentLog,
    );
    const { codexPath, env } = codex;
    const source = new CliWalletSource(codex.codexHome, () => ({ codexPath, env, log: silentLog }));
    const poller = new WalletPoller(source, ingest, () => true, silentLog);
    cleanups.push(() => {
      poller.dispose();
      source.dispose();
      ingest.dispose();
    });
    return poller;
  }
  const run = (prompt: string) => callGuardrails(codex, 'run', '--model', 'gpt-5.5', '--yes', '--allow-paid', prompt);
  const balanceOf = (state: WalletState) => (state.kind === 'known' ? (state.snapshot.balance ?? 0) / 1e6 : state.kind);

  it('is asked for once by nine windows and three commands, and is the same for all of them', async () => {
    const windows = Array.from({ length: WINDOWS }, openWindow);
    for (const window of windows) {
      window.refreshIfOld();
    }
    const commands = await Promise.all([balance(), balance(), balance()]);
    await waitUntil(
      'the balance in every window',
      () => windows.every(({ state }) => balanceOf(state) === 1000),
      ANSWER_WITHIN_MS,
    );
    assert.deepEqual(commands.map(creditsIn), [1000, 1000, 1000]);
    // Should this take so long that a second question may be asked, it may.
    const [firstMs = 0, ...othersMs] = askedAtMs();
    assert.deepEqual(
      othersMs.filter((atMs) => atMs - firstMs < POLL_SPACING_MS),
      [],
    );
    codex.backend.play('two steps', [
      { kind: 'shell', command: 'ls', usage: USAGE },
      { kind: 'message', text: 'Done.', usage: USAGE },
    ]);
    await run('two steps');
    await waitUntil(
      'what a run of another process was told, in every window',
      () => windows.every(({ state }) => balanceOf(state) === 1000 - COST),
      ANSWER_WITHIN_MS,
    );
  });

  it('is told again within half a minute as it was, with its age', async () => {
    const first = await balance();
    codex.backend.state.balance = 990;
    const second = await balance();
    assert.deepEqual([asks(), creditsIn(first), creditsIn(second), second.state], [1, 1000, 1000, 'known']);
    assert.deepEqual(
      codex.backend.httpRequests.filter(({ path: asked }) => /reset-credits/.test(asked)),
      [],
    );
    assert.ok(second.ageMs > first.ageMs);
  });

  /** The balances that runs were told, in their order. */
  function updates(account = 'acct-loopback'): (number | undefined)[] {
    const ledger = openLedger(ledgerFile(), card, Date.now());
    try {
      return ledger
        .balanceHistory(account, 0, Number.MAX_SAFE_INTEGER)
        .filter(({ source }) => source === 'update')
        .map(({ balance: credits }) => credits && credits / 1e6);
    } finally {
      ledger.close();
    }
  }

  /** Runs with nobody to ask for the balance but before it: what is known afterwards, the run itself was told. */
  async function runAlone(prompt: string, meanwhile?: () => void): Promise<number | null> {
    const ending = run(prompt);
    await codex.backend.waitForModelRequests(1, ANSWER_WITHIN_MS);
    codex.backend.state.failures.usage = 500;
    if (meanwhile !== undefined) {
      const [first] = codex.backend.modelRequests;
      await waitUntil('the first response', () => first?.completedAtMs !== undefined, ANSWER_WITHIN_MS);
      meanwhile();
    }
    return (await ending).code;
  }

  it('moves with a run, as the headers of its responses tell it', async () => {
    codex.backend.play('three steps', [
      { kind: 'shell', command: 'ls', usage: USAGE },
      { kind: 'shell', command: 'ls', usage: USAGE },
      { kind: 'message', text: 'Done.', usage: USAGE },
    ]);
    assert.equal(await runAlone('three steps'), 0);
    const told = [1000, 1000 - COST, 1000 - 2 * COST];
    assert.deepEqual([updates(), creditsIn(await balance())], [told, told.at(-1)]);
  });

  it('shows a top-up in mid-run', async () => {
    codex.backend.play('topped up', [
      { kind: 'shell', command: 'sleep 1', usage: USAGE },
      { kind: 'message', text: 'Done.', usage: USAGE },
    ]);
    const topUp = (): void => {
      codex.backend.state.balance += 500;
    };
    assert.equal(await runAlone('topped up', topUp), 0);
    assert.deepEqual([updates(), creditsIn(await balance())], [[1000, 1500 - COST], 1500 - COST]);
  });

  it('tells which limit has turned a run away', async () => {
    codex.backend.play('too much', [{ kind: 'reject', status: 429, type: 'usage_limit_reached' }]);
    assert.equal(await runAlone('too much'), 1);
    assert.equal((await balance()).binding.kind, 'workspace-pool');
  });

  it('is that of whoever is signed in, from the moment they are', async () => {
    const { state, url } = codex.backend;
    const before = await balance();
    Object.assign(state, { accountId: 'acct-2', balance: 7 });
    await createCodexHome({
      root: codex.root,
      backendUrl: url,
      auth: 'chatgpt',
      plan: 'business',
      accountId: 'acct-2',
    });
    assert.deepEqual([creditsIn(before), creditsIn(await balance()), asks()], [1000, 7, 2]);
    codex.backend.play('one step', [{ kind: 'message', text: 'Done.', usage: USAGE }]);
    await run('one step');
    assert.deepEqual([updates(), updates('acct-2')], [[], [7]]);
  });

  it('is asked for no more often while the backend fails', async () => {
    codex.backend.state.failures.usage = 500;
    const answers = [await balance(), await balance(), await balance()];
    assert.deepEqual([answers.map(({ state }) => state), asks()], [['unreachable', 'unreachable', 'unreachable'], 1]);
  });
});
