import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import manifest from '../../package.json' with { type: 'json' };
import { LANGUAGES } from '../support/l10n/bundles.ts';
import { bundledPackages, noticesText } from '../support/notices/notices.ts';
import { PROJECT_FOLDER } from '../support/vscode/cache.ts';

const PROGRAMS = ['appServerWorker', 'cli', 'cliMain', 'extension', 'hook', 'ingestThread', 'ingestWorker', 'panel'];
/** What programs load when they need it. */
const PARTS = [
  ...[
    'cliMain.onDemand',
    'cliMain.prices',
    'cliMain.program',
    'cliMain.report',
    'hook.onDemand',
    'hook.prompt',
    'ingestWorker.onDemand',
  ],
  ...['codex', 'hooks', 'onDemand', 'policies', 'prices', 'schemas', 'start', 'statusBar'].map(
    (part) => `extension.${part}`,
  ),
  ...['cliMain', 'extension'].map((program) => `${program}.rolldown-runtime`),
];
const FILES = [
  ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'package.nls.json'],
  ...LANGUAGES.flatMap((language) => [`package.nls.${language}.json`, `l10n/bundle.l10n.${language}.json`]),
  ...[...PROGRAMS, ...PARTS].map((name) => `dist/${name}.js`),
  ...['codicon.ttf', 'panel.css', 'third-party-notices.txt'].map((name) => `dist/${name}`),
  ...['icon.png', 'sidebar.svg', 'policy.schema.json', 'rate-card.json'].map((name) => `media/${name}`),
  ...['md', ...LANGUAGES.map((language) => `${language}.md`)].flatMap((ending) =>
    ['balance', 'limits', 'policy', 'hooks', 'run'].map((name) => `media/walkthrough/${name}.${ending}`),
  ),
];
/** Unpacked. */
const MOST_BYTES = 4e6;
/** What the gallery asks of an icon, in pixels. */
const LEAST_ICON = 128;
const PNG_WIDTH_AT = 16;
const at = (...parts: readonly string[]): string => path.join(PROJECT_FOLDER, ...parts);

describe('the package for the gallery', function () {
  this.timeout(60_000);
  let files: readonly string[] = [];

  before(() => {
    const vsce = at('node_modules/@vscode/vsce/vsce');
    const listed = execFileSync(process.execPath, [vsce, 'ls', '--no-dependencies'], {
      cwd: PROJECT_FOLDER,
      encoding: 'utf8',
    });
    files = listed.trim().split('\n');
  });

  it('has in it what it needs and nothing else', () => {
    assert.deepEqual(files.toSorted(), FILES.toSorted());
    const bytes = files.reduce((sum, name) => sum + statSync(at(name)).size, 0);
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
  });

  it('shows itself there: icon, banner, categories, what it is and where it comes from', () => {
    const { icon, galleryBanner, categories, keywords, displayName, description, repository, bugs, license } = manifest;
    const png = readFileSync(at(icon));
    assert.ok(png.readUInt32BE(PNG_WIDTH_AT) >= LEAST_ICON && png.readUInt32BE(PNG_WIDTH_AT + 4) >= LEAST_ICON);
    assert.match(galleryBanner.color, /^#[0-9a-f]{6}$/);
    const said = [categories, keywords, displayName, description, repository.url, bugs.url, license];
    assert.ok(said.every((part) => part.length > 0));
    assert.match(readFileSync(at('CHANGELOG.md'), 'utf8'), new RegExp(`^## ${manifest.version}$`, 'm'));
  });

  it('names in each word of its own language what a name stands for', () => {
    const words = JSON.parse(readFileSync(at('package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
  });

  it('brings along the licences of all whose work is in it', () => {
    const metafiles = readdirSync(at('dist')).filter((name) => name.endsWith('.meta.json'));
    const packages = bundledPackages(
      metafiles.map((name) => at('dist', name)),
      PROJECT_FOLDER,
    );
    assert.equal(readFileSync(at('dist/third-party-notices.txt'), 'utf8'), noticesText(packages));
    const names = packages.map(({ name }) => name);
    assert.ok(
      ['commander', 'lit', 'zod'].every((name) => names.includes(name)),
      names.join(),
    );
    assert.ok(packages.every(({ license }) => /^(?:MIT|BSD-3-Clause|CC-BY-4\.0|Apache-2\.0|ISC)$/.test(license)));
  });

  it('has no map of a source, and no file that is not there', () =>
    assert.deepEqual(files.filter((name) => name.endsWith('.map') || !existsSync(at(name))), [])); // prettier-ignore
});
