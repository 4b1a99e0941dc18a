import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));
/** Each takes longer to load than most answers take. */
const HEAVY =
  /node_modules\/(zod|jsonc-parser|commander)\/|^node:(crypto|child_process|worker_threads|zlib|net|fs\/promises|readline)$/;

describe('what a hook loads before it knows what is asked', () => {
  it('is none of what few answers need', async () => {
    const { inputs } = await loadedBy(`${SRC}cli/hookMain.ts`);
    const reached = new Map<string, string>();
    const visit = (file: string, from: string): void => {
      if (!reached.has(file)) {
        reached.set(file, from);
        for (const { path, kind } of inputs[file]?.imports ?? []) {
          if (kind !== 'dynamic-import') {
            visit(path, file);
          }
        }
      }
    };
    visit('cli/hookMain.ts', 'the test');
    assert.ok(reached.size > 100, 'all imports are followed');
    assert.deepEqual(
      [...reached].filter(([file]) => HEAVY.test(file)).map(([file, from]) => `${from} loads ${file}`),
      [],
    );
  });

  it('is no more of the library of schemas than is used', async () => {
    const { outputs } = await loadedBy(`${SRC}cli/hookMain.ts`);
    const bundled = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
    const unused = /zod\/v4\/(classic|locales\/(?!en\.|index\.)|core\/json-schema-)/;
    assert.deepEqual(
      bundled.filter(([file, { bytesInOutput }]) => unused.test(file) && bytesInOutput > 0).map(([file]) => file),
      [],
    );
  });
});

async function loadedBy(entry: string) {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: SRC,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    logLevel: 'warning',
  });
  return metafile;
}
