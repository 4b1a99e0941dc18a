import type { Calendar } from '../../calendar.ts';
import { type CreditsMicros, MICROS_PER_UNIT, creditsMicros, sumCredits } from '../../money.ts';
import { type CreditLot, expiringWithin } from './creditLots.ts';
import type { CumulativeDraws } from './drawSums.ts';
import type { Movement } from './findMovements.ts';
import type { BalanceReading } from './walletFacts.ts';

/**
 * Something about the wallet that a person should be told once. `id` stays the same when it is worked out again from
 * more readings, so that whoever tells it can remember that it was told.
 */
export type WalletAlert =
  /** The balance fell while nothing of ours drew on it: the drains of one day. */
  | {
      readonly kind: 'fellWhileIdle';
      readonly id: string;
      readonly date: string;
      readonly drains: readonly Movement[];
    }
  | { readonly kind: 'topUpSeen'; readonly id: string; readonly topUp: Movement }
  /** At least so many top-ups in one month: two between the same readings look like one. */
  | {
      readonly kind: 'moreTopUpsThanAllowed';
      readonly id: string;
      readonly month: string;
      readonly topUps: readonly Movement[];
      readonly maxPerMonth: number;
    }
  | {
      readonly kind: 'belowReserve';
      readonly id: string;
      readonly fellAtMs: number;
      readonly balance: CreditsMicros;
      readonly reserve: CreditsMicros;
    }
  | { readonly kind: 'creditsExpire'; readonly id: string; readonly lot: CreditLot };

export interface WalletAlertInput {
  readonly readings: readonly BalanceReading[];
  readonly draws: CumulativeDraws;
  readonly movements: readonly Movement[];
  readonly lots: readonly CreditLot[];
  readonly reserve: CreditsMicros;
  /** How many automatic top-ups a month the person expects at most; undefined: not declared. */
  readonly maxTopUpsPerMonth: number | undefined;
  readonly expiryNoticeDays: number;
  readonly calendar: Calendar;
  readonly nowMs: number;
  /** What happened, or may have happened, before this is not told. */
  readonly sinceMs: number;
}

/** What surely moved less is a correction, or an error of a price: the statement has it, and nobody is called for it. */
const LEAST_TOLD = creditsMicros(MICROS_PER_UNIT);

/** All that is worth telling, those of the past in the order of time within each kind. O(n log n). */
export function walletAlerts(input: WalletAlertInput): WalletAlert[] {
  return [
    ...fellWhileIdle(input),
    ...topUpsSeen(input),
    ...moreTopUpsThanAllowed(input),
    ...belowReserve(input),
    ...creditsExpire(input),
  ];
}

/** One alert a day: where others share the balance, it falls all day long. */
function fellWhileIdle({ movements, draws, calendar, sinceMs }: WalletAlertInput): WalletAlert[] {
  const drains = movements.filter(
    (movement) => movement.kind === 'drain' && movement.fromMs >= sinceMs && isIdle(movement, draws),
  );
  const byDate = Map.groupBy(drains, ({ untilMs }) => calendar.dateKey(untilMs));
  return [...byDate]
    .filter(([, ofDay]) => sumCredits(ofDay.map(({ lowest }) => lowest)) >= LEAST_TOLD)
    .map(([date, ofDay]) => ({ kind: 'fellWhileIdle', id: `fellWhileIdle:${date}`, date, drains: ofDay }));
}

/** Whether no draw of ours, however late or early it showed, can have moved the balance meanwhile. */
function isIdle({ fromMs, untilMs }: Movement, draws: CumulativeDraws): boolean {
  return draws.shownAt(fromMs).draws === draws.perhapsShownAt(untilMs).draws;
}

function topUpsSeen({ movements, sinceMs }: WalletAlertInput): WalletAlert[] {
  return movements
    .filter((movement) => isTopUp(movement) && movement.fromMs >= sinceMs)
    .map((topUp) => ({ kind: 'topUpSeen', id: `topUpSeen:${topUp.untilMs}`, topUp }));
}

/** Whether a movement looks like credits that were bought. */
export function isTopUp({ kind, lowest }: Movement): boolean {
  return kind === 'topUp' && lowest >= LEAST_TOLD;
}

function moreTopUpsThanAllowed(input: WalletAlertInput): WalletAlert[] {
  const { movements, maxTopUpsPerMonth: maxPerMonth, calendar, sinceMs } = input;
  if (maxPerMonth === undefined) {
    return [];
  }
  const byMonth = Map.groupBy(movements.filter(isTopUp), ({ untilMs }) => calendar.monthKey(untilMs));
  return [...byMonth]
    .filter(([, ofMonth]) => ofMonth.slice(maxPerMonth).some(({ fromMs }) => fromMs >= sinceMs))
    .map(([month, ofMonth]) => ({
      kind: 'moreTopUpsThanAllowed',
      id: `moreTopUpsThanAllowed:${month}`,
      month,
      topUps: ofMonth,
      maxPerMonth,
    }));
}

/** Only of the fall that still lasts: one from which the balance has risen again needs nobody any more. */
function belowReserve({ readings, reserve, sinceMs }: WalletAlertInput): WalletAlert[] {
  const fell = readings[readings.findLastIndex(({ balance }) => balance >= reserve) + 1];
  const latest = readings.at(-1);
  return fell === undefined || latest === undefined || fell.atMs < sinceMs
    ? []
    : [
        {
          kind: 'belowReserve',
          id: `belowReserve:${fell.atMs}`,
          fellAtMs: fell.atMs,
          balance: latest.balance,
          reserve,
        },
      ];
}

/** An expiry to come is not old, however long ago the credits were bought. */
function creditsExpire({ lots, expiryNoticeDays, nowMs, sinceMs }: WalletAlertInput): WalletAlert[] {
  return expiringWithin(lots, expiryNoticeDays, nowMs)
    .filter(({ expiresAtMs }) => expiresAtMs !== undefined && expiresAtMs >= sinceMs)
    .map((lot) => ({ kind: 'creditsExpire', id: `creditsExpire:${lot.seenAtMs}`, lot }));
}
