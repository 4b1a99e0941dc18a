import assert from 'node:assert/strict';
import { globSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkLayers } from './layerRules.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const FEWEST_FILES = 40;

describe('the rooms of src', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll(path.sep, '/'));
  const report = checkLayers(new Map(files.map((file) => [file, readFileSync(path.join(SRC, file), 'utf8')])));

  /** Counted in another way. */
  const filesThere = globSync('**/*.{ts,mts,cts,tsx}', { cwd: SRC }).length;

  it('have all been read', () => assert.equal(report.filesRead, filesThere));

  it('are not nearly empty: a checker that sees nothing finds nothing', () => {
    assert.ok(report.filesRead >= FEWEST_FILES && report.importsRead > report.filesRead);
  });

  it('import only what the table of ARCHITECTURE §2 lets them', () => assert.deepEqual(report.breaches, []));

  it('have no cycles of imports', () => assert.deepEqual(report.cycles, []));
});

describe('the checker of layers', () => {
  const breachesOf = (file: string, text: string, others: readonly string[] = []): readonly string[] =>
    checkLayers(new Map([[file, text], ...others.map((other) => [other, ''] as const)])).breaches;

  const breaches: readonly (readonly [file: string, text: string, breach: string])[] = [
    ['core/a.ts', "import { readFileSync } from 'node:fs';", 'core/a.ts:1 imports node:fs; '],
    ['core/a.ts', "\nimport type { Stats } from 'node:fs';", 'core/a.ts:2 imports node:fs; '],
    ['core/a.ts', "import * as z from 'zod';", 'core/a.ts:1 imports zod; '],
    ['core/a.ts', "import { b } from '../guard/b.ts';", 'core/a.ts:1 imports ../guard/b.ts; '],
    ['core/a.ts', "export { b } from '../codex/b.ts';", 'core/a.ts:1 imports ../codex/b.ts; '],
    ['core/a.ts', "export type * from '../ledger/b.ts';", 'core/a.ts:1 imports ../ledger/b.ts; '],
    ['core/a.ts', "const b = await import('../ledger/b.ts');", 'core/a.ts:1 imports ../ledger/b.ts; '],
    ['core/a.ts', "type B = import('../ledger/b.ts').B;", 'core/a.ts:1 imports ../ledger/b.ts; '],
    ['core/a.ts', "import fs = require('fs');", 'core/a.ts:1 imports fs; write node:fs'],
    ['core/a.ts', 'const b = await import(name);', 'core/a.ts:1 imports (computed); '],
    ['base/a.ts', "import { b } from '../core/b.ts';", 'base/a.ts:1 imports ../core/b.ts; base may import only itself'],
    ['core/a.ts', 'setTimeout(f, 1);', 'core/a.ts:1 calls setTimeout; take a timer as a parameter'],
    ['guard/a.ts', 'const stop = globalThis.setInterval(f, 1);', 'guard/a.ts:1 calls setInterval; '],
    ['guard/a.ts', "import 'node:path';", 'guard/a.ts:1 imports node:path; '],
    ['guard/a.ts', "import { b } from '../ledger/b.ts';", 'guard/a.ts:1 imports ../ledger/b.ts; state the need'],
    ['guard/a.ts', "import type { b } from '../codex/b.ts';", 'guard/a.ts:1 imports ../codex/b.ts; state the need'],
    ['codex/a.ts', "import { b } from '../ledger/b.ts';", 'codex/a.ts:1 imports ../ledger/b.ts; '],
    ['codex/a.ts', "import { DatabaseSync } from 'node:sqlite';", 'codex/a.ts:1 imports node:sqlite; SQL is spoken'],
    ['ledger/a.ts', "import * as z from 'zod';", 'ledger/a.ts:1 imports zod; '],
    ['ingest/a.ts', "import { b } from '../guard/b.ts';", 'ingest/a.ts:1 imports ../guard/b.ts; '],
    ['cli/a.ts', "import { b } from '../host/b.ts';", 'cli/a.ts:1 imports ../host/b.ts; '],
    ['cli/a.ts', "import * as vscode from 'vscode';", 'cli/a.ts:1 imports vscode; VS Code is spoken'],
    ['host/a.ts', "import { b } from '../panel/b.ts';", 'host/a.ts:1 imports ../panel/b.ts; only the protocols'],
    ['host/a.ts', "import { b } from '../cli/b.ts';", 'host/a.ts:1 imports ../cli/b.ts; '],
    ['panel/a.ts', "import * as z from 'zod';", 'panel/a.ts:1 imports zod; '],
    ['panel/a.ts', "import 'node:fs';", 'panel/a.ts:1 imports node:fs; '],
    ['attic/a.ts', "import '../base/b.ts';", 'attic/a.ts:1 imports ../base/b.ts; attic is no room'],
    ['core/a.ts', "import { b } from './b.js';", 'core/a.ts:1 imports ./b.js; there is no such file'],
  ];
  for (const [file, text, breach] of breaches) {
    it(`catches “${text.trim()}” in ${file}`, () => {
      const [found = '', ...more] = breachesOf(file, text);
      assert.deepEqual([found.slice(0, breach.length), more], [breach, []]);
    });
  }

  const right: readonly (readonly [file: string, text: string])[] = [
    ['core/a.ts', "import { b } from '../base/b.ts';"],
    ['codex/a.ts', "import 'node:fs'; import * as z from 'zod/mini'; import { b } from '../core/b.ts';"],
    ['guard/a.ts', "import { parse } from 'jsonc-parser'; around.setInterval(f, 1);"],
    ['ledger/a.ts', "import { DatabaseSync } from 'node:sqlite';"],
    ['cli/a.ts', "import card from '../../media/rate-card.json' with { type: 'json' }; import 'commander';"],
    ['host/a.ts', "import * as vscode from 'vscode'; import { b } from '../panel/panelProtocol.ts';"],
    ['panel/a.ts', "import 'lit'; import 'lit/directives/map.js'; import * as z from 'zod/mini'; import './a.css';"],
    ['core/a.ts', "// import 'node:fs';\nconst text = \"import 'node:fs'\";"],
  ];
  for (const [file, text] of right) {
    it(`lets “${text}” pass in ${file}`, () =>
      assert.deepEqual(breachesOf(file, text, ['base/b.ts', 'core/b.ts', 'panel/panelProtocol.ts']), []));
  }

  const cycles: readonly (readonly [says: string, sources: Readonly<Record<string, string>>, cycles: string[]])[] = [
    [
      'of two',
      { 'core/b.ts': "import './a.ts';", 'core/a.ts': "import './b.ts';" },
      ['core/a.ts → core/b.ts → core/a.ts'],
    ],
    ['with itself', { 'core/a.ts': "import './a.ts';" }, ['core/a.ts → core/a.ts']],
    [
      'of three, through types and folders',
      {
        'core/c/c.ts': "export * from '../a.ts';",
        'core/a.ts': "import type { B } from './b.ts';",
        'core/b.ts': "type C = import('./c/c.ts').C;",
      },
      ['core/a.ts → core/b.ts → core/c/c.ts → core/a.ts'],
    ],
    [
      'that are none',
      { 'core/a.ts': "import './b.ts'; import './c.ts';", 'core/b.ts': "import './c.ts';", 'core/c.ts': '' },
      [],
    ],
  ];
  for (const [says, sources, expected] of cycles) {
    it(`names cycles ${says}`, () => assert.deepEqual(checkLayers(new Map(Object.entries(sources))).cycles, expected));
  }
});
