/**
 * A process of its own that runs as much as one budget lets it, beside others:
 * `node racingProcess.ts LEDGER NAME LIMIT STARTING_AT_MS`. After each of its decisions it tells as a line of JSON where the
 * budget stands; every third process ends in the middle of a run without a word.
 */
import { blockFor } from '../../../src/base/blockFor.ts';
import { GuardError } from '../../../src/base/errors.ts';
import { openLedger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, budget, card, credits, estimate, eventOfCredits } from '../../unit/make.ts';
import { request } from '../../unit/ledger/judging.ts';
import { batch } from '../../unit/ledger/openLedger.ts';

const RUNS = 3;
const RESPONSES = 4;
const CREDITS_A_RESPONSE = 3;
/** A model takes its time; who never pauses would only starve the others of the lock. */
const RESPONSE_MS = 50;

const [file = '', name = '', limit, startingAtMs] = process.argv.slice(2);
const crashes = Number(name) % 3 === 0;
const wanted = request(
  { estimate: estimate(2 + (Number(name) % 7), 12) },
  { budgets: [budget({ limit: credits(Number(limit)) })] },
);

const ledger = patiently(() => openLedger(file, card, NOW_MS));
blockFor(Math.max(0, Number(startingAtMs) - Date.now()));
for (let run = 0; run < RUNS; run += 1) {
  runOnce(`${name}-${run}`, crashes && run === RUNS - 1);
}
ledger.close();

function runOnce(id: string, crashing: boolean): void {
  const { decision } = patiently(() => ledger.decide(wanted, id));
  tell(`decide: ${decision.effect}`);
  if (decision.effect === 'deny') {
    return;
  }
  patiently(() => {
    ledger.answerDecision(id, 'run', 'the race', NOW_MS);
  });
  patiently(() => {
    ledger.beginRun(id, id, id, NOW_MS);
  });
  let spent = 0;
  for (let response = 0; response < RESPONSES; response += 1) {
    const total = patiently(() => ledger.extendReservation(id, credits(spent + CREDITS_A_RESPONSE), wanted).total);
    tell('extend');
    blockFor(RESPONSE_MS);
    const cost = Math.min(CREDITS_A_RESPONSE, Math.floor(total / 1e6) - spent);
    if (cost <= 0) {
      break;
    }
    spend(id, response, cost);
    spent += cost;
    if (crashing && response === 1) {
      process.exit(0);
    }
  }
  patiently(() => {
    ledger.settleRun(id, 'completed', NOW_MS);
  });
}

function spend(id: string, response: number, cost: number): void {
  const responseId = `${id}-${response}`;
  patiently(() => {
    ledger.writer.append([batch([eventOfCredits(cost, { threadId: id, runId: id, responseId })])]);
  });
}

function tell(what: string): void {
  const [status] = patiently(() => ledger.budgets(wanted.policy, 'UTC', NOW_MS));
  process.stdout.write(`${JSON.stringify({ what, spent: status?.spent, reserved: status?.reserved })}\n`);
}

/** Who does not get the lock on a busy machine tries again: without an answer nothing may be spent. */
function patiently<T>(work: () => T): T {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!GuardError.is(error, 'ledger.locked')) {
        throw error;
      }
    }
  }
}
