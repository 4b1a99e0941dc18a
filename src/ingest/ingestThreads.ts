import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';

import { GuardError, messageOf } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { UsageWriter } from '../ledger/usage/usageWriter.ts';
import { Arrivals } from './arrivals.ts';
import { type IngestStep, type ReadJob, ingestHere } from './ingestJobs.ts';
import { RolloutReader } from './readRollout.ts';
import { SharedWork } from './sharedWork.ts';
import { cachedWorkspaceOf } from './workspaceOf.ts';

/** Below this, threads cost more than they bring. */
const WORTH_THREADS_BYTES = 48 << 20;
const MAX_THREADS = 6;
/** Each thread has the whole list in its own memory: of a home of a million rollouts, that would be all it has. */
const MOST_JOBS_AT_A_TIME = 20_000;
/** Young garbage is collected while it is still in the processor's cache; the old limit is for a list of jobs. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 12 };

/** What the threads of an ingest work with. */
export interface IngestTools {
  readonly ledgerFile: string;
  readonly rateCard: RateCard;
  readonly promptSalt: string;
  /** The bundled `ingestThread`; where there is none, one thread reads all. */
  readonly threadScript: string | undefined;
  /** Whether helping threads give way to this process's others, since somebody works with these. */
  readonly givesWay: boolean;
}

/** What a helping thread is started with. */
export interface ThreadInput extends Omit<IngestTools, 'threadScript'> {
  readonly jobs: readonly ReadJob[];
  readonly memory: SharedArrayBuffer;
}

/** Reads rollouts into the ledger: much with all processors, little on this thread, which stays usable in both cases. */
export class Ingester {
  readonly #tools: IngestTools;
  readonly #reader: RolloutReader;

  constructor(tools: IngestTools) {
    this.#tools = tools;
    this.#reader = new RolloutReader({ workspaceOf: cachedWorkspaceOf(), promptSalt: tools.promptSalt });
  }

  /** Throws what writing throws, and `worker.exited` where a thread has failed. */
  ingest(jobs: readonly ReadJob[], writer: UsageWriter): AsyncGenerator<IngestStep> {
    const { threadScript, ...tools } = this.#tools;
    const bytes = jobs.reduce((sum, { newBytes }) => sum + newBytes, 0);
    if (threadScript === undefined || bytes < WORTH_THREADS_BYTES) {
      return ingestHere(jobs, this.#reader, writer);
    }
    return ingestInTurns(threadScript, tools, jobs);
  }
}

async function* ingestInTurns(
  threadScript: string,
  tools: Omit<IngestTools, 'threadScript'>,
  jobs: readonly ReadJob[],
): AsyncGenerator<IngestStep> {
  for (let done = 0; done < jobs.length; done += MOST_JOBS_AT_A_TIME) {
    const next = jobs.slice(done, done + MOST_JOBS_AT_A_TIME);
    yield* ingestWithThreads(threadScript, { ...tools, jobs: next, memory: new SharedWork().memory });
  }
}

async function* ingestWithThreads(threadScript: string, workerData: ThreadInput): AsyncGenerator<IngestStep> {
  const count = Math.min(MAX_THREADS, availableParallelism(), workerData.jobs.length);
  const options = { workerData, resourceLimits: RESOURCE_LIMITS };
  // To load them takes longer than most hooks, which do without.
  const { Worker: WorkerThread } = process.getBuiltinModule('node:worker_threads');
  const workers = Array.from({ length: count }, () => new WorkerThread(threadScript, options));
  const steps = new Arrivals<IngestStep>();
  for (const worker of workers) {
    worker.on('message', (step: IngestStep) => {
      steps.add(step);
    });
  }
  Promise.all(workers.map(endOf)).then(
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
    await Promise.all(workers.map((worker) => worker.terminate()));
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
