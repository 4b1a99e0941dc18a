import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { Format } from '../../../../src/core/format.ts';
import { walletAlertText } from '../../../../src/core/wallet/walletAlertText.ts';
import type { Movement } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { WalletAlert } from '../../../../src/core/wallet/statement/walletAlerts.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits } from '../../make.ts';

const format = new Format(inEnglish, 'en-GB', 'UTC');
const MINUTE_MS = 60_000;

/** So many minutes ago it was seen, within half an hour. */
function movement(kind: Movement['kind'], agoMinutes: number, low: number, high: number | undefined): Movement {
  const untilMs = NOW_MS - agoMinutes * MINUTE_MS;
  const highest = high === undefined ? undefined : credits(high);
  return { kind, fromMs: untilMs - 30 * MINUTE_MS, untilMs, lowest: credits(low), credits: credits(low), highest };
}
const drain = (agoMinutes: number, low: number, high: number | undefined = low) =>
  movement('drain', agoMinutes, low, high);
const fell = (...drains: Movement[]): WalletAlert => ({ kind: 'fellWhileIdle', id: '', date: '2026-11-20', drains });
const lot = (expiresAtMs: number): WalletAlert => ({
  kind: 'creditsExpire',
  id: '',
  lot: { seenAtMs: NOW_MS - 350 * DAY_MS, credits: credits(500), remaining: credits(120.5), expiresAtMs },
});
const below = (balance: number, reserve: number): WalletAlert => ({
  kind: 'belowReserve',
  id: '',
  fellAtMs: NOW_MS - HOUR_MS,
  balance: credits(balance),
  reserve: credits(reserve),
});

describe('an alert of the wallet, in words', () => {
  const texts: readonly (readonly [says: string, alert: WalletAlert, text: string])[] = [
    [
      'tells a fall with its range, and accuses nobody',
      fell(drain(85, 41, 43)),
      'The balance fell by 41.00–43.00 credits between 10:05 and 10:35 while nothing ran here. Other features, another machine or a cloud task may have drawn it.',
    ],
    [
      'tells a fall that is known exactly by one figure',
      fell(drain(85, 42)),
      'The balance fell by 42.00 credits between 10:05 and 10:35 while nothing ran here. Other features, another machine or a cloud task may have drawn it.',
    ],
    [
      'tells several falls of a day by their sum',
      fell(drain(85, 41, 43), drain(30, 9, 10)),
      'Between 10:05 and 11:30 the balance fell 2 times, by 50.00–53.00 credits in all, each time while nothing ran here. Other features, another machine or a cloud task may have drawn it.',
    ],
    [
      'leaves a sum open where one of them is',
      fell(movement('drain', 85, 41, undefined), drain(30, 9, 10)),
      'Between 10:05 and 11:30 the balance fell 2 times, by at least 50.00 credits in all, each time while nothing ran here. Other features, another machine or a cloud task may have drawn it.',
    ],
    [
      'does not rule out a request that is not written down yet',
      fell(drain(1, 42)),
      'The balance fell by 42.00 credits between 11:29 and 11:59 while nothing ran here. Other features, another machine or a cloud task may have drawn it. So may a request here that is still going on.',
    ],
    [
      'tells a top-up',
      { kind: 'topUpSeen', id: '', topUp: movement('topUp', 85, 499.98, 500.02) },
      'The balance rose by 499.98–500.02 credits between 10:05 and 10:35, likely by a top-up. If you did not make one, look at automatic top-up in ChatGPT’s settings.',
    ],
    [
      'tells of more top-ups than declared',
      {
        kind: 'moreTopUpsThanAllowed',
        id: '',
        month: '2026-11',
        topUps: [movement('topUp', 9, 500, 500), movement('topUp', 5, 500, 500)],
        maxPerMonth: 1,
      },
      'At least 2 top-ups were seen in November 2026, and your policy declares at most 1 a month. Look in ChatGPT’s settings whether automatic top-up is as you mean it.',
    ],
    [
      'tells of a balance below the reserve',
      below(84.2, 100),
      'The balance is 84.20 credits; it has been below your reserve of 100 since 11:00. Add credits, or lower the reserve in your policy.',
    ],
    [
      'tells of a balance below zero where no reserve is kept',
      below(-1, 0),
      'The balance is −1.00 credits; it has been below zero since 11:00. Add credits before you run more.',
    ],
    [
      'tells of credits that expire',
      lot(NOW_MS + 15 * DAY_MS),
      '120.50 credits that were bought by 5 Dec 2025 may expire on 5 Dec 2026. Credits last twelve months, and the oldest are drawn first.',
    ],
    [
      'does not claim that credits have expired while the balance holds them',
      lot(NOW_MS - 2 * DAY_MS),
      '120.50 credits that were bought by 5 Dec 2025 may have expired on 18 Nov 2026. Credits last twelve months, and the oldest are drawn first.',
    ],
  ];
  for (const [says, alert, text] of texts) {
    it(says, () => assert.equal(walletAlertText(alert, inEnglish, format, NOW_MS), text));
  }
});
