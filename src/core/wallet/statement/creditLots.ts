import { type CreditsMicros, NO_CREDITS, maxCredits, minCredits, subtractCredits } from '../../money.ts';
import type { Movement } from './findMovements.ts';
import type { BalanceReading } from './walletFacts.ts';

/** Credits that came to the balance together, and expire together. */
export interface CreditLot {
  /** When the balance first showed them. */
  readonly seenAtMs: number;
  readonly credits: CreditsMicros;
  /** What of it is left: together, the lots hold the balance. */
  readonly remaining: CreditsMicros;
  /** At the earliest. Undefined: bought before the first reading, nobody knows when. */
  readonly expiresAtMs: number | undefined;
}

/** Credits last twelve months: OpenAI's help, article 12642688, as of September 2026. */
const LIFE_YEARS = 1;
const DAY_MS = 86_400_000;

/**
 * The lots that the balance consists of, the oldest first: what was there at the first reading, then each top-up seen.
 *
 * Spending draws the oldest first, so that what is left are the newest: a balance of 600 after top-ups of 500 and 500
 * holds the last one whole and 100 of the one before. Whatever no top-up accounts for belongs to the first lot.
 */
export function creditLots(readings: readonly BalanceReading[], movements: readonly Movement[]): CreditLot[] {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  let left = maxCredits(NO_CREDITS, last.balance);
  const bought = movements
    .filter(({ kind }) => kind === 'topUp')
    .toReversed()
    .map(({ fromMs, untilMs, credits }) => {
      const remaining = minCredits(left, credits);
      left = subtractCredits(left, remaining);
      return { seenAtMs: untilMs, credits, remaining, expiresAtMs: expiryOf(fromMs) };
    });
  const credits = maxCredits(left, first.balance);
  return [{ seenAtMs: first.atMs, credits, remaining: left, expiresAtMs: undefined }, ...bought.reverse()];
}

/** The lots with something left that may expire within so many days, or should have expired and did not. */
export function expiringWithin(lots: readonly CreditLot[], days: number, nowMs: number): CreditLot[] {
  return lots.filter(
    ({ remaining, expiresAtMs }) => remaining > 0 && expiresAtMs !== undefined && expiresAtMs <= nowMs + days * DAY_MS,
  );
}

/** The same day a year later, in UTC; where there is none, the day before. */
function expiryOf(boughtMs: number): number {
  const bought = new Date(boughtMs);
  const expires = new Date(boughtMs);
  expires.setUTCFullYear(bought.getUTCFullYear() + LIFE_YEARS);
  return expires.getUTCDate() === bought.getUTCDate() ? expires.getTime() : expires.getTime() - DAY_MS;
}
