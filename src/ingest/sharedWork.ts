const NEXT_JOB = 0;
const LOCK = 1;
const WORDS = 2;

const FREE = 0;
const TAKEN = 1;
/** SQLite's own lock guards the ledger, should a thread have died with ours. */
const LOCK_TIMEOUT_MS = 5000;

/** A list of jobs that several threads work off, and a lock for what only one of them may do. */
export class SharedWork {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** Without `memory` a new list is begun. */
  constructor(memory = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** The next of `jobs`, which are the same in each thread; each is given out once. */
  take<T>(jobs: readonly T[]): T | undefined {
    return jobs[Atomics.add(this.#words, NEXT_JOB, 1)];
  }

  /** Whether no thread runs what only one may. */
  isFree(): boolean {
    return Atomics.load(this.#words, LOCK) === FREE;
  }

  /** Runs `work` while no other thread runs any. It blocks; nothing that awaits belongs in it. */
  whileAlone<T>(work: () => T): T {
    while (Atomics.compareExchange(this.#words, LOCK, FREE, TAKEN) !== FREE) {
      if (Atomics.wait(this.#words, LOCK, TAKEN, LOCK_TIMEOUT_MS) === 'timed-out') {
        break;
      }
    }
    try {
      return work();
    } finally {
      Atomics.store(this.#words, LOCK, FREE);
      Atomics.notify(this.#words, LOCK, 1);
    }
  }
}
