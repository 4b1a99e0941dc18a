import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { GuardError, messageOf } from '../base/errors.ts';
import type { RateCard } from '../core/rateCard.ts';
import type { UsageWriter } from '../ledger/usageWriter.ts';
import { type IngestStep, type ReadJob, ingestJobs } from './ingestJobs.ts';
import { RolloutReader } from './readRollout.ts';
import { SharedWork } from './sharedWork.ts';
import { cachedWorkspaceOf } from './workspaceOf.ts';

/** Below this, another thread costs more than it brings. */
const WORTH_THREADS_BYTES = 48 << 20;
const MAX_THREADS = 6;

/** What the threads of an ingest work with. */
export interface IngestTools {
  readonly ledgerFile: string;
  readonly rateCard: RateCard;
  readonly promptSalt: string;
  /** The bundled `ingestThread`; where there is none, one thread reads all. */
  readonly threadScript: string | undefined;
}

/** What a helping thread is started with. */
export interface ThreadInput extends Omit<IngestTools, 'threadScript'> {
  readonly jobs: readonly ReadJob[];
  readonly memory: SharedArrayBuffer;
}

/** Reads rollouts into the ledger: much with all processors, little on this thread alone, which stays usable. */
export class Ingester {
  readonly #tools: IngestTools;
  readonly #reader: RolloutReader;

  constructor(tools: IngestTools) {
    this.#tools = tools;
    this.#reader = new RolloutReader({ workspaceOf: cachedWorkspaceOf(), promptSalt: tools.promptSalt });
  }

  /** Throws what writing throws, and `worker.exited` where a helping thread has failed. */
  async *ingest(jobs: readonly ReadJob[], writer: UsageWriter): AsyncGenerator<IngestStep> {
    const work = new SharedWork();
    const threads = this.#start(jobs, work);
    const own = ingestJobs(
      () => work.take(jobs),
      this.#reader,
      writer,
      (append) => work.whileAlone(append),
    );
    try {
      for await (const step of own) {
        yield step;
        yield* threads.steps();
      }
      await threads.ended();
      yield* threads.steps();
    } finally {
      await threads.stop();
    }
  }

  #start(jobs: readonly ReadJob[], { memory }: SharedWork): Threads {
    const { threadScript, ...tools } = this.#tools;
    const bytes = jobs.reduce((sum, { newBytes }) => sum + newBytes, 0);
    if (threadScript === undefined || bytes < WORTH_THREADS_BYTES) {
      return new Threads([]);
    }
    const helpers = Math.min(MAX_THREADS, availableParallelism() - 1, jobs.length - 1);
    const workerData: ThreadInput = { ...tools, jobs, memory };
    return new Threads(Array.from({ length: helpers }, () => new Worker(threadScript, { workerData })));
  }
}

/** Helping threads, and what they have told. */
class Threads {
  readonly #workers: readonly Worker[];
  readonly #ends: readonly Promise<void>[];
  #steps: IngestStep[] = [];

  constructor(workers: readonly Worker[]) {
    this.#workers = workers;
    this.#ends = workers.map((worker) => {
      worker.on('message', (step: IngestStep) => this.#steps.push(step));
      const end = endOf(worker);
      // Whoever waits for all of them hears of it.
      end.catch(() => undefined);
      return end;
    });
  }

  /** What was told since the last call. */
  steps(): readonly IngestStep[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  async ended(): Promise<void> {
    await Promise.all(this.#ends);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function endOf(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('exit', () => {
      resolve();
    });
    worker.on('error', (error) => {
      reject(new GuardError('worker.exited', `rollouts cannot be read: ${messageOf(error)}`, { cause: error }));
    });
  });
}
