/**
 * A process of its own that opens new ledgers, each at an instant that others know, too:
 * `node openingProcess.ts FOLDER COUNT FIRST_AT_MS PAUSE_MS`. It says what went wrong.
 */
import path from 'node:path';

import { openLedger } from '../../../src/ledger/ledger.ts';
import { card } from '../../unit/make.ts';

const [folder = '', count, firstAtMs, pauseMs] = process.argv.slice(2);
for (let index = 0; index < Number(count); index += 1) {
  const atMs = Number(firstAtMs) + index * Number(pauseMs);
  while (Date.now() < atMs);
  try {
    openLedger(path.join(folder, `${index}.sqlite`), card, Date.now()).close();
  } catch (error) {
    process.stdout.write(`${index}: ${String(error)}\n`);
  }
}
