import { fstatSync, writeSync } from 'node:fs';

import { blockFor } from '../base/blockFor.ts';
import { once } from '../base/once.ts';
import { EXIT } from './exitCode.ts';

/** Standard input, output and error, by the numbers that every system gives them. */
const [INPUT, OUTPUT, ERROR] = [0, 1, 2] as const;
const RETRY_MS = 2;

/** What a program reads from and writes to, as text. */
export interface StandardStreams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether what is written to `out` may have colours. */
  readonly hasColors: boolean;
  /** Whether a person reads `err`, and can answer. */
  readonly isInteractive: boolean;
}

/**
 * Those of this process. Node's own streams take as long to begin as a tenth of a whole report, so that they are begun
 * only for a person's terminal.
 */
export function standardStreams(): StandardStreams {
  const hasColors = once(() => mayBeTerminal(OUTPUT) && process.stdout.isTTY && process.stdout.hasColors());
  const isInteractive = once(
    () => mayBeTerminal(INPUT) && mayBeTerminal(ERROR) && process.stdin.isTTY && process.stderr.isTTY,
  );
  return {
    out: writerOf(OUTPUT, () => process.stdout),
    err: writerOf(ERROR, () => process.stderr),
    get hasColors() {
      return hasColors();
    },
    get isInteractive() {
      return isInteractive();
    },
  };
}

function writerOf(file: number, stream: () => NodeJS.WriteStream): (text: string) => void {
  if (!mayBeTerminal(file)) {
    return (text) => {
      writeAll(file, Buffer.from(text));
    };
  }
  stream().on('error', endUnheard);
  return (text) => {
    stream().write(text);
  };
}

/** Whether a person may see what is written there, or write what is read. Windows writes to them in a way of its own. */
function mayBeTerminal(file: number): boolean {
  try {
    return process.platform === 'win32' || fstatSync(file).isCharacterDevice();
  } catch {
    // It is closed.
    return false;
  }
}

/** Waits for whoever reads, where the other end is full. */
function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        endUnheard(error as NodeJS.ErrnoException);
      }
      blockFor(RETRY_MS);
    }
  }
}

/** Whoever reads may stop at any line, as `head` does. Nobody is left to write for, so it ends without a word. */
function endUnheard(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit(EXIT.failed);
}
