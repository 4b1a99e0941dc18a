/** A process of its own that reads a home into a ledger: `node ingestProcess.ts LEDGER HOME`. */
import { ingestHome } from '../../../src/ingest/ingestHome.ts';
import { Ledger } from '../../../src/ledger/ledger.ts';
import { card } from '../make.ts';

const [file = '', home = ''] = process.argv.slice(2);
const ledger = new Ledger(file, card, Date.now());
Array.from(ingestHome(ledger.writer, home, (folder) => folder));
ledger.close();
