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
