import { defineConfig } from 'rolldown';

import { bundle } from './bundle.ts';

/**
 * `npm run build:extension`: bundles what runs in the extension host.
 *
 * - `extension` is what VS Code loads;
 * - `start` makes the parts and joins them;
 * - `statusBar` makes the first text;
 * - `schemas` is a library for checking what comes from outside;
 * - `policies` checks policy files with it;
 * - `codex` speaks with Codex;
 * - `hooks` puts hooks into its home;
 * - `prices` checks a rate card of the person's own;
 * - `onDemand` is what a person asks for.
 */
export default defineConfig(
  bundle('extension', 'src/extension.ts', [
    ['start', /src\/(host\/startGuardrails|core\/policy\/mergePolicies)\.ts$/],
    ['statusBar', /src\/host\/statusBar\/statusBar\.ts$/],
    ['schemas', /node_modules\/zod\/|src\/guard\/json\/parseWithInput\.ts$/],
    ['policies', /src\/guard\/policy\/parsePolicy\.ts$/],
    ['codex', /src\/codex\/(account\/(account|creditPages)|appServer\/(appServerClient|keptServer|threadCost))\.ts$/],
    ['hooks', /src\/codex\/hooks\/hook(Failures|Install|Runtime|Trust)\.ts$/],
    ['prices', /src\/guard\/prices\/ownRateCard\.ts$/],
    ['onDemand', /src\/host\/partsOnDemand\.ts$/],
  ]),
);
