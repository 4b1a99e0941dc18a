import assert from 'node:assert/strict';

import { parseLimits } from '../../../../src/codex/rollouts/rolloutLimits.ts';
import { NO_FACTS, type WalletFacts } from '../../../../src/core/wallet/wallet.ts';
import { credits } from '../../make.ts';

const primary = { used_percent: 12.0, window_minutes: 300, resets_at: 1_795_561_574 };
const window = {
  limitId: 'codex',
  name: undefined,
  usedPercent: 12,
  windowMinutes: 300,
  resetsAtMs: 1_795_561_574_000,
};
const limits = (told: object): string => JSON.stringify(told);

describe('the limits that a rollout tells of', () => {
  it('are told like this by Codex 0.169', () => {
    const told = `{"limit_id":"codex","limit_name":null,"primary":{"used_percent":12.0,"window_minutes":300,
      "resets_at":1795561574},"secondary":{"used_percent":34.0,"window_minutes":10080,"resets_at":1795910774},
      "credits":{"has_credits":true,"unlimited":false,"balance":"999.7"},"individual_limit":null,
      "spend_control_reached":null,"plan_type":"business","rate_limit_reached_type":"workspace_member_credits_depleted"}`;
    assert.deepEqual(parseLimits(told), {
      ...NO_FACTS,
      planType: 'business',
      balance: credits(999.7),
      balanceStep: credits(0.1),
      unlimited: false,
      hasCredits: true,
      windows: [window, { ...window, usedPercent: 34, windowMinutes: 10_080, resetsAtMs: 1_795_910_774_000 }],
      reachedType: 'memberCredits',
    });
  });

  const cases: readonly (readonly [says: string, told: object, facts: Partial<WalletFacts>])[] = [
    ['by versions that knew one limit, under its name', { primary, secondary: null }, { windows: [window] }],
    [
      'of another limit, under its own',
      { limit_id: 'gpt-reserve', limit_name: 'Luna Reserve', primary },
      { windows: [{ ...window, limitId: 'gpt-reserve', name: 'Luna Reserve' }] },
    ],
    [
      'by versions that did not tell when a window resets',
      { primary: { used_percent: 1, window_minutes: 300, resets_in_seconds: null } },
      { windows: [{ ...window, usedPercent: 1, resetsAtMs: undefined }] },
    ],
    [
      'without a balance where none is told',
      { credits: { has_credits: false, unlimited: false } },
      { hasCredits: false, unlimited: false },
    ],
    ['without one that is no number', { credits: { has_credits: true, balance: 'a lot' } }, { hasCredits: true }],
    [
      'with what is the person’s in a workspace',
      { individual_limit: { limit: '500', used: '125.5', remaining_percent: 75, resets_at: 1_796_000_000 } },
      { individualLimit: { limit: credits(500), used: credits(125.5), resetsAtMs: 1_796_000_000_000 } },
    ],
    [
      'with the whole milliseconds of a reset, which is all that the ledger keeps',
      { primary: { ...primary, resets_at: 1_795_561_574.000_7 } },
      { windows: [{ ...window, resetsAtMs: 1_795_561_574_001 }] },
    ],
    [
      'without a reset that no date can have, and without a window of no time',
      { primary: { ...primary, resets_at: 1e300 }, secondary: { ...primary, window_minutes: -300 } },
      {
        windows: [
          { ...window, resetsAtMs: undefined },
          { ...window, windowMinutes: undefined },
        ],
      },
    ],
    [
      'without a window that is less than empty',
      { primary: { ...primary, used_percent: -1 }, secondary: primary },
      { windows: [window] },
    ],
    ['with a spending limit', { spend_control_reached: true }, { spendControlReached: true }],
  ];
  for (const [says, told, facts] of cases) {
    it(`are told ${says}`, () => assert.deepEqual(parseLimits(limits(told)), { ...NO_FACTS, ...facts }));
  }

  const silent: readonly (readonly [says: string, told: string])[] = [
    ['null', 'null'],
    ['with all of it null', limits({ limit_id: 'codex', primary: null, credits: null, plan_type: null })],
    ['in a form nobody knows', limits({ primary: 'full', credits: [], plan_type: 7 })],
    ['torn', '{"primary":{"used_per'],
  ];
  for (const [says, told] of silent) {
    it(`say nothing when they are ${says}`, () => assert.equal(parseLimits(told), undefined));
  }
});
