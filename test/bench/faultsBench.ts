import path from 'node:path';

import { CACHE_FOLDER } from '../support/vscode/cache.ts';
import { type RoundResult, SCENARIOS, playFaults } from './faults/faults.ts';
import { KeptRounds } from './faults/keptRounds.ts';
import { CAP_CREDITS } from './faults/world.ts';
import { writeFigures } from './securityPage.ts';

export interface FaultsBenchOptions {
  readonly rounds: number;
  readonly seed: number;
  /** So many at a time. */
  readonly worlds: number;
  /** Where the results of rounds are kept: those that stand there are not played again. */
  readonly resume: string | undefined;
  readonly writes: readonly ('fit' | 'docs')[];
}

export interface FaultsFindings {
  readonly page: string;
  readonly broken: readonly RoundResult[];
}

/** Plays the rounds that have not been played, and says what came of all of them. */
export async function benchFaults({
  rounds,
  seed,
  worlds,
  resume,
  writes,
}: FaultsBenchOptions): Promise<FaultsFindings> {
  const kept = new KeptRounds<RoundResult>(resume ?? path.join(CACHE_FOLDER, 'bench', `faults-${seed}.jsonl`), seed);
  await playFaults(seed, kept.missing(rounds), kept.add, worlds);
  const results = kept.of(rounds);
  const page = faultsPage(results, seed);
  if (writes.includes('docs')) {
    await writeFigures('faults', page);
  }
  return { page, broken: results.filter(({ broken }) => broken.length > 0) };
}

function faultsPage(results: readonly RoundResult[], seed: number): string {
  const sum = (figure: (result: RoundResult) => number): number => results.reduce((all, one) => all + figure(one), 0);
  const rows = SCENARIOS.map(({ name }) => {
    const own = results.filter(({ scenario }) => scenario === name);
    const requests = own.reduce((all, one) => all + one.requests, 0);
    const broken = own.filter((one) => one.broken.length > 0).length;
    return `| ${name} | ${own.length} | ${requests} | ${broken} |`;
  });
  return [
    `\`npm run bench -- faults --rounds ${results.length} --seed ${seed}\`: ${results.length} rounds, ${sum((one) => one.requests)} requests of the real Codex, caps of ${CAP_CREDITS} credits. Rounds after which something was not as it must be: ${results.filter(({ broken }) => broken.length > 0).length}. Responses that a killed Codex had not written down: ${sum(({ untold }) => untold)}.`,
    '',
    '| what befell | rounds | requests | not as it must be |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
