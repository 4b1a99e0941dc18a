import { listRollouts } from '../codex/codexHome.ts';
import type { RolloutBatch, UsageWriter } from '../ledger/usageWriter.ts';
import { readRollout } from './readRollout.ts';

/** How much is read before it is written: a transaction is neither a line nor an hour. */
const TRANSACTION_BYTES = 16 << 20;
const TRANSACTION_FILES = 200;

export interface IngestProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesRead: number;
  /** Requests that were not known before. */
  readonly added: number;
  /** Compressed rollouts seen, which are not read. */
  readonly compressedFiles: number;
}

/**
 * Reads what is new in a home into the ledger, newest rollouts first, a transaction at a time. Progress is yielded
 * after each of them; between two yields the caller may do something else.
 */
export function* ingestHome(
  writer: UsageWriter,
  home: string,
  workspaceOf: (folder: string) => string,
): Generator<IngestProgress, IngestProgress> {
  const { files, compressed } = listRollouts(home);
  const checkpoints = writer.checkpoints(home);
  let progress = { filesDone: 0, filesTotal: files.length, bytesRead: 0, added: 0, compressedFiles: compressed.length };
  let pending: RolloutBatch[] = [];
  let pendingBytes = 0;
  for (const file of files.toReversed()) {
    const read = readRollout(file, home, checkpoints.get(file), workspaceOf);
    progress = {
      ...progress,
      filesDone: progress.filesDone + 1,
      bytesRead: progress.bytesRead + (read?.bytesRead ?? 0),
    };
    if (read !== undefined) {
      pending.push(read.batch);
      pendingBytes += read.bytesRead;
    }
    if (pendingBytes >= TRANSACTION_BYTES || pending.length >= TRANSACTION_FILES) {
      progress = { ...progress, added: progress.added + writer.append(pending) };
      pending = [];
      pendingBytes = 0;
      yield progress;
    }
  }
  return { ...progress, added: progress.added + (pending.length === 0 ? 0 : writer.append(pending)) };
}

/** {@link ingestHome} in one go, for those with nothing else to do meanwhile. */
export function ingestWholeHome(
  writer: UsageWriter,
  home: string,
  workspaceOf: (folder: string) => string,
): IngestProgress {
  const steps = ingestHome(writer, home, workspaceOf);
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}
