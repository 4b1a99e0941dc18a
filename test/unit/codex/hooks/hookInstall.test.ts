import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';

import { GuardError } from '../../../../src/base/errors.ts';
import {
  type HookFolders,
  guardedHomes,
  planHooks,
  removeHooks,
  writeHooks,
} from '../../../../src/codex/hooks/hookInstall.ts';
import { launcherFile, writeLauncher } from '../../../../src/codex/hooks/hookRuntime.ts';
import { temporaryFolder } from '../../temporary.ts';

const OTHER = '{ "hooks": { "Stop": [ {"hooks": [ {"type":"command","command":"theirs"} ]} ], "PreCompact": [ ] } }';

describe('hooks that are written into a home', () => {
  const folder = temporaryFolder();
  const hooksFile = (): string => folder('home', 'hooks.json');
  const folders = (): HookFolders => ({ binFolder: folder('data', 'bin'), hooksFolder: folder('data', 'hooks') });
  const install = async (): Promise<void> => writeHooks(await planHooks(folder('home'), folders()), folders());
  const uninstall = (): Promise<boolean> => removeHooks(folder('home'), folders());
  const text = (): string => readFileSync(hooksFile(), 'utf8');

  beforeEach(() => {
    mkdirSync(folder('home'));
  });

  it('and taken out again leave it as it was to a byte, whatever it was', async () => {
    const anyHooks = fc
      .tuple(
        fc.dictionary(fc.constantFrom('PreCompact', 'PostModelRequest', 'Stop'), fc.constantFrom([], [{ hooks: [] }])),
        fc.constantFrom('', ' ', '\n\t'),
      )
      .map(
        ([hooks, blank]) =>
          `{${blank}"hooks"${blank}:${JSON.stringify(hooks).replace('{', `{${blank}`)}${blank}}${blank}`,
      );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', ' \n', '{}', OTHER).chain((one) => fc.oneof(fc.constant(one), anyHooks)),
        async (before) => {
          writeFileSync(hooksFile(), before);
          await install();
          assert.notEqual(text(), before);
          await install();
          assert.equal(await uninstall(), true);
          assert.equal(text(), before);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('into none, leave none', async () => {
    await install();
    await uninstall();
    assert.equal(existsSync(hooksFile()), false);
  });

  it('leave what others have added since', async () => {
    writeFileSync(hooksFile(), OTHER);
    await install();
    writeFileSync(hooksFile(), text().replace('"theirs"', '"theirs, anew"'));
    await uninstall();
    assert.match(text(), /theirs, anew/);
    assert.doesNotMatch(text(), /codex-hook/);
  });

  it('over a file that others have changed since, are taken out without their change being lost', async () => {
    writeFileSync(hooksFile(), OTHER);
    await install();
    writeFileSync(hooksFile(), text().replace('"theirs"', '"theirs, anew"'));
    await install();
    await uninstall();
    assert.deepEqual((JSON.parse(text()) as { hooks: object }).hooks, {
      Stop: [{ hooks: [{ type: 'command', command: 'theirs, anew' }] }],
    });
  });

  it('are not written where the file has changed since they were shown', async () => {
    const plan = await planHooks(folder('home'), folders());
    writeFileSync(hooksFile(), OTHER);
    await assert.rejects(writeHooks(plan, folders()), (error) => GuardError.is(error, 'hooks.invalid'));
    assert.deepEqual([text(), existsSync(folder('data', 'hooks'))], [OTHER, false]);
  });

  it('go where a link leads, and leave who may read the file', async () => {
    writeFileSync(folder('dotfile'), OTHER);
    chmodSync(folder('dotfile'), 0o644);
    symlinkSync(folder('dotfile'), hooksFile());
    await install();
    assert.match(readFileSync(folder('dotfile'), 'utf8'), /codex-hook/);
    assert.deepEqual(
      [statSync(folder('dotfile')).mode & 0o777, realpathSync(hooksFile())],
      [0o644, realpathSync(folder('dotfile'))],
    );
  });

  it('are one installation, through whatever link the home is named', async () => {
    symlinkSync(folder('home'), folder('link'));
    await install();
    await writeHooks(await planHooks(folder('link'), folders()), folders());
    assert.deepEqual(await guardedHomes(folders()), [realpathSync(folder('home'))]);
    const [{ key } = { key: '' }] = (await planHooks(folder('link'), folders())).toTrust;
    assert.equal(key, `${realpathSync(folder('home'))}/hooks.json:user_prompt_submit:0:0`);
  });

  it('keep their launcher until they are out of the last home', async () => {
    const runtime = { version: '1.0.0', node: process.execPath, isElectron: false, hook: folder('hook.js') };
    await writeLauncher(folders().binFolder, runtime);
    mkdirSync(folder('other'));
    await install();
    await writeHooks(await planHooks(folder('other'), folders()), folders());
    await uninstall();
    assert.equal(existsSync(launcherFile(folders().binFolder)), true);
    await removeHooks(folder('other'), folders());
    assert.equal(existsSync(launcherFile(folders().binFolder)), false);
  });

  it('can be read by their owner alone, and so can what was there before', async () => {
    writeFileSync(hooksFile(), OTHER);
    renameSync(hooksFile(), folder('kept'));
    await install();
    const [record = ''] = readdirSync(folders().hooksFolder);
    const files = readdirSync(path.join(folders().hooksFolder, record)).map((name) =>
      path.join(folders().hooksFolder, record, name),
    );
    const modes = [folders().hooksFolder, hooksFile(), ...files].map((file) =>
      (statSync(file).mode & 0o777).toString(8),
    );
    assert.deepEqual(modes, ['700', '600', ...files.map(() => '600')]);
  });

  it('are refused where there is no home, and where the file is no text', async () => {
    await assert.rejects(planHooks(folder('nowhere'), folders()), /there is no Codex home/);
    writeFileSync(hooksFile(), Buffer.from([0x7b, 0xff, 0x7d]));
    await assert.rejects(planHooks(folder('home'), folders()), /is not text in UTF-8/);
  });
});
