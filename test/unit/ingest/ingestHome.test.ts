import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { cachedWorkspaceOf, workspaceOf } from '../../../src/ingest/workspaceOf.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { beginCheckout, temporaryFolder } from '../temporary.ts';
import { bundledScript } from '../../support/bundledScript.ts';
import { ingestAll, ingestSteps } from './ingestAll.ts';
import { asText, rolloutLines } from './rollout.ts';

const threadId = (index: number): string => `01a2055b-fab1-77e2-93f0-${String(index).padStart(12, '0')}`;

/** Puts so many rollouts of three requests each into a home. */
function fill(home: string, count: number): string[] {
  mkdirSync(path.join(home, 'sessions'), { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const file = path.join(home, 'sessions', `rollout-${String(index).padStart(5, '0')}.jsonl`);
    writeFileSync(file, asText(rolloutLines(3, { id: threadId(index), session_id: threadId(index) })));
    return file;
  });
}

const requestsIn = (ledger: Ledger): number => ledger.report('day', ...FOREVER).totals.requests;

describe('a home', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();

  it('is read whole', async () => {
    fill(folder('home'), 4);
    const { filesTotal, filesDone, added } = await ingestAll(open(), folder('home'));
    assert.deepEqual([filesTotal, filesDone, added], [4, 4, 12]);
  });

  it('of which nothing is new costs no bytes', async () => {
    fill(folder('home'), 4);
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    const { bytesRead, added } = await ingestAll(ledger, folder('home'));
    assert.deepEqual([bytesRead, added], [0, 0]);
  });

  it('is read on where it has grown', async () => {
    const [file = ''] = fill(folder('home'), 2);
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    const more = asText(rolloutLines(5, { id: threadId(0), session_id: threadId(0) }).slice(-6));
    appendFileSync(file, more);
    const { bytesRead, added } = await ingestAll(ledger, folder('home'));
    assert.deepEqual([bytesRead, added], [Buffer.byteLength(more), 2]);
  });

  it('counts a rollout once that is moved to the archive', async () => {
    const [file = ''] = fill(folder('home'), 2);
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    mkdirSync(folder('home', 'archived_sessions'));
    renameSync(file, folder('home', 'archived_sessions', path.basename(file)));
    await ingestAll(ledger, folder('home'));
    assert.equal(requestsIn(ledger), 6);
  });

  it('keeps what was read of a rollout that is deleted', async () => {
    const [file = ''] = fill(folder('home'), 2);
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    rmSync(file);
    await ingestAll(ledger, folder('home'));
    assert.equal(requestsIn(ledger), 6);
  });

  it('that is not there has nothing', async () => assert.equal((await ingestAll(open(), folder('nowhere'))).files, 0));

  it('of many rollouts is written in several goes, the newest first', async () => {
    fill(folder('home'), 230);
    const ledger = open();
    const running = ingestSteps(ledger, folder('home'));
    await running.next();
    const newest = ledger.lastOfThread(threadId(229));
    const oldest = ledger.lastOfThread(threadId(0));
    assert.deepEqual([newest === undefined, oldest === undefined], [false, true]);
    await running.return(undefined);
  });

  it('whose reading is broken off goes on from where it was written', async () => {
    fill(folder('home'), 230);
    const ledger = open();
    await ingestSteps(ledger, folder('home')).next();
    assert.deepEqual([(await ingestAll(ledger, folder('home'))).added, requestsIn(ledger)], [90, 690]);
  });
});

describe('two processes that read the same homes into one ledger', () => {
  const { open, file } = ledgerFixture();
  const folder = temporaryFolder();
  const script = bundledScript(new URL('../../programs/ingest/ingestProcess.ts', import.meta.url));

  it('at once, from the very first opening, count nothing twice and leave nothing out', async () => {
    fill(folder('home'), 60);
    const exits = [1, 2].map(async () => {
      const child = spawn(process.execPath, [script, file(), folder('home')], { stdio: ['ignore', 'ignore', 'pipe'] });
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      const [code] = (await once(child, 'close')) as [number | null];
      return `${code} ${errors}`;
    });
    assert.deepEqual([await Promise.all(exits), requestsIn(open())], [['0 ', '0 '], 180]);
  });
});

describe('the workspace of a folder', () => {
  const folder = temporaryFolder();

  it('is the top of its git checkout', () => {
    beginCheckout(folder('repo'));
    mkdirSync(folder('repo/src/deep'), { recursive: true });
    assert.equal(workspaceOf(folder('repo/src/deep')), folder('repo'));
  });

  it('is the top of a worktree, whose .git is a file', () => {
    mkdirSync(folder('tree/src'), { recursive: true });
    writeFileSync(folder('tree/.git'), 'gitdir: /elsewhere');
    assert.equal(workspaceOf(folder('tree/src')), folder('tree'));
  });

  it('is the nearest checkout where one lies in another', () => {
    beginCheckout(folder('outer'));
    beginCheckout(folder('outer/inner'));
    assert.equal(workspaceOf(folder('outer/inner')), folder('outer/inner'));
  });

  it('is the folder itself without git, also where it has gone', () => {
    assert.equal(workspaceOf(folder('gone/long/ago')), folder('gone/long/ago'));
  });

  it('is looked up on disk once for each folder', () => {
    beginCheckout(folder('repo'));
    const lookUp = cachedWorkspaceOf();
    lookUp(folder('repo/src'));
    rmSync(folder('repo/.git'), { recursive: true });
    assert.equal(lookUp(folder('repo/src')), folder('repo'));
  });
});
