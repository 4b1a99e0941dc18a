import { Calendar } from '../core/calendar.ts';
import type { Agreement } from '../core/prices/calibration/agreement.ts';
import { type WalletOutlook, type WalletRules, walletRules } from '../core/wallet/statement/walletOutlook.ts';
import type { WalletStatement } from '../core/wallet/statement/walletStatement.ts';
import type { WalletStore } from './ports.ts';
import type { UsageModel } from './usageModel.ts';

/** What the wallet's history tells at one instant. */
export interface WalletModel {
  /** The statement of this month by day. */
  readonly statement: WalletStatement;
  /** Our prices against the account's own figures of the last {@link COMPARED_DAYS}. */
  readonly agreements: readonly Agreement[];
}

export const COMPARED_DAYS = 30;
const DAY_MS = 86_400_000;

/** Since when threads are held against the account's figures. */
export function comparedSinceMs(nowMs: number): number {
  return nowMs - COMPARED_DAYS * DAY_MS;
}

/** Reads the model of an account; '' where it is not told. Days are those of `usage`. */
export async function loadWalletModel(
  store: WalletStore,
  account: string,
  { timezone }: Pick<UsageModel, 'timezone'>,
  nowMs: number,
): Promise<WalletModel> {
  const { fromMs } = new Calendar(timezone).monthOf(nowMs);
  const [statement, agreements] = await Promise.all([
    store.walletStatement(account, 'day', timezone, { fromMs, untilMs: nowMs }),
    store.priceAgreements(comparedSinceMs(nowMs)),
  ]);
  return { statement, agreements };
}

/** What an account's past means under the policy in force. */
export interface OutlookModel {
  /** '' where it is not told. */
  readonly account: string;
  readonly readAtMs: number;
  readonly rules: WalletRules;
  readonly outlook: WalletOutlook;
}

/** Reads a year of the account's past, which takes its time where much was used. Rules and days are those of `usage`. */
export async function loadOutlookModel(
  store: WalletStore,
  account: string,
  { inForce, timezone }: Pick<UsageModel, 'inForce' | 'timezone'>,
  nowMs: number,
): Promise<OutlookModel> {
  const rules = walletRules(inForce.policy);
  return { account, readAtMs: nowMs, rules, outlook: await store.walletOutlook(account, rules, timezone, nowMs) };
}
