import assert from 'node:assert/strict';

import { alertsIn, settledAlerts } from '../../../../src/core/wallet/statement/alertTimes.ts';
import type { Movement } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { WalletAlert } from '../../../../src/core/wallet/statement/walletAlerts.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';

const MINUTE_MS = 60_000;

function movement(kind: Movement['kind'], untilMs: number): Movement {
  const amount = credits(40);
  return { kind, fromMs: untilMs - HOUR_MS, untilMs, lowest: amount, credits: amount, highest: amount };
}

const fell = (...untilMs: readonly number[]): WalletAlert => ({
  kind: 'fellWhileIdle',
  id: 'fell',
  date: '2026-11-20',
  drains: untilMs.map((atMs) => movement('drain', atMs)),
});
const rose = (untilMs: number): WalletAlert => ({
  kind: 'topUpSeen',
  id: `rose ${untilMs - NOW_MS}`,
  topUp: movement('topUp', untilMs),
});
const below: WalletAlert = {
  kind: 'belowReserve',
  id: 'below',
  fellAtMs: NOW_MS - 99 * HOUR_MS,
  balance: credits(1),
  reserve: credits(2),
};

describe('an alert that is settled', () => {
  const falls = (nowMs: number): number =>
    settledAlerts([fell(NOW_MS, NOW_MS + HOUR_MS)], nowMs).flatMap((alert) =>
      alert.kind === 'fellWhileIdle' ? alert.drains : [],
    ).length;

  for (const [nowMs, count] of [
    [NOW_MS + 2 * MINUTE_MS - 1, 0],
    [NOW_MS + 2 * MINUTE_MS, 1],
    [NOW_MS + HOUR_MS + 2 * MINUTE_MS - 1, 1],
    [NOW_MS + HOUR_MS + 2 * MINUTE_MS, 2],
  ] as const) {
    it(`has ${count} falls ${(nowMs - NOW_MS) / 1000} s after the first: what ran may not have been read yet`, () =>
      assert.equal(falls(nowMs), count));
  }

  it('may be just as young where no request of ours can explain it', () =>
    assert.deepEqual(settledAlerts([rose(NOW_MS), below], NOW_MS), [rose(NOW_MS), below]));
});

describe('the alerts of a span', () => {
  const alerts = [fell(NOW_MS - HOUR_MS, NOW_MS), rose(NOW_MS - 2 * HOUR_MS), rose(NOW_MS + 1), below];
  const idsOf = (fromMs: number, untilMs: number) => alertsIn(alerts, { fromMs, untilMs }).map(({ id }) => id);

  it('come in the order of time, with what lasts at the end', () =>
    assert.deepEqual(idsOf(0, NOW_MS + 2), ['rose -7200000', 'fell', 'rose 1', 'below']));
  it('are none of another span, but what lasts is told of any', () =>
    assert.deepEqual([idsOf(NOW_MS - HOUR_MS, NOW_MS), idsOf(0, 1)], [['fell', 'below'], ['below']]));
});
