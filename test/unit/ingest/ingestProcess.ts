/** A process of its own that reads a home into a ledger: `node ingestProcess.ts LEDGER HOME`. */
import { Ledger } from '../../../src/ledger/ledger.ts';
import { card } from '../make.ts';
import { ingestAll } from './ingestAll.ts';

const [file = '', home = ''] = process.argv.slice(2);
const ledger = new Ledger(file, card, Date.now());
await ingestAll(ledger, home);
ledger.close();
