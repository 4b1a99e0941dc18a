/**
 * A process of its own that takes on to tell alerts: `node tellingProcess.ts FILE SEED COUNT AT_MS`. It begins at that
 * instant, takes them in an order of its own, and says which it may tell.
 */
import { openLedger } from '../../../../src/ledger/ledger.ts';
import { seededRandom } from '../../../support/codex/seededRandom.ts';
import { card } from '../../make.ts';

const [file = '', seed, count, atMs] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const ids = Array.from({ length: Number(count) }, (_, index) => ({ id: `alert-${index}`, rank: random.next() }))
  .sort((a, b) => a.rank - b.rank)
  .map(({ id }) => id);
const ledger = openLedger(file, card, Date.now());
while (Date.now() < Number(atMs));
const told: string[] = [];
while (ids.length > 0) {
  told.push(...ledger.claimAlerts('acct-1', ids.splice(0, random.int(1, 3)), Date.now()));
}
ledger.close();
process.stdout.write(JSON.stringify(told));
