import { closeSync, openSync, writeSync } from 'node:fs';

import type { SeededRandom } from '../../support/codex/seededRandom.ts';
import { fillIn } from './filler.ts';

const BUFFER_BYTES = 4 << 20;
const buffer = Buffer.allocUnsafe(BUFFER_BYTES);

/** One line of a rollout, with places for filler in it. */
export interface Line {
  readonly atMs: number;
  readonly type: string;
  readonly payload: object;
  /** What Codex notes about a line beside its payload. */
  readonly metadata?: object;
}

/** Writes one rollout, a line at a time. Only one is written at once: they share a buffer. */
export class LineFile {
  readonly #fd: number;
  readonly #random: SeededRandom;
  /** Whether lines are numbered, as Codex does in its paginated history. */
  readonly #isNumbered: boolean;
  #lines = 0;
  #buffered = 0;
  #flushed = 0;

  constructor(path: string, random: SeededRandom, options: { readonly isNumbered: boolean }) {
    this.#fd = openSync(path, 'w');
    this.#random = random;
    this.#isNumbered = options.isNumbered;
  }

  get bytes(): number {
    return this.#flushed + this.#buffered;
  }

  write(...lines: readonly Line[]): void {
    for (const { atMs, type, payload, metadata } of lines) {
      const timestamp = new Date(atMs).toISOString();
      const ordinal = this.#isNumbered ? { ordinal: this.#lines } : {};
      const json = JSON.stringify({ timestamp, ...ordinal, type, payload, ...(metadata && { metadata }) });
      fillIn(`${json}\n`, this.#random).forEach((piece) => this.#append(piece));
      this.#lines += 1;
    }
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #append(piece: string | Buffer): void {
    const bytes = typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    if (this.#buffered + bytes > BUFFER_BYTES) {
      this.#flush();
    }
    this.#buffered +=
      typeof piece === 'string' ? buffer.write(piece, this.#buffered) : piece.copy(buffer, this.#buffered);
  }

  #flush(): void {
    writeSync(this.#fd, buffer, 0, this.#buffered);
    this.#flushed += this.#buffered;
    this.#buffered = 0;
  }
}
