import assert from 'node:assert/strict';

import { Calendar } from '../../../../src/core/calendar.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { BalanceReading, Draw } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { type WalletOutlook, walletOutlook, walletRules } from '../../../../src/core/wallet/statement/walletOutlook.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits, policy } from '../../make.ts';

const utc = new Calendar('UTC');
const reading = (day: number, balance: number): BalanceReading => ({
  atMs: NOW_MS + day * DAY_MS,
  balance: credits(balance),
  step: credits(0.01),
});
const draw = (day: number, amount: number): Draw => ({
  atMs: NOW_MS + day * DAY_MS - HOUR_MS,
  credits: credits(amount),
  lowest: credits(amount),
  highest: credits(amount),
});

function outlook(
  readings: readonly BalanceReading[],
  drawn: readonly Draw[] = [],
  rules = walletRules(policy()),
): WalletOutlook {
  const draws = new CumulativeDraws(drawn);
  const history = { readings, draws, movements: findMovements(readings, draws) };
  return walletOutlook(history, rules, utc, NOW_MS, NOW_MS - 100 * DAY_MS);
}

describe('what a wallet’s past means now', () => {
  it('is nothing where no balance was seen', () => {
    assert.deepEqual(outlook([]), {
      alerts: [],
      lots: [],
      topUps: [],
      advice: { exposure: { kind: 'notDeclared' }, need: undefined, recommended: undefined },
      daysKnown: 0,
      unpricedDraws: 0,
    });
  });

  it('counts the top-ups of this month, and holds all that were seen against the balance', () => {
    const { topUps, lots } = outlook([reading(-40, 100), reading(-35, 350), reading(-10, 600), reading(-5, 850)]);
    assert.deepEqual(
      topUps.map(({ untilMs }) => untilMs),
      [NOW_MS - 10 * DAY_MS, NOW_MS - 5 * DAY_MS],
    );
    assert.deepEqual(
      lots.map(({ remaining }) => Math.round(remaining / 1e6)),
      [100, 250, 250, 250],
    );
  });

  it('goes by what the policy says', () => {
    const rules = walletRules(
      policy({ reserve: credits(700), autoReload: { targetBalance: credits(500), maxPerMonth: 1 } }),
    );
    const { alerts, advice } = outlook([reading(-10, 100), reading(-8, 350), reading(-5, 600)], [], rules);
    assert.deepEqual(advice.exposure, { kind: 'limited', credits: credits(500) });
    assert.deepEqual(
      alerts.map(({ kind }) => kind),
      ['topUpSeen', 'topUpSeen', 'moreTopUpsThanAllowed', 'belowReserve'],
    );
  });

  it('forecasts from whole days since the first balance, and counts what has no price', () => {
    const drawn = Array.from({ length: 20 }, (_, index) => draw(index - 19, 10));
    const readings = [reading(-30, 1000), reading(-1, 810)];
    const { advice, unpricedDraws } = outlook(readings, [...drawn, { ...draw(0, 0), highest: undefined }]);
    assert.deepEqual([advice.need?.daysConsidered, unpricedDraws], [29, 1]);
    const young = outlook([reading(-10, 1000), reading(-1, 810)], drawn);
    assert.deepEqual([young.daysKnown, young.advice.need], [9, undefined]);
  });
});
