import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ledgerFixture } from '../../unit/ledger/openLedger.ts';
import { bundledScript } from '../../support/bundledScript.ts';

const SCRIPT = bundledScript(new URL('claimingProcess.ts', import.meta.url));
const run = promisify(execFile);
const PROCESSES = 4;
const POLLS = 60;
const STARTING_MS = 1500;
const PAUSE_MS = 20;

describe('a poll that several processes want at the same instant', () => {
  const { open, file } = ledgerFixture();

  it('is granted to exactly one of them', async function () {
    this.timeout(30_000);
    open();
    const args = [file(), POLLS, Date.now() + STARTING_MS, PAUSE_MS].map(String);
    const runs = Array.from({ length: PROCESSES }, () => run(process.execPath, [SCRIPT, ...args]));
    const granted = (await Promise.all(runs)).flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
    assert.deepEqual(
      granted.map(Number).sort((a, b) => a - b),
      Array.from({ length: POLLS }, (_, index) => index),
    );
  });
});
