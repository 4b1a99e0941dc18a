import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listRollouts } from '../../src/codex/codexHome.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';

/**
 * `npm run bench`: how long the command line takes to read a year of made-up history, as a ratio to just reading the
 * same bytes in the same run. Five rounds, medians.
 */
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const ROUNDS = 5;

const folder = mkdtempSync(path.join(tmpdir(), 'codex-guardrails-bench-'));
try {
  const home = path.join(folder, 'home');
  await writeDemoHistory(home, { nowMs: Date.now(), days: 365, seed: 1 });
  const { files } = listRollouts(home);
  const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
  console.log(`${files.length} rollouts, ${(bytes / 1e6).toFixed(1)} MB`);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const env = { ...process.env, CODEX_GUARDRAILS_HOME: path.join(folder, `data-${round}`) };
    return {
      plainMs: timed(() => files.forEach((file) => readFileSync(file))),
      startMs: timed(() => execFileSync(process.execPath, [CLI, '--version'])),
      coldMs: timed(() => execFileSync(process.execPath, [CLI, 'ingest', '--json', '--codex-home', home], { env })),
      warmMs: timed(() => execFileSync(process.execPath, [CLI, 'ingest', '--json', '--codex-home', home], { env })),
    };
  });
  const of = (key: keyof (typeof rounds)[number]): number => median(rounds.map((round) => round[key]));
  console.log(`reading the bytes alone  ${of('plainMs').toFixed(0)} ms`);
  console.log(`starting the program     ${of('startMs').toFixed(0)} ms`);
  console.log(
    `ingest, cold             ${of('coldMs').toFixed(0)} ms, ${(of('coldMs') / of('plainMs')).toFixed(1)}× reading`,
  );
  console.log(
    `ingest, nothing new      ${of('warmMs').toFixed(0)} ms, ${(of('warmMs') / of('coldMs')).toFixed(2)}× cold`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function timed(work: () => unknown): number {
  const startedAtMs = performance.now();
  work();
  return performance.now() - startedAtMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
