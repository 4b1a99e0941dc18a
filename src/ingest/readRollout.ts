import { FNV_OFFSET, hashOfBytes } from '../base/fnv.ts';
import type { RolloutFile } from '../codex/codexHome.ts';
import { LineScanner } from '../codex/rollouts/lineScanner.ts';
import { INITIAL_STATE, type RolloutState } from '../codex/rollouts/rolloutState.ts';
import type { Checkpoint, FileStamp } from '../ledger/usage/checkpoints.ts';
import type { RolloutBatch } from '../ledger/usage/usageWriter.ts';
import { type ByteSource, type PlainSource, openCompressed, openPlain } from './byteSource.ts';
import { type DecodingTools, RolloutDecoding } from './rolloutDecoding.ts';

const CHUNK_BYTES = 1 << 20;
/** No line that we read comes near this; longer ones are pasted images, or rubbish. */
const MAX_LINE_BYTES = 8 << 20;
const HASHED_BYTES = 512;
const SHORT_HASH = 16;
/** So much is handed over at a time, however long the rollout: turns and requests, or bytes with few of them. */
const PART_ITEMS = 2000;
const PART_BYTES = 16 << 20;
/** A file that is not read to its end yet looks like none. */
const UNFINISHED: FileStamp = { sizeBytes: -1, modifiedAtMicros: 0 };

/** A part of what a rollout has to say. */
export interface RolloutRead {
  readonly batch: RolloutBatch;
  readonly bytesRead: number;
}

/** Reads rollouts. As long as that is done one after the other, all share one buffer. */
export class RolloutReader {
  readonly #tools: DecodingTools;
  #spareBuffer: Buffer | undefined;

  constructor(tools: DecodingTools) {
    this.#tools = tools;
  }

  /**
   * Reads what a rollout has gained since its checkpoint; all of it where there is none, or where the file is no longer
   * the one that was read. Gives nothing where the file has gone, or the disk will not give it now: it is tried again
   * next time, and must not keep the others from being read.
   */
  async *read(file: RolloutFile, home: string, checkpoint: Checkpoint | undefined): AsyncGenerator<RolloutRead> {
    let source: ByteSource | undefined;
    const buffer = this.#spareBuffer ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#spareBuffer = undefined;
    try {
      if (file.isCompressed) {
        source = openCompressed(file);
        yield* this.#readFrom(source, buffer, file, home, undefined);
      } else {
        const plain = openPlain(file);
        source = plain;
        const known = checkpoint !== undefined && isSameFile(plain, checkpoint) ? checkpoint : undefined;
        plain.seek(known?.offsetBytes ?? 0);
        yield* this.#readFrom(plain, buffer, file, home, known, plain);
      }
    } catch (error) {
      if (!isReadFailure(error)) {
        throw error;
      }
    } finally {
      source?.close();
      this.#spareBuffer = buffer;
    }
  }

  async *#readFrom(
    source: ByteSource,
    buffer: Buffer,
    { path, name }: RolloutFile,
    home: string,
    known: Checkpoint | undefined,
    plain?: PlainSource,
  ): AsyncGenerator<RolloutRead> {
    const state = known === undefined ? INITIAL_STATE : (JSON.parse(known.decoderState) as RolloutState);
    const modifiedAtMs = Math.floor(source.stamp.modifiedAtMicros / 1000);
    const decoding = new RolloutDecoding(state, known?.malformedLines ?? 0, modifiedAtMs, this.#tools);
    const scanner = new LineScanner(decoding, buffer, known?.offsetBytes ?? 0, MAX_LINE_BYTES);
    let handedOverAt = known?.offsetBytes ?? 0;
    const handOver = (offsetBytes: number, stamp: FileStamp): RolloutRead => {
      const { state: now, malformedLines, ...decoded } = decoding.take();
      const endsHash = plain === undefined ? '' : hashEnds(plain, offsetBytes);
      const decoderState = JSON.stringify(now);
      const bytesRead = offsetBytes - handedOverAt;
      handedOverAt = offsetBytes;
      const checkpoint = { ...stamp, offsetBytes, endsHash, malformedLines, decoderState };
      return { batch: { path, home, name, ...decoded, checkpoint }, bytesRead };
    };
    for (;;) {
      const filling = source.fill(scanner.space);
      const bytes = typeof filling === 'number' ? filling : await filling;
      if (bytes === 0) {
        break;
      }
      scanner.take(bytes);
      if (decoding.size >= PART_ITEMS || scanner.lineOffset - handedOverAt >= PART_BYTES) {
        yield handOver(scanner.lineOffset, UNFINISHED);
      }
    }
    const hasWholeEnd = decoding.lastLine(scanner.rest, scanner.lineOffset);
    yield handOver(hasWholeEnd ? scanner.offset : scanner.lineOffset, source.stamp);
  }
}

/** A file that shrank, or in which other bytes stand where we began or stopped, is not the file that was read. */
function isSameFile(source: PlainSource, { offsetBytes, endsHash }: Checkpoint): boolean {
  return source.stamp.sizeBytes >= offsetBytes && hashEnds(source, offsetBytes, endsHash.length) === endsHash;
}

/**
 * The first bytes of a file and the last ones before an offset, hashed: in 16 digits, or as long as versions before did,
 * whose checkpoints are good still. What takes that is loaded for these alone.
 */
function hashEnds(source: PlainSource, offsetBytes: number, length = SHORT_HASH): string {
  const size = Math.min(HASHED_BYTES, offsetBytes);
  const ends = [0, offsetBytes - size].map((position) => {
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, source.peek(bytes, position));
  });
  if (length > SHORT_HASH) {
    return process.getBuiltinModule('node:crypto').createHash('sha256').update(Buffer.concat(ends)).digest('base64url');
  }
  const hashed = [FNV_OFFSET, ~FNV_OFFSET].map((seed) => hashOfBytes(Buffer.concat(ends), seed) >>> 0);
  return hashed.map((part) => part.toString(16).padStart(SHORT_HASH / 2, '0')).join('');
}

/** Failures of the file system, and of what a file that claims to be compressed holds. */
function isReadFailure(error: unknown): boolean {
  return error instanceof Error && ('syscall' in error || ('code' in error && /^Z(?:STD)?_/.test(String(error.code))));
}
