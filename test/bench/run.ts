import { availableParallelism } from 'node:os';

import { corpusOf } from './corpus/corpus.ts';
import { type IngestFindings, benchIngest } from './ingestBench.ts';
import { ingestPage, memoryGrowthLine } from './ingestPage.ts';
import { type BenchOptions, benchOptions } from './options.ts';

/**
 * `npm run bench`: how long the command line takes and how much memory, beside its peers, on made-up homes whose true
 * sums are known. Needs `npm run build` before. It fails where our sums are wrong, never for a time.
 */
const options = benchOptions(process.argv.slice(2));
console.log(`node ${process.version}, ${availableParallelism()} cores, ${options.rounds} rounds, warm file cache`);
for (const benchmark of options.benchmarks) {
  await { ingest: runIngest }[benchmark](options);
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
    process.exitCode = findings.mistakes.size > 0 ? 1 : (process.exitCode ?? 0);
  }
  const [smallest, ...larger] = all;
  const largest = larger.at(-1);
  if (smallest !== undefined && largest !== undefined) {
    console.log(`\n${memoryGrowthLine(smallest, largest)}`);
  }
}
