import assert from 'node:assert/strict';

import { Calendar } from '../../../src/core/calendar.ts';
import { sumCredits } from '../../../src/core/money.ts';
import { SPEND_STACKS, spendBuckets } from '../../../src/core/usage/spend.ts';
import { HOUR_MS, NOW_MS, credits, eventOfCredits } from '../make.ts';
import { batch, ledgerFixture } from './openLedger.ts';

const DAY_MS = 24 * HOUR_MS;
const calendar = new Calendar('Asia/Kathmandu');
const { spans } = spendBuckets({ bucket: 'day', span: undefined }, calendar, NOW_MS);
const whole = { fromMs: spans[0]!.fromMs, untilMs: spans.at(-1)!.untilMs };

/** Two runs over ten days, in two folders, one of them partly at another tier. */
const events = Array.from({ length: 40 }, (_, index) =>
  eventOfCredits(1 + (index % 3), {
    responseId: `resp-${index}`,
    runId: index < 30 ? 'run-1' : 'run-2',
    occurredAtMs: NOW_MS - index * (DAY_MS / 4) - 7,
    workspace: index % 2 === 0 ? '/work/api' : '/work/web',
    tier: index % 5 === 0 ? 'fast' : undefined,
  }),
);

describe('spend over time, by the ledger', () => {
  const { open } = ledgerFixture();

  for (const stack of SPEND_STACKS) {
    it(`by ${stack} comes to what a report says of each day`, () => {
      const ledger = open();
      ledger.writer.append([batch(events)]);
      const report = ledger.report('day', whole.fromMs, whole.untilMs, calendar.timezone);
      const days = ledger
        .spend({ stack, only: undefined }, spans)
        .filter(({ sums }) => sums.length > 0)
        .map(({ fromMs, sums }) => [calendar.dateKey(fromMs), sumCredits(sums.map((sum) => sum.credits))]);
      assert.deepEqual(
        days,
        report.rows.map(({ key, credits: amount }) => [key, amount]),
      );
    });
  }

  it('names the runs behind it, with what they are as a whole', () => {
    const ledger = open();
    ledger.writer.append([batch(events)]);
    const runs = ledger.spendRuns({ stack: 'workspace', only: '/work/web' }, whole, 25);
    assert.deepEqual(
      runs.map(({ spent, run }) => [spent.runId, spent.requests, run?.requests]),
      [
        ['run-1', 15, 30],
        ['run-2', 5, 10],
      ],
    );
    assert.ok(runs[0]!.spent.credits < credits(60));
  });

  it('is nothing where nothing was read', () => {
    const ledger = open();
    assert.ok(ledger.spend({ stack: 'model', only: undefined }, spans).every(({ sums }) => sums.length === 0));
    assert.deepEqual(ledger.spendRuns({ stack: 'model', only: undefined }, whole, 25), []);
  });
});
