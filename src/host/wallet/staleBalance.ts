import type { WalletSnapshot } from '../../core/wallet/wallet.ts';

/** A balance older than this is shown with its age. */
const STALE_AFTER_MS = 15 * 60_000;

/** Whether a balance is so old that its age is to be said. */
export function isStale({ observedAtMs }: WalletSnapshot, nowMs: number): boolean {
  return nowMs - observedAtMs > STALE_AFTER_MS;
}
