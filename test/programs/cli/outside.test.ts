import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { temporaryFolder } from '../../unit/temporary.ts';

const BIN = fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url));
const HOOK = fileURLToPath(new URL('../../../src/cli/hookMain.ts', import.meta.url));
const ROLLOUT = fileURLToPath(new URL('../../fixtures/rollouts/exec.jsonl', import.meta.url));
const THREAD = '01a2055b-fab1-77e2-93f0-b2232235fe84';
const NAME = 'rollout-2026-11-20T10-00-00-01a20f27-3fc9-7951-a2c6-f4148395b4a1.jsonl';

describe('codex-guardrails where HOME is empty', () => {
  const folder = temporaryFolder();

  it('is at home where the system says, and not wherever it was called', function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const env = { PATH: '', HOME: '', CODEX_GUARDRAILS_HOME: folder('data') };
    const { stdout } = spawnSync(process.execPath, [BIN, 'doctor'], { cwd: folder(), env, encoding: 'utf8' });
    assert.ok(stdout.includes(` home: ${path.join(userInfo().homedir, '.codex')} `), stdout);
  });

  it('answers hooks likewise, and reads no home where Codex works', function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const day = folder('work', '.codex', 'sessions', '2026', '11', '20');
    mkdirSync(day, { recursive: true });
    cpSync(ROLLOUT, path.join(day, NAME));
    const env = { PATH: '', HOME: '', CODEX_GUARDRAILS_HOME: folder('hooked') };
    const call = {
      session_id: 'thread-1',
      turn_id: 'turn-1',
      cwd: folder('work'),
      model: 'gpt-5.5',
      prompt: 'Fix it.',
    };
    const input = JSON.stringify({ ...call, hook_event_name: 'UserPromptSubmit', transcript_path: null });
    const around = { cwd: folder('work'), env, encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(process.execPath, [HOOK, 'UserPromptSubmit'], { ...around, input });
    assert.equal(status, 0, stderr);
    const { stdout } = spawnSync(process.execPath, [BIN, 'report', '--no-ingest', '--by', 'thread', '--json'], around);
    const { rows } = JSON.parse(stdout) as { readonly rows: readonly { readonly key: string }[] };
    assert.ok(!rows.some(({ key }) => key === THREAD), stdout);
  });
});

describe('codex-guardrails report', function () {
  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  const folder = temporaryFolder();
  beforeEach(() => {
    const day = folder('.codex', 'sessions', '2026', '11', '20');
    mkdirSync(day, { recursive: true });
    cpSync(ROLLOUT, path.join(day, NAME));
  });

  const env = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: folder() });

  function reportWith(before: string): { readonly status: number | null; readonly out: string; readonly err: string } {
    const script = `${before}; exec '${process.execPath}' '${BIN}' report --json`;
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { env: env(), encoding: 'utf8' });
    return { status, out: stdout, err: stderr };
  }

  it('says that nothing can be written where files cannot grow, and loses nothing by it', () => {
    const full = reportWith('ulimit -f 8');
    assert.deepEqual([full.status, full.out], [1, '']);
    assert.match(full.err, /^codex-guardrails: the ledger cannot be written/);
    const { status, out } = reportWith('true');
    const { totals } = JSON.parse(out) as { readonly totals: { readonly requests: number } };
    assert.deepEqual([status, totals.requests > 0], [0, true]);
  });

  it('ends without a word when nobody reads on', async () => {
    const child = spawn(process.execPath, [BIN, 'report', '--json'], { env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [err] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.equal(err, '');
    assert.equal(child.exitCode, 1);
  });
});
