import { type CreditsMicros, microsToCredits, parseCredits } from './money.ts';

/** `1,200` and `1.200`: more than a thousand to some, and little more than one to others. */
const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * Credits that a person writes, with a point or a comma for decimals. Undefined for what is no amount above zero, and
 * for what may be meant as thousands.
 */
export function readCredits(text: string): CreditsMicros | undefined {
  const written = text.trim();
  const credits = AMBIGUOUS.test(written) ? undefined : parseCredits(written.replace(',', '.'));
  return credits !== undefined && credits > 0 ? credits : undefined;
}

/** An amount to begin with, such that it is read back as it is. */
export function writeCredits(amount: CreditsMicros): string {
  const text = String(microsToCredits(amount));
  return AMBIGUOUS.test(text) ? `${text}0` : text;
}
