import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';

import { GuardError, messageOf } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';
import type { RolloutListing } from '../codex/listRollouts.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import { Arrivals } from './arrivals.ts';
import type { IngestStep, ReadJob } from './ingestJobs.ts';

/** Below this, threads cost more than they bring. */
export const WORTH_THREADS_BYTES = 48 << 20;
const MAX_THREADS = 6;
/** What is read must mostly be garbage before it is collected; the old limit is for a list of jobs. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 24 };

/** What a thread that helps is told to do. */
export interface ThreadInput {
  readonly ledgerFile: string;
  readonly rateCard: RateCard;
  readonly promptSalt: string;
  /** Whether it gives way to this process's other threads, since somebody works with these. */
  readonly givesWay: boolean;
  readonly jobs: readonly ReadJob[];
  readonly memory: SharedArrayBuffer;
}

/** Threads that help with reading, for one list of jobs. They may be started before it is known. */
export class ReadingThreads {
  readonly #workers: readonly Worker[];
  readonly #ended: Promise<unknown>;

  /** `script`: the bundled `ingestThread`. At most `most` threads are started, and none that would have no processor. */
  constructor(script: string, most = MAX_THREADS) {
    // To load them takes longer than most hooks, which do without.
    const { Worker: WorkerThread } = process.getBuiltinModule('node:worker_threads');
    const count = Math.min(MAX_THREADS, availableParallelism(), most);
    this.#workers = Array.from({ length: count }, () => new WorkerThread(script, { resourceLimits: RESOURCE_LIMITS }));
    this.#ended = Promise.all(this.#workers.map(endOf));
    // One that fails before it is told what to do is heard of by whoever tells it.
    this.#ended.catch(() => undefined);
  }

  /** Works off the jobs, and ends the threads. Throws `worker.exited` where one has failed. */
  async *read(input: ThreadInput): AsyncGenerator<IngestStep> {
    const steps = new Arrivals<IngestStep>();
    for (const worker of this.#workers) {
      worker.on('message', (step: IngestStep) => {
        steps.add(step);
      });
      worker.postMessage(input);
    }
    this.#ended.then(
      () => {
        steps.end();
      },
      (error: unknown) => {
        steps.fail(error);
      },
    );
    try {
      yield* steps.all();
    } finally {
      await this.end();
    }
  }

  /** Ends threads that have nothing to do. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function endOf(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('exit', () => {
      resolve();
    });
    worker.on('error', (error) => {
      reject(
        new GuardError('worker.exited', phrase('rollouts cannot be read: {0}', messageOf(error)), { cause: error }),
      );
    });
  });
}

/** Whether it is worth starting threads for all that some homes hold. */
export function isWorthThreads(listings: readonly RolloutListing[]): boolean {
  let bytes = 0;
  for (const { path } of listings.flatMap(({ files }) => files)) {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes >= WORTH_THREADS_BYTES) {
      return true;
    }
  }
  return false;
}
