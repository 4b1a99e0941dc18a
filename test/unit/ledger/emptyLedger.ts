import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { openDatabase } from '../../../src/ledger/openDatabase.ts';
import { NOW_MS } from '../make.ts';
import { TEMPORARY_ROOT } from '../temporary.ts';

const EMPTY = contentOfEmpty();

/** Puts a ledger with nothing in it where there is none yet: copying it takes a part of the time that making it takes. */
export function putEmptyLedger(file: string): void {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, EMPTY, { mode: 0o600 });
  }
}

function contentOfEmpty(): Buffer {
  const folder = mkdtempSync(path.join(TEMPORARY_ROOT, 'guardrails-unit-'));
  try {
    const file = path.join(folder, 'ledger.sqlite');
    openDatabase(file, NOW_MS).db.close();
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
