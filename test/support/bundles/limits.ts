import { statSync } from 'node:fs';
import path from 'node:path';

const DIST = path.join(import.meta.dirname, '../../../dist');

/** What an extension host loads when a window opens: the last four to read a policy, to ask Codex, and for hooks. */
export const AT_START = [
  'extension.js',
  'extension.rolldown-runtime.js',
  'extension.start.js',
  'extension.statusBar.js',
  'extension.schemas.js',
  'extension.policies.js',
  'extension.codex.js',
  'extension.hooks.js',
] as const;
export const AT_START_LIMIT_KB = 250;

/** What each bundle in `dist` may be, minified: what is loaded has to be read and compiled. */
export const BUNDLE_LIMITS_KB = {
  'extension.onDemand.js': 250,
  'hook.js': 120,
  'hook.prompt.js': 70,
  'hook.onDemand.js': 200,
  'cli.js': 10,
  'cliMain.program.js': 70,
  'cliMain.report.js': 250,
  'cliMain.prices.js': 30,
  'cliMain.onDemand.js': 300,
  'ingestWorker.js': 150,
  'ingestWorker.onDemand.js': 100,
  'ingestThread.js': 100,
  'appServerWorker.js': 10,
  'panel.js': 250,
  'panel.css': 60,
} as const;

const BYTES_PER_KB = 1_000;

/** How large a file in `dist` is, in kB. */
export function bundleSizeKb(name: string): number {
  return statSync(path.join(DIST, name)).size / BYTES_PER_KB;
}
