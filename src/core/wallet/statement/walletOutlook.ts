import type { Calendar } from '../../calendar.ts';
import type { CreditsMicros } from '../../money.ts';
import type { AutoReload, Policy } from '../../policy/policy.ts';
import type { BalanceHistory } from './accountHistory.ts';
import { type CreditLot, creditLots } from './creditLots.ts';
import type { Movement } from './findMovements.ts';
import { type TopUpAdvice, paidDaysOf, topUpAdvice } from './topUpAdvice.ts';
import { type WalletAlert, isTopUp, walletAlerts } from './walletAlerts.ts';

/** What a policy says of the wallet. */
export interface WalletRules {
  readonly reserve: CreditsMicros;
  /** Undefined: not declared. */
  readonly autoReload: AutoReload | undefined;
}

/** What the past of a wallet means for a person now. */
export interface WalletOutlook {
  readonly alerts: readonly WalletAlert[];
  /** What the balance consists of, the oldest first; empty where no balance is known. */
  readonly lots: readonly CreditLot[];
  /** Those of this month, in the order of time. */
  readonly topUps: readonly Movement[];
  readonly advice: TopUpAdvice;
  /** On how many whole days the advice could rest; it needs some before there is any. */
  readonly daysKnown: number;
  /** Requests of those days, and of today, that have no price: what they drew is not in the advice. */
  readonly unpricedDraws: number;
}

/** Credits that expire sooner are told of. */
const EXPIRY_NOTICE_DAYS = 30;

/** What a policy in force says of the wallet. */
export function walletRules({ reserve, autoReload }: Policy): WalletRules {
  return { reserve: reserve.value, autoReload: autoReload?.value };
}

/**
 * What `history` means at `nowMs` under these rules. What happened before `sinceMs` raises no alert. The history should
 * reach back for as long as credits last. O(n log n).
 */
export function walletOutlook(
  { readings, draws, movements }: BalanceHistory,
  { reserve, autoReload }: WalletRules,
  calendar: Calendar,
  nowMs: number,
  sinceMs: number,
): WalletOutlook {
  const lots = creditLots(readings, movements);
  const month = calendar.monthOf(nowMs);
  const { days: paidDays, fromMs } = paidDaysOf(draws, calendar, readings[0]?.atMs ?? nowMs, nowMs);
  return {
    alerts: walletAlerts({
      readings,
      draws,
      movements,
      lots,
      reserve,
      maxTopUpsPerMonth: autoReload?.maxPerMonth,
      expiryNoticeDays: EXPIRY_NOTICE_DAYS,
      calendar,
      nowMs,
      sinceMs,
    }),
    lots,
    topUps: movements.filter((movement) => isTopUp(movement) && movement.untilMs >= month.fromMs),
    advice: topUpAdvice(autoReload, paidDays),
    daysKnown: paidDays.length,
    unpricedDraws: draws.before(nowMs).unpriced - draws.before(fromMs).unpriced,
  };
}
