import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));
/** What no window needs for the first text of its status bar. */
const LATER = /^host\/(panel\/(?!pagePlaces)|policy\/(?!watchFiles))|^panel\/|^codex\/hooks\/|^guard\/runs\//;
const LIBRARY = /node_modules\/(zod|jsonc-parser)\//;

describe('what the extension loads', () => {
  it('at once is nothing but what it needs to load the rest in turns', async () => {
    assert.deepEqual([...(await loadedBy('extension.ts'))], ['extension.ts', 'node:timers/promises']);
  });

  it('before the status bar has a text is neither panel nor runs, and no library', async () => {
    const loaded = [...(await loadedBy('host/startGuardrails.ts'))];
    assert.ok(loaded.length > 80, 'all imports are followed');
    assert.deepEqual(
      loaded.filter((file) => LATER.test(file) || LIBRARY.test(file)),
      [],
    );
  });
});

/** All modules that come with one, but for those that it imports when they are needed. */
async function loadedBy(entry: string): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: SRC,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (!reached.has(file)) {
      reached.add(file);
      for (const { path, kind } of metafile.inputs[file]?.imports ?? []) {
        if (kind !== 'dynamic-import') {
          visit(path);
        }
      }
    }
  };
  visit(entry);
  return reached;
}
