import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { Budget } from '../../../../src/core/policy/policy.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { DAY_MS, HOUR_MS, NOW_MS, budget, credits, eventOfCredits, policy } from '../../make.ts';
import { batch, ledgerFixture, newLedgers } from '../openLedger.ts';

let count = 0;

/** So much is spent at an instant, in requests that each cost at most 20 credits. */
function spend(ledger: Ledger, amount: number, atMs: number): void {
  for (let left = amount; left > 0; left -= 20) {
    const change = { responseId: `resp-${(count += 1)}`, occurredAtMs: atMs };
    ledger.writer.append([batch([eventOfCredits(Math.min(20, left), change)])]);
  }
}

describe('the alerts of a budget of 100 at 50, 80, 90 and 100 %', () => {
  const { open } = ledgerFixture();
  const newLedger = newLedgers();
  const take = (ledger: Ledger, nowMs: number, change: Partial<Budget> = {}): readonly number[] =>
    ledger.takeThresholds(policy({ budgets: [budget(change)] }), 'UTC', nowMs).map(({ percent }) => percent);

  it('are told once each, and of several at once the highest', () => {
    const ledger = open();
    const told = [0, 49, 1, 0, 35, 20].map((amount) => {
      spend(ledger, amount, NOW_MS);
      return take(ledger, NOW_MS);
    });
    assert.deepEqual(told, [[], [], [50], [], [80], [100]]);
  });

  it('of before the budget was first seen are not told', () => {
    const ledger = open();
    spend(ledger, 85, NOW_MS);
    const first = take(ledger, NOW_MS);
    spend(ledger, 6, NOW_MS);
    assert.deepEqual([first, take(ledger, NOW_MS)], [[], [90]]);
  });

  it('begin anew with each window', () => {
    const ledger = open();
    take(ledger, NOW_MS);
    spend(ledger, 60, NOW_MS);
    const today = take(ledger, NOW_MS);
    const tomorrowMs = NOW_MS + DAY_MS;
    const unspent = take(ledger, tomorrowMs);
    spend(ledger, 60, tomorrowMs);
    assert.deepEqual([today, unspent, take(ledger, tomorrowMs), take(ledger, tomorrowMs)], [[50], [], [50], []]);
  });

  it('begin anew with another limit, from where it stands', () => {
    const ledger = open();
    take(ledger, NOW_MS);
    spend(ledger, 60, NOW_MS);
    take(ledger, NOW_MS);
    const change = { limit: credits(200) };
    const raised = take(ledger, NOW_MS, change);
    spend(ledger, 40, NOW_MS);
    assert.deepEqual([raised, take(ledger, NOW_MS, change)], [[], [50]]);
  });

  it('of a budget that rolls are told again once a whole window has gone by and less is spent', () => {
    const ledger = open();
    const rolling = { period: 'rolling-24h' } as const;
    take(ledger, NOW_MS, rolling);
    spend(ledger, 60, NOW_MS);
    const first = take(ledger, NOW_MS, rolling);
    const [soonMs, laterMs] = [NOW_MS + 23 * HOUR_MS, NOW_MS + 25 * HOUR_MS];
    const soon = take(ledger, soonMs, rolling);
    const after = take(ledger, laterMs, rolling);
    spend(ledger, 60, laterMs);
    assert.deepEqual([first, soon, after, take(ledger, laterMs, rolling)], [[50], [], [], [50]]);
  });

  it('are told by one of several windows', () => {
    const [first, second] = [open(), open()];
    take(first, NOW_MS);
    spend(first, 60, NOW_MS);
    assert.deepEqual([take(second, NOW_MS), take(first, NOW_MS)], [[50], []]);
  });

  it('are told at most once each in a window, whatever is spent and whoever looks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 8 }), (amounts) => {
        const ledger = newLedger();
        const told = amounts.flatMap((amount) => {
          spend(ledger, amount, NOW_MS);
          return take(ledger, NOW_MS);
        });
        ledger.close();
        assert.deepEqual(
          told,
          [...new Set(told)].sort((a, b) => a - b),
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('the forecasts of budgets', () => {
  const { open } = ledgerFixture();

  it('count what each budget counts, and tell nothing of one that rolls', () => {
    const ledger = open();
    spend(ledger, 12, NOW_MS - 6 * HOUR_MS);
    const budgets = [
      budget(),
      budget({ id: 'elsewhere', scope: { kind: 'workspace', path: '/elsewhere' } }),
      budget({ id: 'rolling', period: 'rolling-24h' }),
    ];
    const [daily, ...others] = ledger.budgetForecasts(policy({ budgets }), 'UTC', NOW_MS);
    assert.ok(daily && daily.low >= credits(12) && daily.high > credits(24));
    assert.deepEqual(others, [undefined, undefined]);
  });
});
