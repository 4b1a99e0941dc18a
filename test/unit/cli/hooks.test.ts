import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { cliFixture } from './runCli.ts';

describe('codex-guardrails hooks', () => {
  const cli = cliFixture();

  beforeEach(() => {
    mkdirSync(cli.folder('home'));
    writeFileSync(cli.folder('cli.js'), '');
    writeFileSync(cli.folder('hook.js'), '');
  });

  const hooksFile = (): string => cli.folder('home', 'hooks.json');

  it('install shows what it would write, and writes nothing where nobody says yes', async () => {
    const { code, out, err } = await cli.runFrom('cli.js', 'hooks', 'install');
    assert.deepEqual([code, out, existsSync(hooksFile()), existsSync(cli.folder('data'))], [5, '', false, false]);
    assert.match(err, /hooks\.json is made\. It will read:\n\n {4}\{\n {6}"hooks": \{/);
    assert.match(err, /\[hooks\.state\..*user_prompt_submit:0:0"\]\n {4}trusted_hash = "sha256:[0-9a-f]{64}"/);
    assert.match(err, /holds a run at its cap/);
  });

  it('install writes without Codex, but cannot have it trust anything', async () => {
    const { code, err } = await cli.runFrom('cli.js', 'hooks', 'install', '--yes', '--trust');
    assert.equal(code, 1);
    assert.match(err, /there is no program at .*no-codex-here/);
    assert.match(readFileSync(hooksFile(), 'utf8'), /codex-hook/);
    assert.match(readFileSync(cli.folder('data', 'bin', 'runtime'), 'utf8'), /hook=.*hook\.js/);
  });

  it('install names what is wrong with a file, and writes nothing at all', async () => {
    writeFileSync(hooksFile(), '{\n  "hooks": [');
    const { code, err } = await cli.runFrom('cli.js', 'hooks', 'install', '--yes', '--trust');
    assert.deepEqual([code, existsSync(cli.folder('data'))], [2, false]);
    assert.match(err, /hooks\.json, line 2: /);
  });

  it('install says where the program that answers is missing', async () => {
    const { code, err } = await cli.run('hooks', 'install', '--yes');
    assert.equal(code, 2);
    assert.match(err, /not beside this one/);
  });

  it('what happens where nothing answers follows the policy, of which no workspace has a say', async () => {
    await cli.runFrom('cli.js', 'hooks', 'install', '--yes');
    const onFailure = (): string => readFileSync(cli.folder('data', 'bin', 'on-failure'), 'utf8').trim();
    assert.equal(onFailure(), 'allow');
    mkdirSync(cli.folder('workspace'));
    writeFileSync(cli.folder('workspace', '.codex-guardrails.json'), '{"version":1,"onGuardFailure":"deny"}');
    await cli.run('policy', 'show', '--cwd', cli.folder('workspace'));
    assert.equal(onFailure(), 'allow');
    cli.policy({ onGuardFailure: 'deny' });
    await cli.run('policy', 'show');
    assert.equal(onFailure(), 'deny');
  });

  it('uninstall takes them out also where Codex is gone', async () => {
    await cli.runFrom('cli.js', 'hooks', 'install', '--yes');
    const { code, err } = await cli.run('hooks', 'uninstall');
    assert.deepEqual(
      [code, existsSync(hooksFile()), existsSync(cli.folder('data', 'bin', 'codex-hook'))],
      [0, false, false],
    );
    assert.match(err, /Codex keeps its note/);
  });

  it('print-managed prints our hooks, pinned on, for whoever runs Codex', async () => {
    const { code, out } = await cli.run('hooks', 'print-managed');
    assert.equal(code, 0);
    assert.match(out, /^\[features\]\nhooks = true\n\n\[\[hooks\.UserPromptSubmit\]\]\n/);
    assert.equal(out.match(/\$HOME\/\.codex-guardrails\/bin\/codex-hook/g)?.length, 8);
    assert.equal(out.match(/ managed"$/gm)?.length, 4);
  });
});
