import { ORDINARY_LIMIT_ID, type RateLimitWindow, type WalletSnapshot, type WalletState, hasReset } from './wallet.ts';

const FULL_PERCENT = 100;

/** The meter a new run draws on: the included allowance, purchased credits, or (with an API key) money. */
export type Meter = 'included' | 'credits' | 'api' | 'unknown';

/** Why a run draws on its meter, or why that is not known. */
export type MeterReason =
  | { readonly kind: 'allowanceLeft' | 'allowanceRefused' | 'nothingIncluded' | 'apiKey' }
  | { readonly kind: 'windowUsedUp'; readonly window: RateLimitWindow }
  | { readonly kind: 'notRead' | 'noCodex' | 'signedOut' | 'unreachable' | 'notTold' };

interface NextRunMeter {
  readonly meter: Meter;
  readonly reason: MeterReason;
}

/** What a run that starts at `nowMs` draws on. */
export function meterOf(state: WalletState, nowMs: number): Meter {
  return nextRunMeter(state, nowMs).meter;
}

/** The same, and why. */
export function nextRunMeter(state: WalletState, nowMs: number): NextRunMeter {
  switch (state.kind) {
    case 'known':
      return meterOfSnapshot(state.snapshot, nowMs);
    case 'apiKey':
      return { meter: 'api', reason: { kind: 'apiKey' } };
    case 'loading':
      return { meter: 'unknown', reason: { kind: 'notRead' } };
    default:
      return { meter: 'unknown', reason: { kind: state.kind } };
  }
}

function meterOfSnapshot(snapshot: WalletSnapshot, nowMs: number): NextRunMeter {
  const window = usedUpWindow(snapshot, nowMs);
  if (window !== undefined) {
    return { meter: 'credits', reason: { kind: 'windowUsedUp', window } };
  }
  if (snapshot.ordinaryUsageAllowed === false) {
    return { meter: 'credits', reason: { kind: 'allowanceRefused' } };
  }
  if (snapshot.windows.some(({ limitId }) => limitId === ORDINARY_LIMIT_ID)) {
    return { meter: 'included', reason: { kind: 'allowanceLeft' } };
  }
  return snapshot.hasCredits === true || snapshot.unlimited === true
    ? { meter: 'credits', reason: { kind: 'nothingIncluded' } }
    : { meter: 'unknown', reason: { kind: 'notTold' } };
}

/** Of the ordinary windows that are used up, the one that comes back last: until then, all of them must be waited for. */
export function usedUpWindow(snapshot: WalletSnapshot, nowMs: number): RateLimitWindow | undefined {
  return snapshot.windows
    .filter(
      (window) =>
        window.limitId === ORDINARY_LIMIT_ID && window.usedPercent >= FULL_PERCENT && !hasReset(window, nowMs),
    )
    .toSorted((a, b) => (b.resetsAtMs ?? Number.POSITIVE_INFINITY) - (a.resetsAtMs ?? Number.POSITIVE_INFINITY))
    .at(0);
}

/** Whether credits are known to be used up. */
export function hasNoCreditsLeft({ unlimited, hasCredits, balance }: WalletSnapshot): boolean {
  return unlimited !== true && (hasCredits === false || (balance !== undefined && balance <= 0));
}
