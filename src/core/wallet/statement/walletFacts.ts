import type { CreditsMicros } from '../../money.ts';

/** A balance as the account told it. The true balance lies within one `step` of it, however the text was rounded. */
export interface BalanceReading {
  readonly atMs: number;
  readonly balance: CreditsMicros;
  /** One unit of the last decimal of its text: of `"999.76"`, a hundredth of a credit. */
  readonly step: CreditsMicros;
  /** It came with a response, and may be as old as `SHOWING_TIME.lagMs`. */
  readonly mayBeLate?: boolean;
}

/**
 * A request of this machine that drew, or may have drawn, purchased credits; requests on the included allowance are
 * none. Where its meter is not known, `lowest` is zero.
 */
export interface Draw {
  readonly atMs: number;
  /** What is counted: `lowest` ≤ `credits` ≤ `highest`. */
  readonly credits: CreditsMicros;
  readonly lowest: CreditsMicros;
  /** Undefined: it has no known price, and may have drawn anything. */
  readonly highest: CreditsMicros | undefined;
}

/** When a draw shows in the balance, measured from the instant that its log line bears. */
export interface ShowingTime {
  /** The latest: balances lag behind use. */
  readonly lagMs: number;
  /** The earliest: a balance may already show a draw whose line is stamped a little later. */
  readonly leadMs: number;
}

export const SHOWING_TIME: ShowingTime = { lagMs: 600_000, leadMs: 30_000 };
