import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { FNV_OFFSET, hashOf } from '../base/fnv.ts';
import { fromTaggedJson } from '../base/taggedJson.ts';

/** What is to be read, and whether it was worth keeping. */
interface Reading<T> {
  /** Tells one file from others. */
  readonly name: string;
  /** All that the result depends on. */
  readonly texts: readonly string[];
  readonly read: () => Promise<T>;
  readonly isGood: (value: T) => boolean;
}

interface KeptReading {
  readonly of: readonly string[];
  readonly value: unknown;
}

/**
 * Keeps what was read from files of rules and prices: to load what checks them takes longer than a whole answer. What is
 * kept is good for the same texts, read by the same program; each program keeps its own. Where nothing can be kept, it
 * is read each time.
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
      (await import('./keepReading.ts')).keepReading(file, { of, value });
    }
    return value;
  }
}

function keptIn(file: string): KeptReading | undefined {
  try {
    return fromTaggedJson(readFileSync(file, 'utf8')) as KeptReading;
  } catch {
    // Nothing was kept yet.
    return undefined;
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
