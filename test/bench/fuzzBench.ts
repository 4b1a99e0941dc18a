import { type FuzzFind, type FuzzResult, fuzz } from './fuzz/fuzz.ts';
import { fuzzGate } from './fuzz/fuzzGate.ts';
import { fuzzTargets } from './fuzz/targets.ts';
import { writeFigures } from './securityPage.ts';

export interface FuzzBenchOptions {
  /** For all parsers together. */
  readonly inputs: number;
  readonly seed: number;
  readonly writes: readonly ('fit' | 'docs')[];
}

export interface FuzzFindings {
  readonly page: string;
  readonly finds: readonly (FuzzFind & { readonly target: string })[];
}

/** A shell takes a thousand times as long as a function. */
const GATES_IN_A_HUNDRED = 0.5;

/** Feeds changed inputs to every parser, and says what came of it. */
export async function benchFuzz({ inputs, seed, writes }: FuzzBenchOptions): Promise<FuzzFindings> {
  const targets = fuzzTargets();
  const weights = targets.reduce((sum, { weight }) => sum + weight, 0);
  const gates = process.platform === 'win32' ? 0 : Math.ceil((inputs * GATES_IN_A_HUNDRED) / 100);
  const results = targets.map(({ target, weight }) =>
    told(fuzz(target, Math.ceil(((inputs - gates) * weight) / weights), seed)),
  );
  const all = [...results, told(fuzzGate(gates, seed))];
  const page = fuzzPage(all, inputs, seed);
  if (writes.includes('docs')) {
    await writeFigures('fuzz', page);
  }
  return { page, finds: all.flatMap(({ target, finds }) => finds.map((find) => ({ ...find, target }))) };
}

function told(result: FuzzResult): FuzzResult {
  process.stderr.write(`${result.target}: ${result.inputs} inputs, ${result.finds.length} finds\n`);
  return result;
}

function fuzzPage(results: readonly FuzzResult[], asked: number, seed: number): string {
  const total = results.reduce((sum, { inputs }) => sum + inputs, 0);
  const finds = results.reduce((sum, result) => sum + result.finds.length, 0);
  return [
    `\`npm run bench -- fuzz --inputs ${asked} --seed ${seed}\`, Node ${process.version}: ${total} inputs, ${finds} that a parser did not bear.`,
    '',
    '| what is read | inputs | accepted | not borne | the slowest, ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...results.map(
      ({ target, inputs, accepted, finds: own, slowestMs }) =>
        `| ${target} | ${inputs} | ${accepted} | ${own.length} | ${Math.ceil(slowestMs)} |`,
    ),
  ].join('\n');
}
