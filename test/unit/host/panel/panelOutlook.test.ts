import assert from 'node:assert/strict';

import { Calendar } from '../../../../src/core/calendar.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import { walletOutlook, walletRules } from '../../../../src/core/wallet/statement/walletOutlook.ts';
import { outlookView } from '../../../../src/host/panel/panelOutlook.ts';
import type { OutlookView } from '../../../../src/panel/walletProtocol.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits, policy } from '../../make.ts';
import { MINUTE_MS, guardState, tools } from '../views.ts';

/** The view of a wallet that was read at some hours from now, nothing of which drew here. */
function view(
  readings: readonly (readonly [hours: number, balance: number])[],
  rules = walletRules(policy()),
): OutlookView | undefined {
  const seen = readings.map(([hours, balance]) => ({
    atMs: NOW_MS + hours * HOUR_MS,
    balance: credits(balance),
    step: credits(0.01),
  }));
  const draws = new CumulativeDraws([]);
  const history = { readings: seen, draws, movements: findMovements(seen, draws) };
  const outlook = walletOutlook(history, rules, new Calendar('UTC'), NOW_MS, NOW_MS - 400 * DAY_MS);
  return outlookView(guardState({ outlookModel: { account: 'acct-1', readAtMs: NOW_MS, rules, outlook } }), tools);
}

describe('what a wallet’s past means, in the panel', () => {
  it('is nothing before a balance is known', () => {
    assert.equal(outlookView(guardState(), tools), undefined);
    assert.equal(view([]), undefined);
  });

  it('tells the alerts of the last weeks, the newest first', () => {
    const alerts = view([
      [-900, 900],
      [-850, 800],
      [-30, 800],
      [-29, 700],
      [-5, 1200],
    ])?.alerts;
    assert.deepEqual(
      alerts?.map(({ text }) => text.replace(/ between.*/, '')),
      ['The balance rose by 499.98–500.02 credits', 'The balance fell by 99.98–100.02 credits'],
    );
  });

  it('is silent about a fall that a request may yet explain', () => {
    const fallAgo = (minutes: number) =>
      view([
        [-1, 100],
        [-minutes / 60, 58],
      ])?.alerts.length;
    assert.deepEqual([fallAgo(1), fallAgo(2)], [0, 1]);
  });

  it('lists what the balance consists of, as long as it is there, the oldest first', () => {
    const shown = view([
      [-300, 100],
      [-200, 350],
      [-100, 250],
      [-50, 500],
    ]);
    assert.deepEqual(shown?.lots, [
      { key: String(NOW_MS - 200 * HOUR_MS), came: 'Nov 12, 2026', left: '250.00', expires: 'from Nov 8, 2027 on' },
      { key: String(NOW_MS - 50 * HOUR_MS), came: 'Nov 18, 2026', left: '250.00', expires: 'from Nov 16, 2027 on' },
    ]);
    assert.equal(shown.moreLotsText, '');
  });

  it('lists the next to be drawn of many, and says how many it leaves out', () => {
    const shown = view(Array.from({ length: 12 }, (_, index) => [index - 50, 100 + index * 250] as const));
    assert.deepEqual(
      [shown?.lots.length, shown?.lots[0]?.expires, shown?.moreLotsText],
      [8, 'not known', '4 newer ones are left out here.'],
    );
  });

  it('says how much top-up there was, what it may cost at worst, and what is needed', () => {
    const rules = walletRules(policy({ autoReload: { targetBalance: credits(500), maxPerMonth: 4 } }));
    const wallet = Array.from({ length: 40 }, (_, day) => [(day - 40) * 24 - MINUTE_MS / HOUR_MS, 900 - day] as const);
    const shown = view(wallet, rules);
    assert.deepEqual(shown?.topUpSentences, [
      'No top-up was seen this month. Your policy declares at most 4 automatic ones a month.',
      'Automatic top-up, as declared, may buy 2,000 credits in a month, about 80.00 USD. One-time purchases come on top.',
      'In the last 39 days Codex here drew no purchased credits.',
    ]);
    assert.deepEqual(shown.settings, []);
  });
});
