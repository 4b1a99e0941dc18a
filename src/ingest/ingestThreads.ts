import type { UsageWriter } from '../ledger/usage/usageWriter.ts';
import { type IngestStep, type ReadJob, ingestHere } from './ingestJobs.ts';
import { RolloutReader } from './readRollout.ts';
import { ReadingThreads, type ThreadInput, WORTH_THREADS_BYTES } from './readingThreads.ts';
import { SharedWork } from './sharedWork.ts';
import { cachedWorkspaceOf } from './workspaceOf.ts';

/** Each thread has the whole list in its own memory: of a home of a million rollouts, that would be all it has. */
const MOST_JOBS_AT_A_TIME = 20_000;

/** What the threads of an ingest work with. */
export interface IngestTools extends Omit<ThreadInput, 'jobs' | 'memory'> {
  /** The bundled `ingestThread`; where there is none, one thread reads all. */
  readonly threadScript: string | undefined;
  /** Before, no threads are started. */
  readonly threadsFrom?: Promise<void>;
}

/** Reads rollouts into the ledger: much with all processors, little on this thread, which stays usable in both cases. */
export class Ingester {
  readonly #tools: IngestTools;
  readonly #reader: RolloutReader;
  #threads: ReadingThreads | undefined;

  /** `threads`: some that were started already, and wait; whoever has no use for them ends them. */
  constructor(tools: IngestTools, threads?: ReadingThreads) {
    this.#tools = tools;
    this.#threads = threads;
    this.#reader = new RolloutReader({ workspaceOf: cachedWorkspaceOf(), promptSalt: tools.promptSalt });
  }

  /** Throws what writing throws, and `worker.exited` where a thread has failed. */
  ingest(jobs: readonly ReadJob[], writer: UsageWriter): AsyncGenerator<IngestStep> {
    const { threadScript } = this.#tools;
    const bytes = jobs.reduce((sum, { newBytes }) => sum + newBytes, 0);
    return threadScript === undefined || bytes < WORTH_THREADS_BYTES
      ? ingestHere(jobs, this.#reader, writer)
      : this.#ingestInTurns(threadScript, jobs);
  }

  async *#ingestInTurns(threadScript: string, jobs: readonly ReadJob[]): AsyncGenerator<IngestStep> {
    const { ledgerFile, rateCard, promptSalt, givesWay, threadsFrom } = this.#tools;
    await threadsFrom;
    for (let done = 0; done < jobs.length; done += MOST_JOBS_AT_A_TIME) {
      const next = jobs.slice(done, done + MOST_JOBS_AT_A_TIME);
      const threads = this.#threads ?? new ReadingThreads(threadScript, next.length);
      this.#threads = undefined;
      const { memory } = new SharedWork();
      yield* threads.read({ ledgerFile, rateCard, promptSalt, givesWay, jobs: next, memory });
    }
  }
}
