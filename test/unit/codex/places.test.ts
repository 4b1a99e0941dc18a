import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { GuardError } from '../../../src/base/errors.ts';
import { codexHomes } from '../../../src/codex/codexHome.ts';
import { type RolloutListing, listRollouts } from '../../../src/codex/listRollouts.ts';
import { findCodex, findCodexUnhurriedly } from '../../../src/codex/appServer/findCodex.ts';
import { CLIENT_VERSION } from '../../../src/codex/surface.ts';
import { createdAtMsOf } from '../../../src/codex/uuidv7.ts';
import { temporaryFolder } from '../temporary.ts';
import packageJson from '../../../package.json' with { type: 'json' };

let folder: string;

/** Gives each test a folder of its own. Call it inside `describe`. */
function withFolder(): void {
  const temporary = temporaryFolder();
  beforeEach(() => (folder = temporary()));
}

/** Makes empty files, given with slashes, and the folders they lie in. */
function make(...files: readonly string[]): void {
  for (const file of files) {
    const whole = path.join(folder, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, '');
  }
}

const pathsOf = ({ files }: RolloutListing): string[] => files.map((file) => file.path);
const relative = (files: readonly string[]): string[] => files.map((file) => path.relative(folder, file));

describe('the homes of Codex', () => {
  const home = os.homedir();
  const cases: readonly (readonly [
    says: string,
    named: readonly string[],
    env: NodeJS.ProcessEnv,
    homes: readonly string[],
  ])[] = [
    ['are ~/.codex where nothing is said', [], {}, [path.join(home, '.codex')]],
    ['are CODEX_HOME', [], { CODEX_HOME: '/srv/codex' }, ['/srv/codex']],
    ['are ~/.codex where CODEX_HOME is empty', [], { CODEX_HOME: '' }, [path.join(home, '.codex')]],
    ['are those named, before CODEX_HOME', ['/a', '/b'], { CODEX_HOME: '/srv/codex' }, ['/a', '/b']],
    ['are each told once', ['/a', '/a/', '/a/../a'], {}, ['/a']],
    ['may begin with a tilde', ['~/other'], {}, [path.join(home, 'other')]],
  ];
  for (const [says, named, env, homes] of cases) {
    it(says, () => assert.deepEqual(codexHomes(named, env), homes));
  }
});

describe('the rollouts of a home', () => {
  withFolder();

  it('lie under sessions and archived_sessions, the newest by name first', () => {
    make(
      'sessions/2026/11/20/rollout-b.jsonl',
      'sessions/2026/11/19/rollout-c.jsonl',
      'archived_sessions/rollout-a.jsonl',
    );
    const expected = [
      'sessions/2026/11/19/rollout-c.jsonl',
      'sessions/2026/11/20/rollout-b.jsonl',
      'archived_sessions/rollout-a.jsonl',
    ];
    assert.deepEqual(relative(pathsOf(listRollouts(folder))), expected);
  });

  it('are nothing else that lies there', () => {
    make('sessions/notes.txt', 'sessions/rollout.jsonl.tmp', 'history.jsonl', 'other/rollout-x.jsonl');
    assert.deepEqual(listRollouts(folder).files, []);
  });

  it('that are compressed are told apart', () => {
    make('sessions/a.jsonl.zst', 'sessions/b.jsonl');
    const files = listRollouts(folder).files.map(({ name, isCompressed }) => [name, isCompressed]);
    assert.deepEqual(files, [
      ['b', false],
      ['a', true],
    ]);
  });

  it('are told once that are there both compressed and plain: as the plain file', () => {
    make('sessions/a.jsonl.zst', 'sessions/a.jsonl');
    assert.deepEqual(relative(pathsOf(listRollouts(folder))), ['sessions/a.jsonl']);
  });

  it('of a plain folder are its own files only', () => {
    make('a.jsonl', 'deeper/b.jsonl');
    assert.deepEqual(relative(pathsOf(listRollouts(folder))), ['a.jsonl']);
  });

  it('of a folder that is not there are none', () =>
    assert.deepEqual(listRollouts(path.join(folder, 'nowhere')).files, []));

  it('are not looked for behind links to folders, which may lead in circles', () => {
    make('sessions/2026/a.jsonl');
    symlinkSync(path.join(folder, 'sessions'), path.join(folder, 'sessions/2026/loop'));
    assert.deepEqual(relative(pathsOf(listRollouts(folder))), ['sessions/2026/a.jsonl']);
  });

  it('may come in any of the folders that are told', () => {
    make('sessions/2026/11/a.jsonl');
    const folders = relative(listRollouts(folder).folders).sort();
    assert.deepEqual(folders, ['sessions', 'sessions/2026', 'sessions/2026/11']);
  });
});

describe('the codex to use', () => {
  withFolder();

  const program = (file: string): string => {
    make(file);
    const whole = path.join(folder, file);
    chmodSync(whole, 0o755);
    return whole;
  };
  /** Both ways of looking, which must find the same. */
  const find = async (
    env: NodeJS.ProcessEnv,
    configured?: string,
    extensionFolders: readonly string[] = [],
  ): Promise<string> => {
    const places = { configured, env, extensionFolders };
    const unhurried = await findCodexUnhurriedly(places).catch((error: unknown) => {
      assert.throws(() => findCodex(places), error as Error);
      throw error;
    });
    assert.equal(findCodex(places), unhurried);
    return unhurried;
  };
  const isMissing = (error: unknown): boolean => GuardError.is(error, 'codex.notFound') && error.remedy !== undefined;

  it('is the one configured, before all others', async () => {
    const [set, named, onPath] = [program('set/codex'), program('named/codex'), program('bin/codex')];
    assert.equal(await find({ CODEX_GUARDRAILS_CODEX: named, PATH: path.dirname(onPath) }, set), set);
  });

  it('is the one CODEX_GUARDRAILS_CODEX names, before the one on PATH', async () => {
    const [named, onPath] = [program('named/codex'), program('bin/codex')];
    assert.equal(await find({ CODEX_GUARDRAILS_CODEX: named, PATH: path.dirname(onPath) }, ''), named);
  });

  it('is the first on PATH that is a program', async () => {
    make('plain/codex', 'folder/codex/file');
    const onPath = program('bin/codex');
    const PATH = ['', 'plain', 'folder', 'nowhere', 'bin']
      .map((name) => (name === '' ? '' : path.join(folder, name)))
      .join(path.delimiter);
    assert.equal(await find({ PATH }), onPath);
  });

  it('is the one that OpenAI’s extension brings, where there is no other', async () => {
    const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
    const system = process.platform === 'darwin' ? 'macos' : process.platform;
    const bundled = program(`extension/bin/${system}-${machine}/codex`);
    assert.equal(await find({ PATH: '' }, undefined, [path.join(folder, 'extension')]), bundled);
  });

  it('is not another one where the one configured is missing', async () => {
    const onPath = program('bin/codex');
    await assert.rejects(find({ PATH: path.dirname(onPath) }, path.join(folder, 'missing')), isMissing);
  });

  for (const [where, said, env, configured, extensions] of [
    [
      'on PATH',
      /on PATH, and not found.* in the settings of VS Code, or in CODEX_GUARDRAILS_CODEX/,
      { PATH: '/nowhere' },
    ],
    ['in OpenAI’s extension, too', /on PATH and in OpenAI’s extension, and not found/, { PATH: '' }, '', ['/nowhere']],
    ['where the settings say', /no program at \/nowhere\/codex.* in the settings/, {}, '/nowhere/codex'],
    ['where a variable says', /no program at .* CODEX_GUARDRAILS_CODEX/, { CODEX_GUARDRAILS_CODEX: '/nowhere/codex' }],
  ] as const) {
    it(`is missed ${where}, with what to do about it`, () =>
      assert.rejects(find(env, configured, extensions), (error: GuardError) =>
        said.test(`${error.message} ${error.remedy}`),
      ));
  }
});

describe('what Codex is told of us', () => {
  it('is the version of the package', () => assert.equal(CLIENT_VERSION, packageJson.version));
});

describe('an identifier', () => {
  for (const [id, atMs] of [
    ['01a2055b-fab1-77e2-93f0-b2232235fe84', Date.parse('2026-11-22T22:24:03.761Z')],
    ['01A2055B-FAB1-77E2-93F0-B2232235FE84', Date.parse('2026-11-22T22:24:03.761Z')],
    ['7c9e6679-7425-40de-944b-e07fc1f90ae7', undefined],
    ['01a2055b-fab1-77e2-93f0', undefined],
    ['', undefined],
  ] as const) {
    it(`“${id}” was made ${atMs === undefined ? 'nobody knows when' : `at ${atMs}`}`, () =>
      assert.equal(createdAtMsOf(id), atMs));
  }
});
