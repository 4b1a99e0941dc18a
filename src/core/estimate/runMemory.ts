import { WORD_BUCKETS } from './promptWords.ts';
import { type ComparedRun, KINSHIPS, type Kinship, OWN_VARIANCE, likeness, totalLikeness } from './likeness.ts';

/** So many of the latest runs are remembered at least: more told hardly anything when it was measured. */
const REMEMBERED_RUNS = 256;
/** So many are forgotten at a time, since the others must be learnt anew then. */
const FORGOTTEN_RUNS = 128;

/** What remembered runs say of another. */
export interface Recollection {
  /** What is to be expected of each target. */
  readonly means: readonly number[];
  /** Standard deviation of what is not known, before any scale of the person's. */
  readonly deviation: number;
  /** How to learn from the run when it is done. */
  readonly row: Float64Array;
}

/** From here on prompts are called similar. It is for words only: what a run counts for is a matter of degree. */
const SIMILAR_COSINE = 0.6;

/** Remembered runs by what a run shares with them. */
interface Relatives {
  readonly inWorkspace: readonly ComparedRun[];
  readonly inThread: readonly ComparedRun[];
  readonly similar: readonly ComparedRun[];
}

interface Remembered {
  readonly run: ComparedRun;
  readonly targets: readonly number[];
}

/**
 * Remembers runs, and says what they lead one to expect of another: Gaussian process regression (Rasmussen & Williams
 * 2006, algorithm 2.1) with the covariance of `likeness.ts`, its Cholesky factor growing by a row for each run. What
 * runs share is told apart from what each has by itself, and many like runs count as one more the less they differ.
 */
export class RunMemory {
  #runs: Remembered[] = [];
  #rows: Float64Array[] = [];
  /** For each target, the factor's inverse times what was learnt. */
  #solved: Float64Array[] = [];
  readonly #targets: number;

  /** `targets`: how many numbers are learnt of each run. */
  constructor(targets: number) {
    this.#targets = targets;
  }

  recall(run: ComparedRun): Recollection {
    const cosine = cosineWith(run.wordBuckets);
    const count = this.#runs.length;
    const row = new Float64Array(count + 1);
    let variance = totalLikeness(run, run, 0, run.wordBuckets.length > 0 ? 1 : 0) + OWN_VARIANCE;
    const means = Array.from({ length: this.#targets }, () => 0);
    let index = 0;
    for (const { run: other } of this.#runs) {
      const shared = totalLikeness(run, other, count - index, cosine(other.wordBuckets));
      const factor = this.#rowAt(index);
      const entry = (shared - productUpTo(row, factor, index)) / (factor[index] ?? 1);
      row[index] = entry;
      variance -= entry * entry;
      const solved = this.#solved[index];
      for (let target = 0; target < this.#targets; target += 1) {
        means[target] = (means[target] ?? 0) + entry * (solved?.[target] ?? 0);
      }
      index += 1;
    }
    const deviation = Math.sqrt(Math.max(variance, OWN_VARIANCE / 2));
    row[count] = deviation;
    return { means, deviation, row };
  }

  /** Learns what a run took. `recollection` is what was recalled of it just before. */
  learn(run: ComparedRun, targets: readonly number[], { means, deviation, row }: Recollection): void {
    this.#runs.push({ run, targets });
    this.#rows.push(row);
    this.#solved.push(Float64Array.from(targets, (target, index) => (target - (means[index] ?? 0)) / deviation));
    if (this.#runs.length >= REMEMBERED_RUNS + FORGOTTEN_RUNS) {
      this.#forgetOldest();
    }
  }

  /** How much of the first target's mean comes from what the run shares with others, by why. */
  explain(run: ComparedRun): Readonly<Record<Kinship, number>> {
    const cosine = cosineWith(run.wordBuckets);
    const weights = this.#weights();
    const parts = { person: 0, workspace: 0, thread: 0, similarPrompt: 0, sameKind: 0 };
    for (const [index, { run: other }] of this.#runs.entries()) {
      const shared = likeness(run, other, this.#runs.length - index, cosine(other.wordBuckets));
      for (const kinship of KINSHIPS) {
        parts[kinship] += shared[kinship] * (weights[index] ?? 0);
      }
    }
    return parts;
  }

  /** The remembered runs that a run shares something with. */
  relatives(run: ComparedRun): Relatives {
    const cosine = cosineWith(run.wordBuckets);
    const others = this.#runs.map(({ run: other }) => other);
    return {
      inWorkspace: others.filter(({ workspace }) => workspace !== undefined && workspace === run.workspace),
      inThread: others.filter(({ threadId }) => threadId !== undefined && threadId === run.threadId),
      similar: others.filter(({ wordBuckets }) => cosine(wordBuckets) >= SIMILAR_COSINE),
    };
  }

  /** Back substitution: what each remembered run weighs in the mean of the first target. */
  #weights(): Float64Array {
    const weights = Float64Array.from(this.#solved, (solved) => solved[0] ?? 0);
    for (let index = weights.length - 1; index >= 0; index -= 1) {
      const row = this.#rowAt(index);
      const weight = (weights[index] ?? 0) / (row[index] ?? 1);
      weights[index] = weight;
      for (let before = 0; before < index; before += 1) {
        weights[before] = (weights[before] ?? 0) - weight * (row[before] ?? 0);
      }
    }
    return weights;
  }

  #rowAt(index: number): Float64Array {
    return this.#rows[index] ?? new Float64Array();
  }

  #forgetOldest(): void {
    const kept = this.#runs.slice(-REMEMBERED_RUNS);
    this.#runs = [];
    this.#rows = [];
    this.#solved = [];
    for (const { run, targets } of kept) {
      this.learn(run, targets, this.recall(run));
    }
  }
}

function productUpTo(a: Float64Array, b: Float64Array, end: number): number {
  let sum = 0;
  for (let index = 0; index < end; index += 1) {
    sum += (a[index] ?? 0) * (b[index] ?? 0);
  }
  return sum;
}

/** The cosine of two sets of words, 0 to 1. Rare words weighing more, as usual, was measured and told less. */
function cosineWith(buckets: readonly number[]): (others: readonly number[]) => number {
  const isThere = new Uint8Array(WORD_BUCKETS);
  for (const bucket of buckets) {
    isThere[bucket] = 1;
  }
  return (others) => {
    let common = 0;
    for (const bucket of others) {
      common += isThere[bucket] ?? 0;
    }
    return common === 0 ? 0 : common / Math.sqrt(buckets.length * others.length);
  };
}
