import { statSync } from 'node:fs';

import type { RolloutFile } from '../codex/codexHome.ts';
import type { RolloutListing } from '../codex/listRollouts.ts';
import type { Checkpoints, FileStamp } from '../ledger/usage/checkpoints.ts';
import type { UsageWriter } from '../ledger/usage/usageWriter.ts';
import { stampOf } from './byteSource.ts';
import type { IngestStep, ReadJob } from './ingestJobs.ts';
import { jobOf } from './jobOf.ts';

export interface IngestProgress extends IngestStep {
  /** Rollouts of the home, and those of them that had something new. */
  readonly files: number;
  readonly filesTotal: number;
}

export const NO_PROGRESS: IngestProgress = {
  files: 0,
  filesTotal: 0,
  filesDone: 0,
  bytesRead: 0,
  added: 0,
  observed: 0,
};

/** Reads rollouts into a ledger, on this thread or on several. */
export interface JobReader {
  ingest(jobs: readonly ReadJob[], writer: UsageWriter): AsyncGenerator<IngestStep>;
}

/**
 * Reads what is new in a home into the ledger, newest rollouts first. Progress is yielded after each transaction, and at
 * the end.
 */
export async function* ingestHome(
  ingester: JobReader,
  writer: UsageWriter,
  home: string,
  { files }: RolloutListing,
): AsyncGenerator<IngestProgress> {
  const jobs = findJobs(writer.checkpoints, home, files);
  let progress: IngestProgress = { ...NO_PROGRESS, files: files.length, filesTotal: jobs.length };
  for await (const step of ingester.ingest(jobs, writer)) {
    progress = addProgress(progress, { ...step, files: 0, filesTotal: 0 });
    yield progress;
  }
}

export function addProgress(a: IngestProgress, b: IngestProgress): IngestProgress {
  return {
    files: a.files + b.files,
    filesTotal: a.filesTotal + b.filesTotal,
    filesDone: a.filesDone + b.filesDone,
    bytesRead: a.bytesRead + b.bytesRead,
    added: a.added + b.added,
    observed: a.observed + b.observed,
  };
}

/** The rollouts that are not as they were when they were read last. */
function findJobs(checkpoints: Checkpoints, home: string, files: readonly RolloutFile[]): ReadJob[] {
  const known = checkpoints.stamps(home);
  return files.flatMap((file) => {
    const stats = statSync(file.path, { throwIfNoEntry: false });
    return stats === undefined || isSameStamp(stampOf(stats), known.get(file.path))
      ? []
      : [jobOf(checkpoints, file, home, stats.size)];
  });
}

function isSameStamp({ sizeBytes, modifiedAtMicros }: FileStamp, known: FileStamp | undefined): boolean {
  return sizeBytes === known?.sizeBytes && modifiedAtMicros === known.modifiedAtMicros;
}
