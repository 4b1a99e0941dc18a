import type { Span } from '../calendar.ts';
import type { RunEstimate } from '../estimate/estimateRun.ts';
import { type CreditsMicros, NO_CREDITS, creditsMicros, maxCredits } from '../money.ts';
import { ORDINARY_LIMIT_ID, type RateLimitWindow, type WalletSnapshot, type WalletState } from './wallet.ts';
import { hasNoCreditsLeft, meterOf } from './nextRunMeter.ts';

/** What a run will draw on. `mayCross`: it begins in the allowance, which may not last to its end. */
export type PaidOutlook =
  | { readonly kind: 'included' | 'credits' | 'api' | 'unknown' }
  | {
      readonly kind: 'mayCross';
      readonly window: RateLimitWindow;
      /** What is likely left of the window, at list price; undefined where that cannot be told. */
      readonly left: CreditsMicros | undefined;
    };

/** What the ledger knows of an account's allowance. */
export interface AllowanceUse {
  /** What requests in a span have cost at list price, without those proven to have drawn purchased credits. */
  readonly spentIn: (span: Span) => CreditsMicros;
  /** Held for runs that are going on. */
  readonly reserved: CreditsMicros;
}

/** From here on a window counts as near its end, whatever is known of its size. */
const NEAR_END_PERCENT = 90;
/** Below, a window's size would be guessed from too little of it. */
const TELLING_PERCENT = 25;
const FULL_PERCENT = 100;
const MINUTE_MS = 60_000;

/** What a run of this estimate will draw on, and whether it may cross from the allowance to purchased credits. */
export function paidOutlook(
  wallet: WalletState,
  estimate: RunEstimate,
  use: AllowanceUse,
  autoReloads: boolean,
  nowMs: number,
): PaidOutlook {
  const meter = meterOf(wallet, nowMs);
  if (wallet.kind !== 'known' || meter !== 'included' || (hasNoCreditsLeft(wallet.snapshot) && !autoReloads)) {
    return { kind: meter };
  }
  const { snapshot } = wallet;
  const [tightest] = snapshot.windows
    .filter(({ limitId, resetsAtMs }) => limitId === ORDINARY_LIMIT_ID && (resetsAtMs ?? Infinity) > nowMs)
    .map((window) => ({ window, left: likelyLeft(window, snapshot, use, nowMs) }))
    .filter(({ window, left }) => mayNotLast(window, left, estimate))
    .toSorted((a, b) => (a.left ?? 0) - (b.left ?? 0));
  return tightest === undefined ? { kind: 'included' } : { kind: 'mayCross', ...tightest };
}

/** Whether purchased credits may be drawn: an unknown meter counts as paid. */
export function mayDrawPaid({ kind }: PaidOutlook): boolean {
  return kind === 'credits' || kind === 'mayCross' || kind === 'unknown';
}

function mayNotLast(window: RateLimitWindow, left: CreditsMicros | undefined, estimate: RunEstimate): boolean {
  return left === undefined || estimate.kind === 'unpriced'
    ? window.usedPercent >= NEAR_END_PERCENT
    : estimate.credits.p90 > left;
}

/**
 * What is left of a window, in credits at list price. Per cent and credits are two meters, so that it is an estimate:
 * what requests here have cost in the window is taken for the whole of what is used of it. Where other machines draw on
 * it too, more is left than this says.
 */
function likelyLeft(
  { usedPercent, windowMinutes, resetsAtMs }: RateLimitWindow,
  { observedAtMs }: WalletSnapshot,
  { spentIn, reserved }: AllowanceUse,
  nowMs: number,
): CreditsMicros | undefined {
  if (windowMinutes === undefined || resetsAtMs === undefined || usedPercent < TELLING_PERCENT) {
    return undefined;
  }
  const fromMs = resetsAtMs - windowMinutes * MINUTE_MS;
  const spent = observedAtMs > fromMs ? spentIn({ fromMs, untilMs: observedAtMs }) : NO_CREDITS;
  if (spent === NO_CREDITS) {
    return undefined;
  }
  // Told in whole per cent: it may be one more.
  const used = Math.min(FULL_PERCENT, usedPercent + 1);
  const leftThen = Math.floor((spent / used) * (FULL_PERCENT - used));
  const since = observedAtMs < nowMs ? spentIn({ fromMs: observedAtMs, untilMs: nowMs }) : NO_CREDITS;
  return maxCredits(NO_CREDITS, creditsMicros(leftThen - since - reserved));
}
