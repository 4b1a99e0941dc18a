import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';

import type { Event } from '../../../src/base/emitter.ts';
import type { Log } from '../../../src/base/log.ts';
import { IngestClient } from '../../../src/ingest/ingestClient.ts';
import { openLedger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, card } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { bundledScript } from '../../support/bundledScript.ts';
import { asText, rolloutLines } from './rollout.ts';

const SCRIPT = bundledScript(new URL('../../../src/ingest/ingestWorker.ts', import.meta.url));
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const REQUESTS = 400;

describe('a ledger that is damaged', () => {
  const folder = temporaryFolder();
  const clients: IngestClient[] = [];
  const ledgerFile = (): string => folder('data', 'ledger.sqlite');

  beforeEach(() => {
    mkdirSync(folder('home', 'sessions'), { recursive: true });
    writeFileSync(folder('home', 'sessions', 'rollout-a.jsonl'), asText(rolloutLines(REQUESTS)));
  });

  afterEach(() => {
    for (const client of clients.splice(0)) {
      client.dispose();
    }
  });

  function start(): { readonly client: IngestClient; readonly setAside: readonly string[] } {
    const input = {
      ledgerFile: ledgerFile(),
      threadScript: '',
      spoolFolder: folder('spool'),
      homes: [folder('home')],
      rateCard: card,
    };
    const client = new IngestClient(SCRIPT, input, silent);
    clients.push(client);
    const setAside: string[] = [];
    client.onDidSetAside((file) => setAside.push(file));
    return { client, setAside };
  }

  const next = (event: Event<void>): Promise<void> => new Promise((resolve) => void event(resolve));
  const requestsIn = async ({ ledger }: IngestClient): Promise<number> =>
    (await ledger.report('day', 0, Number.MAX_SAFE_INTEGER, 'UTC')).totals.requests;
  /** Waits until a new ledger has everything; a call that meets the damage fails. */
  async function untilHealed(client: IngestClient): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      try {
        await client.ingest();
        if ((await requestsIn(client)) === REQUESTS) {
          return;
        }
      } catch {
        // The call that found the damage.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail('not healed');
  }

  /** Whoever closes a ledger last takes its journal away; a worker that was ended may take its time. */
  async function untilNobodyHasItOpen(): Promise<void> {
    do {
      await new Promise((resolve) => setTimeout(resolve, 20));
      openLedger(ledgerFile(), card, NOW_MS).close();
    } while (existsSync(`${ledgerFile()}-wal`));
  }

  /** All pages but the first ones, with the schema, and the last. */
  function damageTheMiddle(): void {
    const bytes = readFileSync(ledgerFile());
    bytes.fill('x', 3 * 4096, bytes.length - 4096);
    writeFileSync(ledgerFile(), bytes);
  }

  it('in the middle, where opening it finds nothing wrong, is set aside once', async () => {
    const before = start();
    await before.client.ingest();
    before.client.dispose();
    await untilNobodyHasItOpen();
    damageTheMiddle();
    const { client, setAside } = start();
    await untilHealed(client);
    assert.equal(setAside.length, 1);
    assert.equal(readdirSync(folder('data')).filter((name) => name.includes('damaged')).length, 1);
  });

  it('while it is open is set aside, told of, and built again', async () => {
    const { client, setAside } = start();
    await client.ingest();
    writeFileSync(ledgerFile(), 'This is no database.');
    await untilHealed(client);
    assert.equal(setAside.length, 1);
  });

  it('and put aside by another process, is left for the new one', async () => {
    const { client, setAside } = start();
    await client.ingest();
    for (const suffix of ['', '-wal', '-shm']) {
      renameSync(ledgerFile() + suffix, `${folder('data')}/elsewhere${suffix}`);
    }
    const other = openLedger(ledgerFile(), card, NOW_MS);
    await next(client.onDidChange);
    await untilHealed(client);
    assert.equal(other.report('day', 0, Number.MAX_SAFE_INTEGER, 'UTC').totals.requests, REQUESTS);
    other.close();
    assert.deepEqual(setAside, []);
  });

  it('or deleted while it is open is built again', async () => {
    const { client, setAside } = start();
    await client.ingest();
    rmSync(folder('data'), { recursive: true });
    await untilHealed(client);
    assert.deepEqual([setAside.length, readFileSync(ledgerFile()).subarray(0, 6).toString()], [0, 'SQLite']);
  });
});
