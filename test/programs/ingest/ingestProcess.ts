/**
 * A process of its own that reads a home into a ledger: `node ingestProcess.ts LEDGER HOME [STOP_FILE [PAUSE_MS]]`. It
 * says when the ledger is open, and reads on until the stop file is there, where one is named.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { openLedger } from '../../../src/ledger/ledger.ts';
import { card } from '../../unit/make.ts';
import { ingestAll } from '../../unit/ingest/ingestAll.ts';

const PAUSE_MS = 5;

const [file = '', home = '', stopFile, pauseMs = PAUSE_MS] = process.argv.slice(2);
const ledger = openLedger(file, card, Date.now());
process.stdout.write('open\n');
for (let isLast = false; !isLast;) {
  // What was there before the stop file is read by then.
  isLast = stopFile === undefined || existsSync(stopFile);
  await ingestAll(ledger, home);
  await sleep(isLast ? 0 : Number(pauseMs));
}
ledger.close();
