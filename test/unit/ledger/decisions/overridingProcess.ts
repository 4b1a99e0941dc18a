/**
 * A process of its own that wants to run on each of some days whose budget is nothing, at instants that others know, too:
 * `node overridingProcess.ts LEDGER DAYS FIRST_AT_MS PAUSE_MS NAME`. It says on which days it was let.
 */
import { openLedger } from '../../../../src/ledger/ledger.ts';
import { DAY_MS, NOW_MS, budget, card, credits } from '../../make.ts';
import { request } from '../judging.ts';

const [file = '', days, firstAtMs, pauseMs, name = ''] = process.argv.slice(2);
const ledger = openLedger(file, card, NOW_MS);
const rules = { budgets: [budget({ limit: credits(0) })] };
for (let day = 0; day < Number(days); day += 1) {
  const atMs = Number(firstAtMs) + day * Number(pauseMs);
  while (Date.now() < atMs);
  const { decision } = ledger.decide(request({ nowMs: NOW_MS + day * DAY_MS }, rules), `${name}-${day}`);
  if (decision.effect !== 'deny') {
    process.stdout.write(`${day}\n`);
  }
}
ledger.close();
