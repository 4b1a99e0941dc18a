import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { CLIENT_VERSION } from '../../../src/codex/surface.ts';
import { SHIPPED } from '../../support/shippedPrograms.ts';
import { temporaryFolder } from '../../unit/temporary.ts';

const BIN = fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url));
/** Of the program itself, and not of the few lines that load it. */
const LEAST_BYTES = 20_000;

describe('what is compiled is kept in the data folder', () => {
  const folder = temporaryFolder();
  const start = (program = BIN): void => {
    const env = { ...process.env, CODEX_GUARDRAILS_HOME: folder('data') };
    const { status, stderr } = spawnSync(process.execPath, [program, '--version'], { env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };

  it('for this version alone', () => {
    mkdirSync(folder('data', 'cache', '0.0.1'), { recursive: true });
    chmodSync(folder('data'), 0o700);
    start();
    assert.deepEqual(readdirSync(folder('data', 'cache')), [CLIENT_VERSION]);
    assert.ok(readdirSync(folder('data', 'cache', CLIENT_VERSION)).length > 0);
  });

  it('of the bundled program, too', () => {
    mkdirSync(folder('data'), { recursive: true, mode: 0o700 });
    start(SHIPPED.cli);
    const cache = folder('data', 'cache', CLIENT_VERSION);
    const files = readdirSync(cache, { recursive: true, encoding: 'utf8' }).map((name) => path.join(cache, name));
    assert.ok(files.some((file) => statSync(file).size > LEAST_BYTES));
  });

  it('not where others can write: what lies there is run', function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    mkdirSync(folder('data'), { recursive: true });
    chmodSync(folder('data'), 0o770);
    start();
    assert.deepEqual(readdirSync(folder('data')), []);
  });

  it('not where nothing of ours is yet', () => {
    start();
    assert.equal(existsSync(folder('data')), false);
  });
});
