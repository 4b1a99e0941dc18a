import { Calendar } from '../core/calendar.ts';
import type { Agreement } from '../core/calibration/agreement.ts';
import type { WalletStatement } from '../core/walletStatement/walletStatement.ts';
import type { WalletStore } from './ports.ts';

/** What the wallet's history tells at one instant. */
export interface WalletModel {
  /** The statement of this month by day. */
  readonly statement: WalletStatement;
  /** Our prices against the account's own figures of the last {@link COMPARED_DAYS}. */
  readonly agreements: readonly Agreement[];
}

export const COMPARED_DAYS = 30;
const DAY_MS = 86_400_000;

/** Reads the model of an account; '' where it is not told. */
export async function loadWalletModel(
  store: WalletStore,
  account: string,
  timezone: string,
  nowMs: number,
): Promise<WalletModel> {
  const { fromMs } = new Calendar(timezone).monthOf(nowMs);
  const [statement, agreements] = await Promise.all([
    store.walletStatement(account, 'day', timezone, { fromMs, untilMs: nowMs }),
    store.priceAgreements(nowMs - COMPARED_DAYS * DAY_MS),
  ]);
  return { statement, agreements };
}
