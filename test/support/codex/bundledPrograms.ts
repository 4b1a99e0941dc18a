import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** The programs that Codex and persons call, as they are shipped. */
export interface BundledPrograms {
  readonly cli: string;
  readonly hook: string;
}

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));

/** Bundles them into a folder: called many times, they start in a part of the time that their sources take. */
export async function bundlePrograms(folder: string): Promise<BundledPrograms> {
  const options: BuildOptions = {
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    logLevel: 'warning',
  };
  const place = { 'import.meta.filename': '__filename', BUNDLED_MAIN: '"./cliMain.cjs"' };
  await build({ ...options, entryPoints: { cli: path.join(SRC, 'cli/bin.ts') }, define: place });
  await build({
    ...options,
    entryPoints: { cliMain: path.join(SRC, 'cli/main.ts'), hook: path.join(SRC, 'cli/hookMain.ts') },
  });
  return { cli: path.join(folder, 'cli.cjs'), hook: path.join(folder, 'hook.cjs') };
}
