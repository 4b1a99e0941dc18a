import path from 'node:path';

import { type Plugin, defineConfig } from 'rolldown';

/**
 * `npm run build:extension`: bundles what runs in the extension host, in a few files, each of which is loaded when it is
 * first needed. A module lies in the first of these files that reaches it by imports other than `import()`:
 *
 * - `extension` is what VS Code loads;
 * - `start` is what makes the first text of the status bar;
 * - `policies` checks policy files, with a library for that;
 * - `codex` speaks with Codex, and puts hooks into its home;
 * - `prices` checks a rate card of the person's own;
 * - `onDemand` is what a person asks for.
 */
const STEPS = [
  ['start', /src\/host\/startGuardrails\.ts$/],
  ['policies', /src\/guard\/policy\/parsePolicy\.ts$/],
  [
    'codex',
    /src\/codex\/(account\/(account|creditPages)|appServer\/(appServerClient|keptServer|threadCost)|hooks\/hook(Install|Runtime|Trust))\.ts$/,
  ],
  ['prices', /src\/guard\/prices\/ownRateCard\.ts$/],
  ['onDemand', /src\/host\/partsOnDemand\.ts$/],
] as const;

const PROJECT = path.join(import.meta.dirname, '../../..');

/** Tells what is in each bundle, in the form of esbuild's metafiles. */
function metafile(fileName: string): Plugin {
  return {
    name: 'metafile',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
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

export default defineConfig({
  cwd: PROJECT,
  input: { extension: 'src/extension.ts' },
  platform: 'node',
  external: ['vscode', /^node:/],
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'node22' },
  logLevel: 'warn',
  plugins: [metafile('extension.meta.json')],
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'extension.[name].js',
    codeSplitting: {
      groups: STEPS.map(([name, test], at) => ({ name, test, priority: STEPS.length - at })),
    },
  },
});
