import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import lock from '../../package-lock.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(path.join(PROJECT, name), 'utf8');
const sources = readdirSync(path.join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: read(path.join('src', name)) }));

/** The files of the source in which something stands. */
function filesWith(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
}

describe('the source', () => {
  for (const [says, pattern] of [
    ['makes no code of data', /\beval\(|new Function\(|\bvm\b.*from 'node:vm'|setTimeout\(\s*['"`]/],
    [
      'writes no markup but its own templates',
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|unsafeStatic|unsafeCSS/,
    ],
    ['starts no shell', /shell:\s*true|\bexecSync\(|\{[^}]*\bexec\b[^}]*\} (?:from|=) .*child_process/],
    ['speaks to no host', /from 'node:(?:https?|http2|tls|dgram|dns)'|\bfetch\(|XMLHttpRequest|new WebSocket/],
    ['trusts no Markdown wholly', /isTrusted = true|supportHtml/],
  ] as const) {
    it(says, () => assert.deepEqual(filesWith(pattern), []));
  }

  it('connects to nothing but a socket of Codex on this machine', () =>
    assert.deepEqual(filesWith(/from 'node:net'/), ['codex/appServer/controlSocket.ts']));

  it('begins a run only where the workspace is trusted', () => {
    assert.deepEqual(filesWith(/\bwhyNoTaskHere\(\)/), ['host/panel/composer.ts', 'host/runs/taskQuestions.ts']);
    assert.deepEqual(filesWith(/\bpickFolder\(\)/), ['host/runs/runTask.ts', 'host/runs/taskQuestions.ts']);
    assert.deepEqual(filesWith(/\bwhyNoCodexHere\(\)/), [
      'host/runs/openThread.ts',
      'host/runs/runTask.ts',
      'host/runs/taskQuestions.ts',
    ]);
    assert.match(
      read('src/host/runs/taskQuestions.ts'),
      /if \(!vscode\.workspace\.isTrusted\) \{\s+return new GuardError/,
    );
  });

  it('takes what a page says in one place, which lets nothing pass unchecked', () => {
    assert.deepEqual(filesWith(/onDidReceiveMessage/), ['host/panel/webviewPage.ts']);
    assert.match(
      read('src/host/panel/webviewPage.ts'),
      /interpreted\(panelMessage, message\);\s+if \(!parsed\.success\) \{\s+return;/,
    );
  });

  it('names the file with Codex’s credentials only to look when it was written', () => {
    assert.deepEqual(filesWith(/auth\.json/), ['codex/account/signIn.ts']);
    assert.doesNotMatch(read('src/codex/account/signIn.ts'), /readFile|createReadStream|open\(/);
  });
});

describe('the packages that we build with', () => {
  it('are none at run time: what is needed is bundled', () =>
    assert.deepEqual(
      Object.keys(manifest).filter((key) => /^(?:peer|bundled?)?dependencies$/i.test(key)),
      [],
    ));

  it('are pinned to what they were, byte by byte', () => {
    const packages = Object.entries(lock.packages as Record<string, { integrity?: string; link?: boolean }>);
    const unpinned = packages.filter(
      ([name, { integrity, link }]) => name !== '' && link !== true && integrity === undefined,
    );
    assert.deepEqual(unpinned.map(([name]) => name), []); // prettier-ignore
  });

  it('run scripts of theirs only where that is allowed by name', () => {
    const scripted = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([name]) => name.replace('node_modules/', ''));
    const named = Object.keys(manifest.allowScripts);
    assert.deepEqual(scripted.filter((name) => !named.includes(name) && !/fsevents|keytar/.test(name)), []); // prettier-ignore
  });
});

/** A test that the page of threats names: `file` “title”. */
const NAMED_TEST = /`(test\/[\w/.-]+\.ts)`((?:,? “[^”]+”)*)/g;

/** A file or folder of ours, as pages name it. */
const NAMED_FILE = /`((?:src|test|media)\/[\w/.-]+)`/g;

describe('the page for those who join', () => {
  const page = read('.github/CONTRIBUTING.md');

  it('names files that are there', () => {
    const names = [...page.matchAll(NAMED_FILE)].map(([, name = '']) => name);
    assert.ok(names.length > 15);
    assert.deepEqual(names.filter((name) => !existsSync(path.join(PROJECT, name))), []); // prettier-ignore
  });

  it('names commands that are there', () => {
    const scripts = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    assert.deepEqual(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name)), []); // prettier-ignore
  });

  it('names what is to be imitated', () => {
    assert.match(read('src/core/decisions/checks/checkRun.ts'), /function checkEffort\(/);
    assert.match(read('src/codex/rollouts/rolloutReaders.ts'), /model_reroute:/);
    assert.match(read('media/rate-card.json'), /"gpt-5\.6-sol"/);
    assert.match(read('src/panel/messageProtocol.ts'), /'accuracy'/);
  });
});

describe('the page of threats', () => {
  const page = read('.github/SECURITY.md');
  const rows = page.split('\n').filter((line) => /^\| (?!-|threat)/.test(line) && line.split('|').length === 5);

  it('names a test for each threat', () => {
    assert.ok(rows.length > 10, 'the table is there');
    assert.deepEqual(rows.filter((row) => [...row.matchAll(NAMED_TEST)].length === 0), []); // prettier-ignore
  });

  for (const [, file = '', titles = ''] of page.matchAll(NAMED_TEST)) {
    it(`names what is in ${file}${titles}`, () => {
      assert.ok(existsSync(path.join(PROJECT, file)), 'no such file');
      const text = read(file);
      const missing = [...titles.matchAll(/“([^”]+)”/g)].filter(([, title = '']) => !text.includes(title));
      assert.deepEqual(missing.map(([, title]) => title), []); // prettier-ignore
    });
  }
});
