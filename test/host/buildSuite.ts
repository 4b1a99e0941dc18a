import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { CACHE_FOLDER } from '../support/vscode/cache.ts';

const SOURCES = import.meta.dirname;

/** Bundles the suite for the extension host. Returns the path of its entry, as VS Code wants it. */
export async function buildSuite(): Promise<string> {
  const outdir = path.join(CACHE_FOLDER, 'host-tests');
  // Tests that are gone from the sources must not run on.
  fs.rmSync(outdir, { recursive: true, force: true });
  const tests = fs.globSync('suite/**/*.test.ts', { cwd: SOURCES });
  await build({
    absWorkingDir: SOURCES,
    entryPoints: ['index.ts', ...tests],
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
