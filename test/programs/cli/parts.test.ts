import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { temporaryFolder } from '../../unit/temporary.ts';
import { SHIPPED } from '../../support/shippedPrograms.ts';

/** Says at the end which of our files were loaded. */
const TELLS_LOADED = `process.on('exit', () => {
  const names = Object.keys(require.cache).map((file) => require('node:path').basename(file));
  process.stderr.write('\\nLOADED ' + names.join(' '));
});`;

describe('of the parts of a program', () => {
  const folder = temporaryFolder();

  /** The names of the files that a call has loaded. */
  function loadedBy(program: string, ...args: readonly string[]): readonly string[] {
    return loadedWith('', program, ...args);
  }

  function loadedWith(input: string, program: string, ...args: readonly string[]): readonly string[] {
    const telling = folder('telling.cjs');
    writeFileSync(telling, TELLS_LOADED);
    const env = { ...process.env, CODEX_GUARDRAILS_HOME: folder('data'), CODEX_HOME: folder('home') };
    const { stderr } = spawnSync(process.execPath, ['-r', telling, program, ...args], { env, input, encoding: 'utf8' });
    const [, names = ''] = /LOADED (.*)$/.exec(stderr) ?? [];
    return names.split(' ').filter((name) => name.startsWith(path.parse(program).name));
  }

  it('a hook loads none that only few answers need before it knows what is asked', () =>
    assert.deepEqual(loadedBy(SHIPPED.hook, 'no-such-event'), ['hook.js']));

  it('a hook loads what decides for a prompt, and nothing for a request that passes, once rules and prices are known', () => {
    const policy = {
      version: 1,
      budgets: [{ id: 'day', period: 'day', limitCredits: 100 }],
      unknown: { balance: 'allow' },
    };
    mkdirSync(folder('data'), { mode: 0o700 });
    writeFileSync(folder('data', 'policy.json'), JSON.stringify(policy));
    const call = (event: string, turn: string): readonly string[] => {
      const input = { session_id: 'thread-1', turn_id: turn, cwd: folder(), hook_event_name: event, model: 'gpt-5.5' };
      const prompt = event === 'UserPromptSubmit' ? { prompt: 'Say hello.' } : {};
      return loadedWith(JSON.stringify({ ...input, ...prompt }), SHIPPED.hook, event);
    };
    assert.ok(call('UserPromptSubmit', 'turn-1').includes('hook.onDemand.js'));
    assert.deepEqual(call('UserPromptSubmit', 'turn-2'), ['hook.js', 'hook.prompt.js']);
    assert.deepEqual(call('PreModelRequest', 'turn-2'), ['hook.js']);
  });

  it('the command line loads none but what tells its commands apart', () =>
    assert.deepEqual(loadedBy(SHIPPED.cli, '--help'), [
      'cli.js',
      'cliMain.js',
      'cliMain.program.js',
      'cliMain.rolldown-runtime.js',
    ]));

  it('a report loads no other command once rules and prices are known', () => {
    // The first call makes the folder in which the second one keeps what it has read.
    loadedBy(SHIPPED.cli, 'report');
    loadedBy(SHIPPED.cli, 'report');
    const loaded = loadedBy(SHIPPED.cli, 'report');
    assert.ok(loaded.includes('cliMain.report.js'), loaded.join());
    assert.ok(!loaded.includes('cliMain.onDemand.js'), loaded.join());
  });
});
