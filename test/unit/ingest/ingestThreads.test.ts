import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { listRollouts } from '../../../src/codex/listRollouts.ts';
import { ingestHome } from '../../../src/ingest/ingestHome.ts';
import type { ReadJob } from '../../../src/ingest/ingestJobs.ts';
import { Ingester } from '../../../src/ingest/ingestThreads.ts';
import { ReadingThreads } from '../../../src/ingest/readingThreads.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { line } from '../codex/lines.ts';
import { bill, contentOf } from '../ledger/bill.ts';
import { ledgerFixture } from '../ledger/openLedger.ts';
import { card } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { bundledScript } from '../../support/bundledScript.ts';
import { place, threadsOnce } from './fixtureHome.ts';
import { ingestAll } from './ingestAll.ts';
import { asText, rolloutLines } from './rollout.ts';

const SCRIPT = bundledScript(new URL('../../../src/ingest/ingestThread.ts', import.meta.url));
const COPIES = 3;
const MB = 1 << 20;
/** Enough for all files together to be worth several threads. */
const filler = `${line('response_item', { text: 'x'.repeat(MB / 4) })}\n`;

describe('a home that is read by several threads', () => {
  const [threaded, reference] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  const toolsOf = (ledger: Ledger, ledgerFile: string) => ({
    ledgerFile,
    rateCard: card,
    promptSalt: ledger.promptSalt(),
    threadScript: SCRIPT,
    givesWay: true,
  });

  async function ingestWithThreads(ledger: Ledger, ledgerFile: string) {
    const steps = ingestHome(
      new Ingester(toolsOf(ledger, ledgerFile)),
      ledger.writer,
      folder('home'),
      listRollouts(folder('home')),
    );
    let last = { filesTotal: 0, filesDone: 0, added: 0, bytesRead: 0 };
    for await (const step of steps) {
      last = step;
    }
    return last;
  }

  it('is the same as when one reads it all, and all that was done is told', async function () {
    this.timeout(30_000);
    const files = place(folder('home'), threadsOnce(COPIES));
    for (const file of files) {
      appendFileSync(file, filler);
    }
    // Longer than a thread hands over at a time.
    place(folder('home'), [
      {
        name: 'long',
        fileName: 'rollout-2026-11-25T00-00-00-long',
        threadId: 'long',
        forkedFromId: undefined,
        bytes: Buffer.from(asText(rolloutLines(5000, { id: 'long', session_id: 'long' }))),
      },
    ]);
    const [ledger, alone] = [threaded.open(), reference.open()];
    const done = await ingestWithThreads(ledger, threaded.file());
    const doneAlone = await ingestAll(alone, folder('home'));
    assert.deepEqual(
      [done.filesTotal, done.filesDone, done.added, done.bytesRead],
      [files.length + 1, files.length + 1, doneAlone.added, doneAlone.bytesRead],
    );
    assert.ok(done.bytesRead > 48 * MB);
    assert.deepEqual(bill(ledger), bill(alone));
    assert.deepEqual(contentOf(threaded.file()).events, contentOf(reference.file()).events);
    assert.equal((await ingestWithThreads(ledger, threaded.file())).bytesRead, 0);
  });

  async function filesRead(ingester: Ingester, jobs: readonly ReadJob[], ledger: Ledger): Promise<number> {
    let filesDone = 0;
    for await (const step of ingester.ingest(jobs, ledger.writer)) {
      filesDone += step.filesDone;
    }
    return filesDone;
  }

  const manyBytes = { home: '/nowhere', checkpoint: undefined, newBytes: 100 * MB };
  const oneJob = { file: { path: '/nowhere/rollout-1.jsonl', name: 'rollout-1', isCompressed: false }, ...manyBytes };

  it('may be read by threads that were started before', async () => {
    const ledger = threaded.open();
    const threads = new ReadingThreads(SCRIPT, 2);
    const ingester = new Ingester(toolsOf(ledger, threaded.file()), threads);
    assert.equal(await filesRead(ingester, [oneJob], ledger), 1);
    await threads.end();
  });

  it('is not read before threads may be started', async () => {
    const ledger = threaded.open();
    const start: PromiseWithResolvers<void> = Promise.withResolvers();
    const ingester = new Ingester({ ...toolsOf(ledger, threaded.file()), threadsFrom: start.promise });
    let hasRead = false;
    const reading = filesRead(ingester, [oneJob], ledger).finally(() => {
      hasRead = true;
    });
    await setTimeout(500);
    assert.equal(hasRead, false);
    start.resolve();
    assert.equal(await reading, 1);
  });

  it('is not read by one that has failed before it was told what to do, and that is told', async () => {
    const ledger = threaded.open();
    const broken = folder('broken.cjs');
    writeFileSync(broken, 'throw new Error("no such part");');
    const threads = new ReadingThreads(broken, 1);
    await setTimeout(500);
    const ingester = new Ingester(toolsOf(ledger, threaded.file()), threads);
    await assert.rejects(filesRead(ingester, [oneJob], ledger), { code: 'worker.exited', message: /no such part/ });
  });

  it('may have more rollouts than a thread has memory for their names', async function () {
    this.timeout(60_000);
    const ledger = threaded.open();
    const nowhere = `${folder('home')}/${'a/'.repeat(1_500)}`;
    const jobs = Array.from({ length: 60_000 }, (_, index) => ({
      file: { path: `${nowhere}rollout-${index}.jsonl`, name: `rollout-${index}`, isCompressed: false },
      home: folder('home'),
      checkpoint: undefined,
      newBytes: 1_000,
    }));
    assert.equal(await filesRead(new Ingester(toolsOf(ledger, threaded.file())), jobs, ledger), jobs.length);
  });
});
