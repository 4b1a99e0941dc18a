import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

import { loadedBy } from '../loadedModules.ts';

/** What no window needs for the first text of its status bar. */
const LATER = /^host\/(panel\/(?!pagePlaces)|policy\/(?!watchFiles))|^panel\/|^codex\/hooks\/|^guard\/runs\//;
const LIBRARY = /node_modules\/(zod|jsonc-parser)\//;

describe('what the extension loads', () => {
  it('at once is nothing but what it needs to load the rest in turns', async () => {
    assert.deepEqual([...(await loadedBy('extension.ts')).keys()], ['extension.ts', 'node:timers/promises']);
  });

  it('before the status bar has a text is neither panel nor runs, and no library', async () => {
    const loaded = [...(await loadedBy('host/startGuardrails.ts')).keys()];
    assert.ok(loaded.length > 80, 'all imports are followed');
    assert.deepEqual(
      loaded.filter((file) => LATER.test(file) || LIBRARY.test(file)),
      [],
    );
  });
});

describe('the extension host', () => {
  it('is kept waiting by no disk', () => {
    const files = globSync('src/host/**/*.ts').filter((file) =>
      /\b(\w+Sync|ensurePrivateFolder|readFileText)\(/.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(files, []);
  });
});
