const NEWLINE = 0x0a;

/** A whole line of a file, with the offset at which the next one begins. */
export type FileLine =
  | { readonly kind: 'line'; readonly bytes: Buffer; readonly endOffset: number }
  /** Longer than the limit; only its first bytes were kept. */
  | { readonly kind: 'oversized'; readonly head: Buffer; readonly endOffset: number };

/** Gives the bytes at an offset of a file; empty at its end. The buffer may be used again for the next call. */
export type ReadAt = (offset: number) => Buffer;

/**
 * The whole lines from `fromOffset` on. A last line without its newline is left for later: it may still be written.
 * Lines longer than `maxLineBytes` are passed by without being held in memory.
 */
export function* wholeLines(readAt: ReadAt, fromOffset: number, maxLineBytes: number): Generator<FileLine> {
  let offset = fromOffset;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let lineBytes = 0;
  for (let chunk = readAt(offset); chunk.length > 0; chunk = readAt(offset)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end);
      const endOffset = offset + end + 1;
      const bytes = keptBytes === 0 ? rest : Buffer.concat([...kept, rest]);
      yield lineBytes + rest.length > maxLineBytes
        ? { kind: 'oversized', head: bytes.subarray(0, maxLineBytes), endOffset }
        : { kind: 'line', bytes, endOffset };
      kept = [];
      keptBytes = 0;
      lineBytes = 0;
      start = end + 1;
    }
    const tail = chunk.subarray(start);
    lineBytes += tail.length;
    if (tail.length > 0 && keptBytes < maxLineBytes) {
      kept.push(Buffer.from(tail));
      keptBytes += tail.length;
    }
    offset += chunk.length;
  }
}
