import type { WalletState } from './wallet.ts';

/** From one answer to the next question at least, whoever asks. */
export const POLL_SPACING_MS = 30_000;
/** Who has not told an answer by then is taken to have none: its process may be gone. */
export const POLL_LAPSES_MS = 20_000;

/** Whose wallet: a home of Codex, and what changes whenever somebody signs in or out there. */
export interface PollPlace {
  readonly home: string;
  readonly signIn: string;
}

/** One time that Codex was asked, or was going to be. */
export interface Poll {
  readonly signIn: string;
  readonly claimedAtMs: number;
  /** Undefined while it is under way, and for good where its process died. */
  readonly toldAtMs: number | undefined;
}

export interface AnsweredPoll {
  readonly signIn: string;
  readonly claimedAtMs: number;
  readonly toldAtMs: number;
  /** How many failed, one after the other, up to this one. */
  readonly failures: number;
  /** Since when somebody waits for a newer answer and was not granted it. */
  readonly wantedSinceMs: number | undefined;
}

/** What may come of asking. */
export type PollAnswer = Exclude<WalletState, { readonly kind: 'loading' | 'noCodex' }>;

/** What all processes know of a wallet. */
export interface PolledWallet {
  /** Undefined where nobody has had an answer since somebody signed in. */
  readonly state: PollAnswer | undefined;
  readonly isUnderWay: boolean;
}

/** Whether Codex is being asked; who has not told by then may be gone. */
export function isUnderWay({ claimedAtMs, toldAtMs }: Poll, nowMs: number): boolean {
  return toldAtMs === undefined && nowMs < claimedAtMs + POLL_LAPSES_MS;
}
