import type { Said } from '../../base/phrase.ts';
import type { CreditsMicros } from '../money.ts';

/** The limit that ordinary runs draw on. */
export const ORDINARY_LIMIT_ID = 'codex';

/** One included allowance: how much of it is used, and when it starts anew. */
export interface RateLimitWindow {
  /** Codex's bucket; `codex` is the one that ordinary runs draw on. */
  readonly limitId: string;
  readonly name: string | undefined;
  readonly usedPercent: number;
  readonly windowMinutes: number | undefined;
  readonly resetsAtMs: number | undefined;
}

/** A monthly limit that a workspace has set for this person. */
export interface IndividualLimit {
  readonly limit: CreditsMicros;
  readonly used: CreditsMicros;
  readonly resetsAtMs: number | undefined;
}

/** Whether a limit has begun anew since it was told of: what is used of it now is not known. */
export function hasReset({ resetsAtMs }: RateLimitWindow | IndividualLimit, nowMs: number): boolean {
  return resetsAtMs !== undefined && resetsAtMs <= nowMs;
}

/** The limit that turned a request away: an included window, or the credits or the limit of a workspace's owner or member. */
export type ReachedType = 'window' | 'ownerCredits' | 'memberCredits' | 'ownerLimit' | 'memberLimit' | 'other';

/** What an account says of itself. Undefined: it did not say; that is never the same as zero or "allowed". */
export interface WalletFacts {
  readonly planType: string | undefined;
  readonly balance: CreditsMicros | undefined;
  /** The worth of the last decimal that the balance was told with: the true one lies within one such step of it. */
  readonly balanceStep: CreditsMicros | undefined;
  readonly unlimited: boolean | undefined;
  readonly hasCredits: boolean | undefined;
  readonly windows: readonly RateLimitWindow[];
  readonly individualLimit: IndividualLimit | undefined;
  readonly spendControlReached: boolean | undefined;
  readonly ordinaryUsageAllowed: boolean | undefined;
  readonly reachedType: ReachedType | undefined;
  /** How often the person may still let the allowance start anew before its time. */
  readonly resetCredits: number | undefined;
}

export const NO_FACTS: WalletFacts = {
  planType: undefined,
  balance: undefined,
  balanceStep: undefined,
  unlimited: undefined,
  hasCredits: undefined,
  windows: [],
  individualLimit: undefined,
  spendControlReached: undefined,
  ordinaryUsageAllowed: undefined,
  reachedType: undefined,
  resetCredits: undefined,
};

/** Who told: the app-server when it was asked, the app-server by itself in a run of ours, or a rollout. */
export type WalletSource = 'appServer' | 'update' | 'rollout';

/** What is told of an account, which may be told without saying of which. */
export interface AccountFacts extends WalletFacts {
  readonly account: { readonly id: string | undefined; readonly email: string | undefined };
}

/** What was known of an account at one instant. */
export interface WalletSnapshot extends AccountFacts {
  readonly observedAtMs: number;
  readonly source: WalletSource;
}

/** What one observation says of credits and the ordinary allowance, for telling where credits went. */
export interface BalanceSighting extends Pick<WalletFacts, 'balance' | 'hasCredits' | 'unlimited' | 'windows'> {
  readonly atMs: number;
  /** See `WalletFacts.balanceStep`. */
  readonly step: CreditsMicros | undefined;
  readonly source: WalletSource;
}

/** What a statement is made from, of what was said at an instant. */
export function sightingOf(said: WalletFacts, atMs: number, source: WalletSource): BalanceSighting {
  const { balance, balanceStep: step, hasCredits, unlimited, windows } = said;
  const ordinary = windows.filter(({ limitId }) => limitId === ORDINARY_LIMIT_ID);
  return { atMs, source, balance, step, hasCredits, unlimited, windows: ordinary };
}

/** What is known about the wallet now. Each state says what a person can do about it. */
export type WalletState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'noCodex' }
  | { readonly kind: 'signedOut'; readonly last: WalletSnapshot | undefined }
  | { readonly kind: 'apiKey' }
  | { readonly kind: 'unreachable'; readonly reason: Said; readonly last: WalletSnapshot | undefined }
  | { readonly kind: 'known'; readonly snapshot: WalletSnapshot };

/** The newest snapshot that a state still knows of, however old. */
export function lastSnapshot(state: WalletState): WalletSnapshot | undefined {
  switch (state.kind) {
    case 'known':
      return state.snapshot;
    case 'signedOut':
    case 'unreachable':
      return state.last;
    default:
      return undefined;
  }
}

/** The limit that stops ordinary use first, right now. */
export interface Binding {
  readonly kind:
    'none' | 'included-window' | 'individual-limit' | 'workspace-pool' | 'credits-empty' | 'spend-control' | 'unknown';
  readonly limitId: string | undefined;
  readonly untilMs: number | undefined;
}

const FULL_PERCENT = 100;

/**
 * Which limit binds at `nowMs`. A used-up included window binds even where credits are left, since from then on runs
 * draw on them; a window whose reset has passed binds no more, whatever was last read.
 */
export function bindingLimit(snapshot: WalletSnapshot, nowMs: number): Binding {
  const { individualLimit } = snapshot;
  if (snapshot.spendControlReached === true) {
    return { kind: 'spend-control', limitId: undefined, untilMs: individualLimit?.resetsAtMs };
  }
  if (
    individualLimit !== undefined &&
    individualLimit.used >= individualLimit.limit &&
    (individualLimit.resetsAtMs === undefined || individualLimit.resetsAtMs > nowMs)
  ) {
    return { kind: 'individual-limit', limitId: undefined, untilMs: individualLimit.resetsAtMs };
  }
  if (snapshot.reachedType === 'ownerCredits' || snapshot.reachedType === 'memberCredits') {
    return { kind: 'workspace-pool', limitId: undefined, untilMs: undefined };
  }
  const exhausted = usedUpWindow(snapshot, nowMs);
  if (exhausted !== undefined) {
    const kind = hasNoCreditsLeft(snapshot) ? 'credits-empty' : 'included-window';
    return { kind, limitId: exhausted.limitId, untilMs: exhausted.resetsAtMs };
  }
  const ordinary = snapshot.windows.filter(({ limitId }) => limitId === ORDINARY_LIMIT_ID);
  if (ordinary.length === 0) {
    return hasNoCreditsLeft(snapshot)
      ? { kind: 'credits-empty', limitId: undefined, untilMs: undefined }
      : {
          kind: snapshot.balance === undefined && snapshot.unlimited !== true ? 'unknown' : 'none',
          limitId: undefined,
          untilMs: undefined,
        };
  }
  return { kind: snapshot.ordinaryUsageAllowed === false ? 'unknown' : 'none', limitId: undefined, untilMs: undefined };
}

/** Whether Codex would refuse a run that starts now, as far as is known: there is nothing that it could draw on. */
export function isRefused(snapshot: WalletSnapshot, nowMs: number): boolean {
  switch (bindingLimit(snapshot, nowMs).kind) {
    case 'none':
    case 'included-window':
      return false;
    case 'unknown':
      return snapshot.ordinaryUsageAllowed === false && hasNoCreditsLeft(snapshot);
    default:
      return true;
  }
}

/** The meter a new run draws on: the included allowance, purchased credits, or (with an API key) money. */
export type Meter = 'included' | 'credits' | 'api' | 'unknown';

/** Why a run draws on its meter, or why that is not known. */
export type MeterReason =
  | { readonly kind: 'allowanceLeft' | 'allowanceRefused' | 'nothingIncluded' | 'apiKey' }
  | { readonly kind: 'windowUsedUp'; readonly window: RateLimitWindow }
  | { readonly kind: 'notRead' | 'noCodex' | 'signedOut' | 'unreachable' | 'notTold' };

export interface NextRunMeter {
  readonly meter: Meter;
  readonly reason: MeterReason;
}

export function meterOf(state: WalletState, nowMs: number): Meter {
  return nextRunMeter(state, nowMs).meter;
}

/** What a run that starts at `nowMs` draws on, and why. */
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
function usedUpWindow(snapshot: WalletSnapshot, nowMs: number): RateLimitWindow | undefined {
  return snapshot.windows
    .filter(
      ({ limitId, usedPercent, resetsAtMs }) =>
        limitId === ORDINARY_LIMIT_ID &&
        usedPercent >= FULL_PERCENT &&
        (resetsAtMs === undefined || resetsAtMs > nowMs),
    )
    .toSorted((a, b) => (b.resetsAtMs ?? Number.POSITIVE_INFINITY) - (a.resetsAtMs ?? Number.POSITIVE_INFINITY))
    .at(0);
}

/** Whether credits are known to be used up. */
export function hasNoCreditsLeft({ unlimited, hasCredits, balance }: WalletSnapshot): boolean {
  return unlimited !== true && (hasCredits === false || (balance !== undefined && balance <= 0));
}
