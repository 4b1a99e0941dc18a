import { parseArgs } from 'node:util';

const BENCHMARKS = ['ingest', 'report', 'host', 'cap'] as const;

export interface BenchOptions {
  /** Those to be run, in this order. */
  readonly benchmarks: readonly (typeof BENCHMARKS)[number][];
  /** The sizes of the homes that are read. */
  readonly gigabytes: readonly number[];
  readonly rounds: number;
  /** Runs of the real Codex that are held at their caps. */
  readonly runs: number;
  /** Where the corpora are kept; undefined for the project's cache. */
  readonly cache: string | undefined;
}

const USAGE = `npm run bench -- [${BENCHMARKS.join('|')}]… [--gb N]… [--rounds N] [--runs N] [--cache DIR]`;

/** `npm run bench -- ingest --gb 1 --gb 5 --rounds 12`; without a name, all benchmarks. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      gb: { type: 'string', multiple: true, default: ['1'] },
      rounds: { type: 'string', default: '6' },
      runs: { type: 'string', default: '200' },
      cache: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => !BENCHMARKS.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark “${unknown.join(' ')}”. ${USAGE}`);
  }
  return {
    benchmarks: BENCHMARKS.filter((name) => positionals.length === 0 || positionals.includes(name)),
    gigabytes: values.gb.map((text) => positive(text, '--gb')),
    rounds: positive(values.rounds, '--rounds'),
    runs: positive(values.runs, '--runs'),
    cache: values.cache,
  };
}

function positive(text: string, flag: string): number {
  const value = Number(text);
  if (!(value > 0)) {
    throw new Error(`${flag} takes a number above 0, not “${text}”. ${USAGE}`);
  }
  return value;
}
