import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { RESERVATION_TTL_MS } from '../../../src/ledger/runs/reservations.ts';
import { NOW_MS, budget, credits, policy } from '../../unit/make.ts';
import { ledgerFixture } from '../../unit/ledger/openLedger.ts';
import { bundledScript } from '../../support/bundledScript.ts';

const SCRIPT = bundledScript(new URL('racingProcess.ts', import.meta.url));
const run = promisify(execFile);
const PROCESSES = 20;
const LIMIT = 150;
const STARTING_MS = 2000;

interface Standing {
  readonly what: string;
  readonly spent: number;
  readonly reserved: number;
}

describe('twenty processes that race for one hard budget', function () {
  this.timeout(120_000);
  const { open, file } = ledgerFixture();
  let told: readonly Standing[] = [];

  beforeEach(async () => {
    open();
    const args = [String(LIMIT), String(Date.now() + STARTING_MS)];
    const racing = Array.from({ length: PROCESSES }, (_, index) =>
      run(process.execPath, [SCRIPT, file(), String(index), ...args]),
    );
    const answers = await Promise.all(racing);
    told = answers.flatMap(({ stdout }) =>
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Standing),
    );
  });

  it('never pass it, at no decision of theirs and in the end, though some die; and some are refused', () => {
    const over = told.filter(({ spent, reserved }) => spent + reserved > credits(LIMIT));
    const [status] = open().budgets(
      policy({ budgets: [budget({ limit: credits(LIMIT) })] }),
      'UTC',
      NOW_MS + RESERVATION_TTL_MS,
    );
    assert.ok(status);
    assert.deepEqual(over, []);
    assert.equal(status.reserved, 0, 'what was held for those that died has lapsed');
    assert.ok(status.spent <= credits(LIMIT), `${status.spent / 1e6} of ${LIMIT} credits were spent`);
    assert.ok(status.spent > credits(LIMIT / 2), 'they were not kept from spending what there was');
    assert.ok(told.some(({ what }) => what === 'decide: deny'));
  });
});
