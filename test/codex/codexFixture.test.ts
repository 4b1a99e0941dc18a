import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createCodexFixture } from '../support/codex/codexFixture.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';

/** A command that leaves a process in the background and tells its number. */
const LEAVE_SLEEPER = 'sleep 300 & echo $! > sleeper; mv sleeper pid; sleep 300';

/** What a careless test does: it ends while its agent still works. */
const CARELESS = `
  import { existsSync, readFileSync } from 'node:fs';
  import { createCodexFixture } from './test/support/codex/codexFixture.ts';
  import { waitUntil } from './test/support/codex/waitUntil.ts';
  const codex = await createCodexFixture();
  codex.backend.play('sleep', [{ kind: 'shell', command: ${JSON.stringify(LEAVE_SLEEPER)} }]);
  void codex.startCodex(['sleep']);
  await waitUntil('the sleeper', () => existsSync(codex.workspace + '/pid'), 20_000);
  console.log(JSON.stringify({ root: codex.root, pid: Number(readFileSync(codex.workspace + '/pid', 'utf8')) }));
  process.exit();
`;

describe('createCodexFixture', function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
  });

  it('dispose ends the agent with all it has started, and removes the root', async () => {
    const codex = await createCodexFixture();
    codex.backend.play('sleep', [{ kind: 'shell', command: LEAVE_SLEEPER }]);
    const run = codex.startCodex(['sleep']);
    const pidFile = path.join(codex.workspace, 'pid');
    await waitUntil('the sleeper', () => existsSync(pidFile), 20_000);
    const pid = Number(await readFile(pidFile, 'utf8'));
    assert.ok(isRunning(pid));

    await codex.dispose();
    assert.equal((await run.result).signal, 'SIGKILL');
    await waitUntil('the end of the sleeper', () => !isRunning(pid), 1_000);
    assert.ok(!existsSync(codex.root));
    await assert.rejects(fetch(codex.backend.url));
  });

  it('a process that ends without dispose leaves nothing behind', async () => {
    const cwd = fileURLToPath(new URL('../../', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', CARELESS], {
      cwd,
    });
    const { root, pid } = JSON.parse(stdout) as { root: string; pid: number };
    await waitUntil('the end of the sleeper', () => !isRunning(pid), 1_000);
    assert.ok(!existsSync(root));
  });

  it('a home that is signed out gets no answer from the model', async () => {
    const codex = await createCodexFixture({ auth: 'signedOut' });
    try {
      const { code, stdout } = await codex.runCodex(['hello']);
      assert.equal(code, 1);
      assert.match(stdout, /401 Unauthorized/);
      assert.equal(codex.backend.completedUsage().requests, 0);
    } finally {
      await codex.dispose();
    }
  });
});

/** A process that is dead but not yet buried by its parent does not run. */
function isRunning(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
