const NEWLINE = 0x0a;

/** What is done with the lines of a file. `bytes` is used again afterwards: whoever wants to keep some copies them. */
export interface LineVisitor {
  /** A whole line, without its newline; `endOffset` is where the file's next line begins. */
  line(bytes: Buffer, start: number, end: number, endOffset: number): void;
  /** Whether a line of which only the beginning is there is wanted at all. */
  wants(bytes: Buffer, start: number, end: number): boolean;
  /** A line that was wanted, and is longer than the limit. */
  tooLong(head: Buffer, endOffset: number): void;
}

/**
 * Cuts what comes in into lines, without copying them: bytes are put into {@link space} and then {@link take}n. A last
 * line without its newline is left for later: it may still be written. Memory is bounded by the longest wanted line.
 */
export class LineScanner {
  readonly #visitor: LineVisitor;
  readonly #maxLineBytes: number;
  #buffer: Buffer;
  /** How much of the buffer is filled: the beginning of a line. */
  #filled = 0;
  /** The offset in the file of what is taken next. */
  #offset: number;
  /** A line is being passed by, up to its end. `head` where it was wanted. */
  #passing: { readonly head: Buffer | undefined; readonly startOffset: number } | undefined;

  constructor(visitor: LineVisitor, buffer: Buffer, fromOffset: number, maxLineBytes: number) {
    this.#visitor = visitor;
    this.#buffer = buffer;
    this.#offset = fromOffset;
    this.#maxLineBytes = maxLineBytes;
  }

  /** Where the file's next bytes are to be put. Never empty. */
  get space(): Buffer {
    return this.#buffer.subarray(this.#filled);
  }

  /** The offset in the file of what {@link space} is to be filled with. */
  get offset(): number {
    return this.#offset;
  }

  /** The offset in the file of the line that is not whole yet. */
  get lineOffset(): number {
    return this.#passing?.startOffset ?? this.#offset - this.#filled;
  }

  /** What there is of the line that is not whole yet; empty where it is being passed by. */
  get rest(): Buffer {
    return this.#buffer.subarray(0, this.#filled);
  }

  /** Takes the bytes that were put into {@link space}. */
  take(bytes: number): void {
    const buffer = this.#buffer;
    const until = this.#filled + bytes;
    const base = this.#offset - this.#filled;
    let start = this.#passing === undefined ? 0 : this.#pass(until, base);
    // What is left over from last time has no newline in it.
    let end = indexOfNewline(buffer, Math.max(start, this.#filled), until);
    while (end >= 0) {
      this.#visitor.line(buffer, start, end, base + end + 1);
      start = end + 1;
      end = indexOfNewline(buffer, start, until);
    }
    this.#offset += bytes;
    this.#keep(start, until);
  }

  /** Goes on passing a line by; returns where the next one begins, or `until`. */
  #pass(until: number, base: number): number {
    const end = indexOfNewline(this.#buffer, 0, until);
    if (end < 0) {
      return until;
    }
    if (this.#passing?.head !== undefined) {
      this.#visitor.tooLong(this.#passing.head, base + end + 1);
    }
    this.#passing = undefined;
    return end + 1;
  }

  /** Moves an unfinished line to the front, and sees to it that there is space behind it. */
  #keep(start: number, until: number): void {
    const length = until - start;
    if (start > 0) {
      this.#buffer.copyWithin(0, start, until);
    }
    this.#filled = length;
    if (length < this.#buffer.length) {
      return;
    }
    const isWanted = this.#visitor.wants(this.#buffer, 0, length);
    if (isWanted && length < this.#maxLineBytes) {
      const larger = Buffer.allocUnsafeSlow(Math.min(length * 2, this.#maxLineBytes));
      this.#buffer.copy(larger, 0, 0, length);
      this.#buffer = larger;
    } else {
      const head = isWanted ? Buffer.from(this.#buffer.subarray(0, HEAD_BYTES)) : undefined;
      this.#passing = { head, startOffset: this.#offset - length };
      this.#filled = 0;
    }
  }
}

const HEAD_BYTES = 1024;

function indexOfNewline(buffer: Buffer, from: number, until: number): number {
  const index = buffer.indexOf(NEWLINE, from);
  return index < until ? index : -1;
}
