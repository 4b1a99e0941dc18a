import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { temporaryFolder } from '../../unit/temporary.ts';
import { bundledScript } from '../../support/bundledScript.ts';

const SCRIPT = bundledScript(new URL('openingProcess.ts', import.meta.url));
const run = promisify(execFile);
const PROCESSES = 3;
const LEDGERS = 60;
const STARTING_MS = 1000;
const PAUSE_MS = 30;

describe('a ledger that several processes make at the same instant', () => {
  const folder = temporaryFolder();

  it('is open for each of them', async function () {
    this.timeout(30_000);
    const args = [LEDGERS, Date.now() + STARTING_MS, PAUSE_MS].map(String);
    const runs = Array.from({ length: PROCESSES }, () => run(process.execPath, [SCRIPT, folder('data'), ...args]));
    const told = (await Promise.all(runs)).map(({ stdout }) => stdout);
    assert.deepEqual(
      told,
      told.map(() => ''),
    );
  });
});
