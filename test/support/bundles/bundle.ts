import path from 'node:path';

import { type Plugin, type RolldownOptions } from 'rolldown';

/** A file beside that of the program, and the modules for which it is loaded, with all that they import. */
export type Part = readonly [name: string, roots: RegExp];

const PROJECT = path.join(import.meta.dirname, '../../..');

/**
 * Bundles a program that runs in Node into `dist/NAME.js` and a file for each of its parts, each loaded when it is first
 * needed. A module lies in the first of these files that reaches it by imports other than `import()`.
 */
export function bundle(name: string, entry: string, parts: readonly Part[] = []): RolldownOptions {
  return {
    cwd: PROJECT,
    input: { [name]: entry },
    platform: 'node',
    external: ['vscode', /^node:/],
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node22' },
    logLevel: 'warn',
    // Commands that share code are loaded together, whichever is called.
    checks: { ineffectiveDynamicImport: false },
    plugins: [metafile(`${name}.meta.json`)],
    output: {
      dir: 'dist',
      format: 'cjs',
      minify: true,
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: `${name}.[name].js`,
      codeSplitting: {
        groups: parts.map(([part, test], at) => ({ name: part, test, priority: parts.length - at })),
      },
    },
  };
}

/** Tells what is in each bundle, in the form of esbuild's metafiles. */
function metafile(fileName: string): Plugin {
  return {
    name: 'metafile',
    generateBundle(_options, written) {
      const chunks = Object.values(written).filter((output) => output.type === 'chunk');
      const inputsOf = (modules: Readonly<Record<string, { readonly renderedLength: number }>>) =>
        Object.entries(modules)
          .filter(([id]) => path.isAbsolute(id))
          .map(([id, { renderedLength }]) => [path.relative(PROJECT, id), { bytesInOutput: renderedLength }] as const);
      const outputs = chunks.map(
        (chunk) =>
          [
            chunk.fileName,
            { bytes: Buffer.byteLength(chunk.code), inputs: Object.fromEntries(inputsOf(chunk.modules)) },
          ] as const,
      );
      const inputs = chunks.flatMap((chunk) => inputsOf(chunk.modules));
      const source = JSON.stringify({
        inputs: Object.fromEntries(inputs),
        outputs: Object.fromEntries(outputs),
      });
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
