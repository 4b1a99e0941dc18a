import { availableParallelism } from 'node:os';
import path from 'node:path';

import { benchCap, capPage } from './capBench.ts';
import { CACHE_FOLDER } from '../support/vscode/cache.ts';
import { corpusOf } from './corpus/corpus.ts';
import { benchBudgets, budgetsPage } from './budgetsBench.ts';
import { benchEstimate } from './estimateBench.ts';
import { benchExtremes } from './extremesBench.ts';
import { type FaultsFindings, benchFaults } from './faultsBench.ts';
import { benchFuzz } from './fuzzBench.ts';
import { benchHook } from './hookBench.ts';
import { hookPage } from './hookPage.ts';
import { benchHost, hostPage } from './hostBench.ts';
import { type IngestFindings, benchIngest } from './ingestBench.ts';
import { ingestPage, memoryGrowthLine } from './ingestPage.ts';
import { benchMemory, memoryPage } from './memoryBench.ts';
import { type BenchOptions, benchOptions } from './options.ts';
import { PANEL_REQUESTS, benchPanel, panelPage } from './panelBench.ts';
import { REPORT_REQUESTS, benchReport, reportPage } from './reportBench.ts';
import { benchWindows } from './windowsBench.ts';

/**
 * `npm run bench`: how long the command line takes and how much memory, beside its peers, on made-up homes whose true
 * sums are known. Needs `npm run build` before. It fails where our sums are wrong, never for a time.
 */
const CALL_ROUNDS = 5;
const options = benchOptions(process.argv.slice(2));
console.log(`node ${process.version}, ${availableParallelism()} cores, ${options.rounds} rounds, warm file cache`);
for (const benchmark of options.benchmarks) {
  const run = {
    ingest: runIngest,
    report: runReport,
    host: runHost,
    panel: runPanel,
    cap: runCap,
    hook: runHook,
    fuzz: runFuzz,
    faults: runFaults,
    windows: runWindows,
    extremes: runExtremes,
    memory: runMemory,
    budgets: runBudgets,
    estimate: runEstimate,
  };
  await run[benchmark](options);
}

async function runIngest({ gigabytes, rounds, cache }: BenchOptions): Promise<void> {
  const all: IngestFindings[] = [];
  for (const size of gigabytes.toSorted((a, b) => a - b)) {
    const corpus = await corpusOf({ gigabytes: size }, cache);
    const { files, bytes, totals } = corpus;
    console.log(`\n── ingest: ${files} rollouts, ${(bytes / 1e9).toFixed(2)} GB, ${totals.requests} requests\n`);
    const findings = await benchIngest(corpus, rounds);
    console.log(ingestPage(corpus, findings));
    all.push(findings);
    noteMistakes(findings);
  }
  const [smallest, ...larger] = all;
  const largest = larger.at(-1);
  if (smallest !== undefined && largest !== undefined) {
    console.log(`\n${memoryGrowthLine(smallest, largest)}`);
  }
}

async function runReport({ rounds, cache }: BenchOptions): Promise<void> {
  const corpus = await corpusOf({ requests: REPORT_REQUESTS }, cache);
  const { files, bytes, totals } = corpus;
  console.log(`\n── report: ${totals.requests} requests of ${files} rollouts, ${(bytes / 1e9).toFixed(2)} GB\n`);
  const findings = await benchReport(corpus, rounds, cache);
  console.log(reportPage(findings));
  noteMistakes(findings);
}

async function runHost({ gigabytes, rounds, cache }: BenchOptions): Promise<void> {
  const corpus = await corpusOf({ gigabytes: Math.max(...gigabytes) }, cache);
  const { files, bytes } = corpus;
  console.log(
    `\n── host: a VS Code opens on ${files} rollouts, ${(bytes / 1e9).toFixed(2)} GB, read for the first time\n`,
  );
  // Each opens two windows.
  console.log(hostPage(await benchHost(corpus, Math.ceil(rounds / 2))));
}

async function runPanel({ rounds, cache }: BenchOptions): Promise<void> {
  const corpus = await corpusOf({ requests: PANEL_REQUESTS }, cache);
  console.log(`\n── panel: on ${corpus.totals.requests} requests of ${corpus.files} rollouts\n`);
  console.log(panelPage(await benchPanel(corpus, rounds)));
}

async function runCap({ capRuns: runs, cache }: BenchOptions): Promise<void> {
  console.log(`\n── cap: ${runs} runs of the real Codex, held at random caps\n`);
  const findings = await benchCap(runs, cache ?? path.join(CACHE_FOLDER, 'bench'));
  console.log(capPage(findings));
  if (findings.some(({ afterHold }) => afterHold > 0)) {
    process.exitCode = 1;
  }
}

async function runHook({ rounds }: BenchOptions): Promise<void> {
  const calls = rounds * CALL_ROUNDS;
  console.log(`\n── hook: ${calls} rounds of calls, and ${rounds} of runs of the real Codex\n`);
  console.log(hookPage(await benchHook(calls, rounds)));
}

async function runFuzz({ inputs, seed, writes }: BenchOptions): Promise<void> {
  console.log(`\n── fuzz: ${inputs} inputs for all parsers together, from seed ${seed}\n`);
  const { page, finds } = await benchFuzz({ inputs, seed, writes });
  console.log(page);
  for (const { target, index, why, input } of finds) {
    console.log(`${target}, input ${index}: ${why}\n${JSON.stringify(input)}\n`);
    process.exitCode = 1;
  }
}

async function runFaults({ rounds, seed, worlds, resume, writes }: BenchOptions): Promise<void> {
  console.log(`\n── faults: ${rounds} rounds with real processes, from seed ${seed}\n`);
  sayFaults(await benchFaults({ rounds, seed, worlds, resume, writes }));
}

async function runWindows({ rounds, seed, resume, writes }: BenchOptions): Promise<void> {
  console.log(`\n── windows: ${rounds} extension hosts of a real VS Code are killed, from seed ${seed}\n`);
  sayFaults(await benchWindows({ rounds, seed, resume, writes }));
}

function sayFaults({ page, broken }: FaultsFindings): void {
  console.log(page);
  for (const { round, scenario, broken: laws } of broken) {
    console.log(`round ${round}, ${scenario}:\n  ${laws.join('\n  ')}`);
    process.exitCode = 1;
  }
}

async function runExtremes({ files, writes }: BenchOptions): Promise<void> {
  console.log(`\n── extremes: a home of ${files} logs, and lines of gigabytes\n`);
  const { page, mistakes } = await benchExtremes({ files, writes });
  console.log(page);
  if (mistakes.length > 0) {
    console.log(mistakes.join('\n'));
    process.exitCode = 1;
  }
}

async function runMemory({ writes }: BenchOptions): Promise<void> {
  console.log('\n── memory: an hour of streaming, played faster\n');
  console.log(await memoryPage(await benchMemory(), writes));
}

async function runBudgets(): Promise<void> {
  console.log('\n── budgets: bundles, the first text, and what we take when nobody does anything\n');
  console.log(budgetsPage(await benchBudgets()));
}

async function runEstimate({ runs, writes }: BenchOptions): Promise<void> {
  if (runs !== undefined) {
    console.log(`\n── estimate: cross-validated over the users of ${runs}\n`);
    console.log(await benchEstimate({ runs, writes }));
  }
}

function noteMistakes({ mistakes }: { readonly mistakes: ReadonlySet<string> }): void {
  if (mistakes.size > 0) {
    process.exitCode = 1;
  }
}
