import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { FNV_OFFSET, hashOf } from '../base/fnv.ts';
import { fromTaggedJson, toTaggedJson } from '../base/taggedJson.ts';

/** What is to be read, and whether it was worth keeping. */
export interface Reading<T> {
  /** Tells one file from others. */
  readonly name: string;
  /** All that the result depends on. */
  readonly texts: readonly string[];
  readonly read: () => Promise<T>;
  readonly isGood: (value: T) => boolean;
}

interface Kept {
  readonly of: readonly string[];
  readonly value: unknown;
}

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/**
 * Keeps what was read from files of rules and prices: to load what checks them takes longer than a whole answer. What is
 * kept is good for the same texts, read by the same program; each program keeps its own. Where nothing can be kept, it is read each time.
 */
export class KeptReadings {
  readonly #folder: string | undefined;
  readonly #program: string;
  readonly #stamp: string;

  /** `program`: the script that runs; a changed one reads anew. */
  constructor(folder: string | undefined, program: string) {
    this.#folder = folder;
    this.#program = program;
    this.#stamp = stampOf(program);
  }

  async get<T>({ name, texts, read, isGood }: Reading<T>): Promise<T> {
    const of = [this.#program, this.#stamp, ...texts];
    const file =
      this.#folder === undefined ? undefined : path.join(this.#folder, fileNameOf(`${this.#program} ${name}`));
    const kept = file === undefined ? undefined : keptIn(file);
    if (kept?.of.length === of.length && of.every((text, index) => text === kept.of[index])) {
      return kept.value as T;
    }
    const value = await read();
    if (file !== undefined && isGood(value)) {
      keep(file, { of, value });
    }
    return value;
  }
}

function keptIn(file: string): Kept | undefined {
  try {
    return fromTaggedJson(readFileSync(file, 'utf8')) as Kept;
  } catch {
    // Nothing was kept yet.
    return undefined;
  }
}

/** As a whole or not at all: others may read it at any moment. */
function keep(file: string, kept: Kept): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
    writeFileSync(draft, toTaggedJson(kept), { mode: PRIVATE_FILE });
    renameSync(draft, file);
  } catch {
    // It is read again next time.
  }
}

function fileNameOf(name: string): string {
  return `read-${(hashOf(name, FNV_OFFSET) >>> 0).toString(16)}.json`;
}

function stampOf(program: string): string {
  try {
    const { mtimeMs, size } = statSync(program);
    return `${mtimeMs} ${size}`;
  } catch {
    return 'unknown';
  }
}
