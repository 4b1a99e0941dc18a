import type { Span } from '../../calendar.ts';
import type { Movement } from './findMovements.ts';
import type { WalletAlert } from './walletAlerts.ts';

/**
 * A balance shows a request up to half a minute before its line is stamped, and that line is read a moment later: until
 * then, it may yet explain a fall.
 */
const SETTLING_MS = 120_000;

/** Whether no request that is still going on can explain a movement. */
export function isSettled({ untilMs }: Movement, nowMs: number): boolean {
  return nowMs - untilMs >= SETTLING_MS;
}

/** What of the alerts no request that is still going on can take back. */
export function settledAlerts(alerts: readonly WalletAlert[], nowMs: number): WalletAlert[] {
  return alerts.flatMap((alert): WalletAlert[] => {
    if (alert.kind !== 'fellWhileIdle') {
      return [alert];
    }
    const drains = alert.drains.filter((drain) => isSettled(drain, nowMs));
    return drains.length === 0 ? [] : [{ ...alert, drains }];
  });
}

/** When it was last seen to happen; undefined of what lasts or is to come. */
export function alertedAtMs(alert: WalletAlert): number | undefined {
  switch (alert.kind) {
    case 'fellWhileIdle':
      return alert.drains.at(-1)?.untilMs;
    case 'topUpSeen':
      return alert.topUp.untilMs;
    case 'moreTopUpsThanAllowed':
      return alert.topUps.at(-1)?.untilMs;
    case 'belowReserve':
    case 'creditsExpire':
      return undefined;
  }
}

/** The alerts of what happened in a span, in the order of time, and after them all of what lasts. */
export function alertsIn(alerts: readonly WalletAlert[], { fromMs, untilMs }: Span): WalletAlert[] {
  const dated = alerts.map((alert) => ({ alert, atMs: alertedAtMs(alert) ?? untilMs }));
  return dated
    .filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs)
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ alert }) => alert);
}
