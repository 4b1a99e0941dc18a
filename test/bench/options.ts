import { parseArgs } from 'node:util';

const BENCHMARKS = [
  'ingest',
  'report',
  'host',
  'panel',
  'cap',
  'hook',
  'fuzz',
  'faults',
  'windows',
  'extremes',
  'memory',
  'budgets',
  'estimate',
] as const;

export interface BenchOptions {
  /** Those to be run, in this order. */
  readonly benchmarks: readonly (typeof BENCHMARKS)[number][];
  /** The sizes of the homes that are read. */
  readonly gigabytes: readonly number[];
  readonly rounds: number;
  /** Runs of the real Codex that are held at their caps. */
  readonly capRuns: number;
  /** Where the corpora are kept; undefined for the project's cache. */
  readonly cache: string | undefined;
  /** The table of runs that the estimate is measured on. There is none in the project, so it is measured when named. */
  readonly runs: string | undefined;
  readonly writes: readonly ('fit' | 'docs')[];
  /** Inputs that all parsers together are fed, and what they are made from. */
  readonly inputs: number;
  readonly seed: number;
  /** Worlds of faults beside each other. */
  readonly worlds: number;
  /** Logs in the home that has too many. */
  readonly files: number;
  /** Where rounds of faults are kept; undefined for the project's cache. */
  readonly resume: string | undefined;
}

const USAGE = `npm run bench -- [${BENCHMARKS.join('|')}]… [--gb N]… [--rounds N] [--cap-runs N] [--cache DIR] [--runs FILE [--fit]] [--inputs N] [--seed N] [--worlds N] [--files N] [--resume FILE] [--docs]`;

/** `npm run bench -- ingest --gb 1 --gb 5 --rounds 12`; without a name, all benchmarks. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      gb: { type: 'string', multiple: true, default: ['1'] },
      rounds: { type: 'string', default: '6' },
      'cap-runs': { type: 'string', default: '200' },
      cache: { type: 'string' },
      runs: { type: 'string' },
      inputs: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      worlds: { type: 'string', default: '1' },
      files: { type: 'string', default: '100000' },
      resume: { type: 'string' },
      fit: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !BENCHMARKS.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark “${unknown.join(' ')}”. ${USAGE}`);
  }
  if (positionals.includes('estimate') && values.runs === undefined) {
    throw new Error(`The estimate is measured on a table of runs. ${USAGE}`);
  }
  return {
    benchmarks: BENCHMARKS.filter((name) =>
      positionals.length === 0 ? name !== 'estimate' || values.runs !== undefined : positionals.includes(name),
    ),
    gigabytes: values.gb.map((text) => positive(text, '--gb')),
    rounds: positive(values.rounds, '--rounds'),
    capRuns: positive(values['cap-runs'], '--cap-runs'),
    cache: values.cache,
    runs: values.runs,
    writes: (['fit', 'docs'] as const).filter((what) => values[what]),
    inputs: positive(values.inputs, '--inputs'),
    seed: positive(values.seed, '--seed'),
    worlds: positive(values.worlds, '--worlds'),
    files: positive(values.files, '--files'),
    resume: values.resume,
  };
}

function positive(text: string, flag: string): number {
  const value = Number(text);
  if (!(value > 0)) {
    throw new Error(`${flag} takes a number above 0, not “${text}”. ${USAGE}`);
  }
  return value;
}
