import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { toTaggedJson } from '../base/taggedJson.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** As a whole or not at all: others may read it at any moment. */
export function keepReading(file: string, kept: object): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
    writeFileSync(draft, toTaggedJson(kept), { mode: PRIVATE_FILE });
    renameSync(draft, file);
  } catch {
    // It is read again next time.
  }
}
