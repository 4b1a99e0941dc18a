import { setImmediate as nextTurn } from 'node:timers/promises';

import type { RolloutFile } from '../codex/codexHome.ts';
import type { Checkpoint } from '../ledger/usage/checkpoints.ts';
import type { Appended, RolloutBatch, UsageWriter } from '../ledger/usage/usageWriter.ts';
import type { RolloutReader } from './readRollout.ts';

/** How much is read before it is written: a transaction is neither a line nor an hour. */
const TRANSACTION_BYTES = 64 << 20;
const TRANSACTION_EVENTS = 2_000;
const TRANSACTION_FILES = 200;

/** A rollout that has something new. */
export interface ReadJob {
  readonly file: RolloutFile;
  readonly home: string;
  readonly checkpoint: Checkpoint | undefined;
  /** About how much there is to read. */
  readonly newBytes: number;
}

/** What has been done since the step before. */
export interface IngestStep extends Appended {
  readonly filesDone: number;
  readonly bytesRead: number;
}

const NOTHING_NEW: Appended = { added: 0, observed: 0 };

/** Lets one thread of ours write at a time. */
export interface WriteLock {
  /** Whether none writes just now. */
  isFree(): boolean;
  /** Runs something that writes, once no other does. */
  whileAlone<T>(work: () => T): T;
}

const ALONE: WriteLock = { isFree: () => true, whileAlone: (work) => work() };

/**
 * Reads rollouts into the ledger, one after the other and a transaction at a time, until there are no more jobs. The
 * thread is free for other things in between. The last step is yielded also where it is empty.
 */
export async function* ingestJobs(
  takeJob: () => ReadJob | undefined,
  reader: RolloutReader,
  writer: UsageWriter,
  lock: WriteLock,
): AsyncGenerator<IngestStep> {
  const pending = new PendingBatches();
  for (let job = takeJob(); job !== undefined; job = takeJob()) {
    for await (const { batch, bytesRead } of reader.read(job.file, job.home, job.checkpoint)) {
      pending.add(batch, bytesRead);
      if (pending.isDue && (lock.isFree() || pending.isOverdue)) {
        yield pending.write(writer, lock);
      }
      await nextTurn();
    }
    pending.endFile();
  }
  yield pending.write(writer, lock);
}

/** The same, on this thread alone. */
export function ingestHere(
  jobs: readonly ReadJob[],
  reader: RolloutReader,
  writer: UsageWriter,
): AsyncGenerator<IngestStep> {
  const left = jobs.values();
  return ingestJobs(() => left.next().value, reader, writer, ALONE);
}

/** What was read and is not written yet. */
class PendingBatches {
  #batches: RolloutBatch[] = [];
  #events = 0;
  #bytesRead = 0;
  #filesDone = 0;

  get isDue(): boolean {
    return this.#isAsMuchAs(1);
  }

  /** More than is meant to be kept in memory. */
  get isOverdue(): boolean {
    return this.#isAsMuchAs(2);
  }

  #isAsMuchAs(transactions: number): boolean {
    return (
      this.#bytesRead >= transactions * TRANSACTION_BYTES ||
      this.#events >= transactions * TRANSACTION_EVENTS ||
      this.#batches.length >= transactions * TRANSACTION_FILES
    );
  }

  add(batch: RolloutBatch, bytesRead: number): void {
    this.#batches.push(batch);
    this.#events += batch.events.length;
    this.#bytesRead += bytesRead;
  }

  endFile(): void {
    this.#filesDone += 1;
  }

  write(writer: UsageWriter, lock: WriteLock): IngestStep {
    const batches = this.#batches;
    const step = { filesDone: this.#filesDone, bytesRead: this.#bytesRead };
    this.#batches = [];
    this.#events = 0;
    this.#bytesRead = 0;
    this.#filesDone = 0;
    const appended = batches.length === 0 ? NOTHING_NEW : lock.whileAlone(() => writer.append(batches));
    return { ...step, ...appended };
  }
}
