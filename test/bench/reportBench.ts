import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { cachedFolder } from '../support/vscode/cache.ts';
import type { Corpus } from './corpus/corpus.ts';
import { ingestMistakes, reportMistakes, totalsMistakes } from './ingestChecks.ts';
import { type Measurement, measure } from './measure/measure.ts';
import { ratioText, seriesHeader, seriesLine } from './measure/series.ts';
import { PROGRAM, ours } from './programs.ts';

/** How many requests the ledger holds. */
export const REPORT_REQUESTS = 1_000_000;

const START = '--version';
/** From sums that are kept; for threads and runs every request is read. */
const MEASURED = [START, 'day', 'thread', 'run'] as const;
/** For information, and so in the first round only. */
const OTHER_GROUPINGS = ['week', 'month', 'model', 'workspace', 'surface'] as const;

export interface ReportFindings {
  /** By `--by`, or {@link START}. */
  readonly series: Map<string, Measurement[]>;
  readonly mistakes: Set<string>;
}

/** Reports by day, thread and run of a large ledger and the bare start of the program, in turn. */
export async function benchReport(corpus: Corpus, rounds: number, cache: string | undefined): Promise<ReportFindings> {
  const data = await ledgerOf(corpus, cache);
  const findings: ReportFindings = { series: new Map(), mistakes: new Set() };
  for (let round = 1; round <= rounds; round += 1) {
    for (const by of [...MEASURED, ...(round === 1 ? OTHER_GROUPINGS : [])]) {
      const report = ['report', '--by', by, '--no-ingest', '--json', '--timezone', 'UTC', '--codex-home', corpus.home];
      const args = by === START ? [START] : report;
      const measurement = await measure(ours(data, ...args));
      findings.series.set(by, [...(findings.series.get(by) ?? []), measurement]);
      mistakesOf(by, measurement.stdout, corpus).forEach((mistake) => findings.mistakes.add(mistake));
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return findings;
}

/** What is said of them. */
export function reportPage({ series, mistakes }: ReportFindings): string {
  const name = (by: string): string => (by === START ? 'start of the program' : `report --by ${by} --no-ingest`);
  const ratioLine = (by: string): string =>
    `${name(by)} ÷ ${name(START)}`.padEnd(56) + ratioText(series.get(by) ?? [], series.get(START) ?? []);
  return [
    seriesHeader(),
    ...Array.from(series, ([by, measurements]) => seriesLine(name(by), measurements)),
    '',
    ...MEASURED.filter((by) => by !== START).map(ratioLine),
    '',
    mistakes.size === 0
      ? 'codex-guardrails: every report adds up to what was written, and so does every day.'
      : `codex-guardrails is WRONG:\n${[...mistakes].slice(0, 20).join('\n')}`,
  ].join('\n');
}

function mistakesOf(by: string, answer: string, corpus: Corpus): readonly string[] {
  if (by === START) {
    return [];
  }
  return by === 'day' ? reportMistakes(answer, corpus) : totalsMistakes(answer, corpus);
}

/** The data folder with all of the corpus in its ledger, made once for each build of the program. */
async function ledgerOf(corpus: Corpus, cache: string | undefined): Promise<string> {
  const build = createHash('sha256').update(readFileSync(PROGRAM)).digest('hex');
  return await cachedFolder({
    name: `bench/${corpus.name}-ledger`,
    ...(cache === undefined ? {} : { parent: cache }),
    stamp: `${corpus.stamp} ${build}`,
    fill: async (empty) => {
      const { stdout, wallMs } = await measure(ours(empty, 'ingest', '--json', '--codex-home', corpus.home));
      console.log(`ingested once, in ${(wallMs / 1000).toFixed(1)} s`);
      ingestMistakes(stdout, { requests: corpus.totals.requests }).forEach((mistake) => console.log(mistake));
    },
    log: (line) => console.log(line),
  });
}
