import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { type FileLine, wholeLines } from '../codex/jsonLines.ts';
import { INITIAL_STATE, type RolloutState, decodeLine } from '../codex/rolloutDecoder.ts';
import { mayMatter, parseRolloutLine } from '../codex/parseRolloutLine.ts';
import { surfaceOf } from '../codex/surface.ts';
import type { Checkpoint, NewUsageEvent, RolloutBatch, ThreadFacts } from '../ledger/usageWriter.ts';

const CHUNK_BYTES = 1 << 20;
/** No line that we read comes near this; longer ones are model output, or rubbish. */
const MAX_LINE_BYTES = 4 << 20;
const HASHED_BYTES = 512;

export interface RolloutRead {
  readonly batch: RolloutBatch;
  readonly bytesRead: number;
}

/**
 * Reads what a rollout has gained since its checkpoint; all of it where there is none, or where the file is no longer
 * the one that was read. Undefined where there is nothing new, or the file has gone.
 */
export function readRollout(
  path: string,
  home: string,
  checkpoint: Checkpoint | undefined,
  workspaceOf: (folder: string) => string,
): RolloutRead | undefined {
  const fd = openIfThere(path);
  if (fd === undefined) {
    return undefined;
  }
  try {
    const sizeBytes = fstatSync(fd).size;
    const known = checkpoint !== undefined && isSameFile(fd, sizeBytes, checkpoint) ? checkpoint : undefined;
    if (known?.offsetBytes === sizeBytes) {
      return undefined;
    }
    return decodeFrom(fd, path, home, known, workspaceOf);
  } catch (error) {
    // A file that the disk will not give now must not keep the others from being read; it is tried again.
    if (error instanceof Error && 'syscall' in error) {
      return undefined;
    }
    throw error;
  } finally {
    closeSync(fd);
  }
}

function decodeFrom(
  fd: number,
  path: string,
  home: string,
  known: Checkpoint | undefined,
  workspaceOf: (folder: string) => string,
): RolloutRead {
  const fromOffset = known?.offsetBytes ?? 0;
  let state = known === undefined ? INITIAL_STATE : (JSON.parse(known.decoderState) as RolloutState);
  let malformedLines = known?.malformedLines ?? 0;
  let offsetBytes = fromOffset;
  const events: NewUsageEvent[] = [];
  for (const line of wholeLines(chunkReader(fd), fromOffset, MAX_LINE_BYTES)) {
    offsetBytes = line.endOffset;
    const parsed = parseLine(line);
    if (parsed.kind === 'malformed') {
      malformedLines += 1;
    } else if (parsed.kind === 'line') {
      const step = decodeLine(state, parsed.line);
      state = step.state;
      if (step.event !== undefined) {
        const { cwd } = step.event;
        events.push({ ...step.event, workspace: cwd === undefined ? undefined : workspaceOf(cwd) });
      }
    }
  }
  const headHash = hashEnds(fd, offsetBytes);
  return {
    batch: {
      path,
      home,
      thread: threadFacts(state),
      events,
      checkpoint: { offsetBytes, headHash, malformedLines, decoderState: JSON.stringify(state) },
    },
    bytesRead: offsetBytes - fromOffset,
  };
}

function parseLine(line: FileLine) {
  if (line.kind === 'line') {
    return parseRolloutLine(line.bytes);
  }
  return mayMatter(line.head) ? ({ kind: 'malformed', reason: 'too long' } as const) : ({ kind: 'skipped' } as const);
}

function threadFacts({ thread, isIncomplete }: RolloutState): ThreadFacts | undefined {
  if (thread === undefined) {
    return undefined;
  }
  return {
    threadId: thread.threadId,
    rootThreadId: thread.rootThreadId,
    parentThreadId: thread.parentThreadId,
    forkedFromId: thread.forkedFromId,
    startedAtMs: thread.startedAtMs,
    surface: surfaceOf(thread.originator),
    codexVersion: thread.codexVersion,
    isIncomplete,
  };
}

function chunkReader(fd: number): (offset: number) => Buffer {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  return (offset) => buffer.subarray(0, readSync(fd, buffer, 0, CHUNK_BYTES, offset));
}

/** A file that shrank, or in which other bytes stand where we began or stopped, is not the file that was read. */
function isSameFile(fd: number, sizeBytes: number, { offsetBytes, headHash }: Checkpoint): boolean {
  return sizeBytes >= offsetBytes && hashEnds(fd, offsetBytes) === headHash;
}

/** The first bytes of a file and the last ones before an offset, hashed. */
function hashEnds(fd: number, offsetBytes: number): string {
  const bytes = Buffer.alloc(Math.min(HASHED_BYTES, offsetBytes));
  const hash = createHash('sha256');
  for (const position of [0, offsetBytes - bytes.length]) {
    hash.update(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, position)));
  }
  return hash.digest('base64url');
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
