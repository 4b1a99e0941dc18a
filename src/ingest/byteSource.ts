import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream';

import type { RolloutFile } from '../codex/codexHome.ts';
import type { FileStamp } from '../ledger/usage/checkpoints.ts';

/** The bytes of a rollout, one after the other. */
export interface ByteSource {
  readonly stamp: FileStamp;
  /** Puts the next bytes into `space` and says how many: 0 at the end. Rejects where the file cannot be read. */
  fill(space: Buffer): number | Promise<number>;
  close(): void;
}

/** A plain file, of which any part can be looked at. */
export interface PlainSource extends ByteSource {
  /** Puts the bytes at an offset into `space` and says how many; the place of {@link ByteSource.fill} stays. */
  peek(space: Buffer, offset: number): number;
  seek(offset: number): void;
}

/** Of a big file this much is decompressed at a time. */
const DECOMPRESSED_BYTES = 1 << 20;

/** Throws what the file system throws. */
export function openPlain({ path }: RolloutFile): PlainSource {
  const fd = openSync(path, 'r');
  let position = 0;
  return {
    stamp: stampOf(fstatSync(fd)),
    fill: (space) => {
      const bytes = readSync(fd, space, 0, space.length, position);
      position += bytes;
      return bytes;
    },
    peek: (space, offset) => readSync(fd, space, 0, space.length, offset),
    seek: (offset) => {
      position = offset;
    },
    close: () => {
      closeSync(fd);
    },
  };
}

/** Throws what the file system throws. */
export function openCompressed({ path }: RolloutFile): ByteSource {
  const stamp = stampOf(statSync(path));
  const chunks = decompress(path, stamp.sizeBytes);
  let chunk: Buffer = Buffer.alloc(0);
  return {
    stamp,
    fill: async (space) => {
      if (chunk.length === 0) {
        chunk = (await chunks.next()).value ?? chunk;
      }
      const bytes = chunk.copy(space);
      chunk = chunk.subarray(bytes);
      return bytes;
    },
    close: () => {
      void chunks.return(undefined);
    },
  };
}

/** What a compressed file holds, frame by frame: a stream ends with the first. */
async function* decompress(path: string, sizeBytes: number): AsyncGenerator<Buffer, undefined> {
  // Most rollouts that are read now and then, as by hooks, are plain.
  const { createZstdDecompress } = process.getBuiltinModule('node:zlib');
  for (let offset = 0; offset < sizeBytes;) {
    const frame = createZstdDecompress({ chunkSize: DECOMPRESSED_BYTES });
    // Whoever reads what comes out hears of a failure.
    pipeline(createReadStream(path, { start: offset }), frame, () => undefined);
    yield* frame as AsyncIterable<Buffer>;
    if (frame.bytesWritten === 0) {
      return;
    }
    offset += frame.bytesWritten;
  }
}

export function stampOf({ size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }): FileStamp {
  return { sizeBytes: size, modifiedAtMicros: Math.floor(mtimeMs * 1000) };
}
