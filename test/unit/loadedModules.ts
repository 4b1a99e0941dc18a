import { fileURLToPath } from 'node:url';

import { type Metafile, build } from 'esbuild';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** What a bundle of a module and of all that it imports consists of; paths are those within the sources. */
export async function bundleOf(entry: string): Promise<Metafile> {
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
  return metafile;
}

/** All modules that come with one, and what has each loaded first; those imported when they are needed are left out. */
export async function loadedBy(entry: string): Promise<ReadonlyMap<string, string>> {
  const { inputs } = await bundleOf(entry);
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
  visit(entry, 'the test');
  return reached;
}
