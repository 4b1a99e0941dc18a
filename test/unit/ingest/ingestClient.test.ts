import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import type { Log } from '../../../src/base/log.ts';
import { GuardError } from '../../../src/base/errors.ts';
import type { Event } from '../../../src/base/emitter.ts';
import { IngestClient } from '../../../src/ingest/ingestClient.ts';
import type { IngestProgress } from '../../../src/ingest/ingestHome.ts';
import { openLedger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, card, policy, snapshot } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { bundledScript } from '../../support/bundledScript.ts';
import { line } from '../codex/lines.ts';
import { asText, rolloutLines } from './rollout.ts';

const SCRIPT = bundledScript(new URL('../../../src/ingest/ingestWorker.ts', import.meta.url));
const THREAD_SCRIPT = bundledScript(new URL('../../../src/ingest/ingestThread.ts', import.meta.url));
/** Nothing that counts, of so many MB and a little more. */
const longLine = (megabytes: number): string => `${line('response_item', { text: 'x'.repeat(megabytes << 20) })}\n`;
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the ledger in a worker', () => {
  const folder = temporaryFolder();
  const clients: IngestClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) {
      client.dispose();
    }
  });

  const rollout = (): string => folder('home', 'sessions', 'rollout-a.jsonl');
  function start(requests: number, homes = ['home'], more = ''): IngestClient {
    for (const home of homes) {
      mkdirSync(folder(home, 'sessions'), { recursive: true });
    }
    writeFileSync(rollout(), asText(rolloutLines(requests)) + more);
    const input = {
      ledgerFile: folder('data', 'ledger.sqlite'),
      threadScript: THREAD_SCRIPT,
      spoolFolder: 'no-spool',
      homes: homes.map((home) => folder(home)),
      rateCard: card,
    };
    const client = new IngestClient(SCRIPT, input, silent);
    clients.push(client);
    return client;
  }
  const next = <T>(event: Event<T>): Promise<T> => new Promise((resolve) => void event(resolve));
  const requestsIn = async ({ ledger }: IngestClient): Promise<number> =>
    (await ledger.report('day', 0, Number.MAX_SAFE_INTEGER, 'UTC')).totals.requests;

  it('has read what the homes hold once it says so', async () => {
    const client = start(2);
    await client.ingest();
    assert.equal(await requestsIn(client), 2);
  });

  it('reads much once the window has started, and answers before', async () => {
    const client = start(2, ['home'], longLine(48));
    const reading = client.ingest();
    await setTimeout(500);
    assert.equal(await requestsIn(client), 0);
    client.hasStarted();
    await reading;
    assert.equal(await requestsIn(client), 2);
  });

  it('tells when a rollout grows, and has what was added', async () => {
    const client = start(1);
    await client.ingest();
    const changed = next(client.onDidChange);
    appendFileSync(rollout(), asText(rolloutLines(3).slice(-6)));
    await changed;
    await client.ingest();
    assert.equal(await requestsIn(client), 3);
  });

  it('keeps homes apart whose names begin alike', async () => {
    const client = start(1, ['home', 'home-2']);
    await client.ingest();
    const changed = next(client.onDidChange);
    writeFileSync(folder('home-2', 'sessions', 'rollout-b.jsonl'), asText(rolloutLines(2, { id: 'b' })));
    await changed;
    client.dispose();
    const ledger = openLedger(folder('data', 'ledger.sqlite'), card, NOW_MS);
    const known = ['home', 'home-2'].map((home) => ledger.writer.checkpoints.stamps(folder(home)).size);
    ledger.close();
    assert.deepEqual(known, [1, 1]);
  });

  it('tells how far the first reading has come', async () => {
    const { onDidProgress } = start(2);
    const done = new Promise<IngestProgress>((resolve) => {
      onDidProgress(({ progress, isDone }) => {
        if (isDone) {
          resolve(progress);
        }
      });
    });
    const { filesDone, filesTotal, added } = await done;
    assert.deepEqual([filesDone, filesTotal, added], [1, 1, 2]);
  });

  it('answers as the ledger itself does, undefined and maps of prices included', async () => {
    const { ledger } = start(1);
    await ledger.recordBalances([snapshot()]);
    const budgets = await ledger.budgets(policy(), 'UTC', NOW_MS);
    assert.deepEqual(
      [budgets, (await ledger.latestBalance())?.balance, await ledger.run('x')],
      [[], snapshot().balance, undefined],
    );
  });

  it('refuses by name what the ledger refuses', async () => {
    const { ledger } = start(1);
    const refused = ledger.report('day', 0, 1, 'Europe/Atlantis');
    await assert.rejects(refused, (error) => GuardError.is(error, 'input.invalid') && error.remedy !== undefined);
  });

  it('sets a damaged file aside, tells of it, and reads all anew', async () => {
    mkdirSync(folder('data'));
    writeFileSync(folder('data', 'ledger.sqlite'), 'no database at all, but long enough to look at. '.repeat(30));
    const client = start(2);
    const file = await next(client.onDidSetAside);
    await client.ingest();
    assert.deepEqual([file.includes('.damaged-'), await requestsIn(client)], [true, 2]);
  });

  it('refuses what is still open when it is closed', async () => {
    const client = start(1);
    const open = client.ledger.coverage();
    client.dispose();
    await assert.rejects(open, (error) => GuardError.is(error, 'worker.exited'));
  });
});
