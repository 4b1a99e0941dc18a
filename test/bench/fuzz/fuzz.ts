import { hashText, seededRandom } from '../../support/codex/seededRandom.ts';
import { unpolluted } from './laws.ts';
import { mutated } from './mutate.ts';

/** A parser, and what must hold of whatever it makes of an input. */
export interface FuzzTarget {
  readonly name: string;
  /** What inputs are made from. */
  readonly corpus: readonly string[];
  /**
   * Reads one input and says whether it was accepted. It throws where the parser did what it must not: any error that it
   * does not declare, or something accepted that breaks a law.
   */
  readonly read: (input: string) => boolean;
}

/** An input that a parser did not bear; `seed` and `index` make it again. */
export interface FuzzFind {
  readonly index: number;
  readonly input: string;
  readonly why: string;
}

export interface FuzzResult {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly slowestMs: number;
  readonly finds: readonly FuzzFind[];
}

const MOST_FINDS = 20;

/** Feeds so many inputs to a parser; the same seed makes the same inputs. Of many finds the first ones are kept. */
export function fuzz({ name, corpus, read }: FuzzTarget, inputs: number, seed: number): FuzzResult {
  const finds: FuzzFind[] = [];
  let accepted = 0;
  let slowestMs = 0;
  for (let index = 0; index < inputs && finds.length < MOST_FINDS; index += 1) {
    const input = mutated(corpus, seededRandom(hashText(`${name} ${seed} ${index}`)));
    const startedAtMs = performance.now();
    try {
      accepted += read(input) ? 1 : 0;
      unpolluted();
    } catch (error) {
      finds.push({ index, input, why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
  }
  return { target: name, inputs, accepted, slowestMs, finds };
}
