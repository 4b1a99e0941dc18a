import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A round that was played; whatever else is told of it is its reader's to know. */
interface Round {
  readonly seed: number;
  readonly round: number;
  readonly scenario: string;
  readonly broken: readonly string[];
}

/** The rounds of one seed that were played, a line each in a file: a run that was broken off goes on behind them. */
export class KeptRounds<R extends Round> {
  readonly #file: string;
  readonly #seed: number;

  constructor(file: string, seed: number) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.#file = file;
    this.#seed = seed;
  }

  /** Those of the first so many that were played. */
  of(rounds: number): readonly R[] {
    const lines = existsSync(this.#file) ? readFileSync(this.#file, 'utf8').split('\n') : [];
    return lines
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as R)
      .filter(({ seed, round }) => seed === this.#seed && round <= rounds);
  }

  /** Numbers of those of the first so many that were not. */
  missing(rounds: number): readonly number[] {
    const known = new Set(this.of(rounds).map(({ round }) => round));
    return Array.from({ length: rounds }, (_one, index) => index + 1).filter((round) => !known.has(round));
  }

  readonly add = (result: R): void => {
    appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
    const { round, scenario, broken } = result;
    process.stderr.write(`round ${round}: ${scenario}${broken.map((law) => `\n  ${law}`).join('')}\n`);
  };
}
