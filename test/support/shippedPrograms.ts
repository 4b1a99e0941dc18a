import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_FOLDER } from './vscode/cache.ts';

const DIST = path.join(PROJECT_FOLDER, 'dist');
const SOURCES = globSync('src/**/*.ts', { cwd: PROJECT_FOLDER }).map((file) => path.join(PROJECT_FOLDER, file));
const SOURCES_CHANGED_AT_MS = Math.max(...SOURCES.map(changedAtMs));

/**
 * The programs as they are shipped, that `npm run build` has made: they start in a part of the time that their sources
 * take. Where they are missing, or older than a source, they would not be what is to be tested, and it throws.
 */
export const SHIPPED = {
  /** What a person calls. */
  cli: built('cli.js'),
  /** What Codex calls. */
  hook: built('hook.js'),
  ingestWorker: built('ingestWorker.js'),
  ingestThread: built('ingestThread.js'),
} as const;

function built(name: string): string {
  const program = path.join(DIST, name);
  if (changedAtMs(program) < SOURCES_CHANGED_AT_MS) {
    throw new Error(`${program} is missing, or older than its sources. Call: npm run build`);
  }
  return program;
}

/** In milliseconds since 1970; 0 where there is no such file. */
function changedAtMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
