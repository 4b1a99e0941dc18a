/**
 * A process of its own that wants to poll, at instants that others know, too:
 * `node claimingProcess.ts LEDGER COUNT FIRST_AT_MS PAUSE_MS`. It says which polls it was granted.
 */
import { openLedger } from '../../../src/ledger/ledger.ts';
import { card } from '../../unit/make.ts';

const [file = '', count, firstAtMs, pauseMs] = process.argv.slice(2);
const ledger = openLedger(file, card, Date.now());
for (let index = 0; index < Number(count); index += 1) {
  const atMs = Number(firstAtMs) + index * Number(pauseMs);
  while (Date.now() < atMs);
  const { kind } = ledger.claimPoll({ home: `/${index}`, signIn: 'ada', reason: 'wanted', nowMs: Date.now() });
  if (kind === 'granted') {
    process.stdout.write(`${index}\n`);
  }
}
ledger.close();
