import { mkdirSync, realpathSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { CACHE_FOLDER, PROJECT_FOLDER } from './vscode/cache.ts';

/** Checkouts may share a cache. */
const FOLDER = path.join(CACHE_FOLDER, `scripts-${path.basename(PROJECT_FOLDER)}`);

/**
 * Bundles a script of the tests that is to be a process of its own, with all that it imports of the sources: it starts
 * in a fifth of the time that they take. Returns the bundle's path.
 */
export function bundledScript(script: URL): string {
  const entry = fileURLToPath(script);
  const made = MADE.get(entry) ?? bundle(entry);
  MADE.set(entry, made);
  return made;
}

/** By their script: several files of tests may ask for the same. */
const MADE = new Map<string, string>();

function bundle(entry: string): string {
  const file = path.join(FOLDER, `${path.basename(entry, '.ts')}.mjs`);
  // Other processes may be starting the one that is there.
  const fresh = `${file}.${process.pid}`;
  mkdirSync(FOLDER, { recursive: true });
  buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'esm',
    outfile: fresh,
    logLevel: 'warning',
  });
  renameSync(fresh, file);
  // By this path it knows that it was started; checkouts may link to the folder.
  return realpathSync(file);
}
