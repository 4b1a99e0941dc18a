import { assert } from '../base/assert.ts';

declare const unit: unique symbol;

/** Millionths of a ChatGPT credit, as Codex itself counts them (`estimatedUsageCreditsMicros`). A safe integer. */
export type CreditsMicros = number & { readonly [unit]: 'CreditsMicros' };

/** Millionths of a US dollar. A safe integer. */
export type UsdMicros = number & { readonly [unit]: 'UsdMicros' };

/** Micro-credits per million tokens: the rate card's "12.5 credits per 1M tokens" is 12,500,000. */
export type CreditsMicrosPerMTok = number & { readonly [unit]: 'CreditsMicrosPerMTok' };

/** Micro-dollars per million tokens: the API's "0.25 USD per 1M tokens" is 250,000. */
export type UsdMicrosPerMTok = number & { readonly [unit]: 'UsdMicrosPerMTok' };

/** An amount in a currency of the person's choice, in millionths of its unit. Only for showing. */
export interface Money {
  /** ISO 4217, for instance "EUR". */
  readonly currency: string;
  readonly micros: number;
}

/** Dollars as an amount to show. */
export function inDollars(micros: UsdMicros): Money {
  return { currency: 'USD', micros };
}

/** What a credit costs: how many of them one unit of a currency buys. */
export interface CreditPrice {
  readonly currency: string;
  readonly creditsPerUnit: number;
}

export const MICROS_PER_UNIT = 1_000_000;

export const NO_CREDITS = 0 as CreditsMicros;

export const NO_USD = 0 as UsdMicros;

/** Checks that `value` is a whole, safe number of micro-credits (it may be negative: balances can be). */
export function creditsMicros(value: number): CreditsMicros {
  assert(Number.isSafeInteger(value), `micro-credits must be a safe integer, got ${value}`);
  return value as CreditsMicros;
}

/** A billion credits, as much as any limit may be: some of more could not be added up exactly. */
export const MOST_CREDITS = 1e15 as CreditsMicros;

/** Checks that `value` is a whole, safe number of micro-dollars. */
export function usdMicros(value: number): UsdMicros {
  assert(Number.isSafeInteger(value), `micro-dollars must be a safe integer, got ${value}`);
  return value as UsdMicros;
}

/** Micro-credits of a decimal number of credits, rounded half up; for figures that people write, such as limits. */
export function creditsToMicros(credits: number): CreditsMicros {
  return creditsMicros(Math.floor(credits * MICROS_PER_UNIT + 0.5));
}

/** Credits as a decimal number, for showing and for the estimate's logarithms, never for adding up. */
export function microsToCredits(micros: CreditsMicros): number {
  return micros / MICROS_PER_UNIT;
}

/** The sum, exactly; one that is no safe integer is a mistake. */
export function addCredits(a: CreditsMicros, b: CreditsMicros): CreditsMicros {
  return creditsMicros(a + b);
}

/** `a − b`, exactly; it may be below zero. */
export function subtractCredits(a: CreditsMicros, b: CreditsMicros): CreditsMicros {
  return creditsMicros(a - b);
}

/** The amount with its sign turned round. */
export function negateCredits(amount: CreditsMicros): CreditsMicros {
  return subtractCredits(NO_CREDITS, amount);
}

/** The sum of any number of amounts, exactly. */
export function sumCredits(amounts: Iterable<CreditsMicros>): CreditsMicros {
  let sum = NO_CREDITS;
  for (const amount of amounts) {
    sum = addCredits(sum, amount);
  }
  return sum;
}

/** The higher of two amounts. */
export function maxCredits(a: CreditsMicros, b: CreditsMicros): CreditsMicros {
  return a > b ? a : b;
}

/** The lower of two amounts. */
export function minCredits(a: CreditsMicros, b: CreditsMicros): CreditsMicros {
  return a < b ? a : b;
}

/** The lowest of some amounts; undefined where there are none. */
export function lowestCredits(amounts: readonly CreditsMicros[]): CreditsMicros | undefined {
  return amounts.length === 0 ? undefined : amounts.reduce(minCredits);
}

/**
 * Reads a decimal such as Codex's balance `"999.76"` exactly, without passing through a float.
 * More than six decimals are rounded half away from zero. Undefined where the text is no plain decimal number.
 */
export function parseCredits(text: string): CreditsMicros | undefined {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,18}))?$/.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const roundUp = Number(fraction.charAt(6) || '0') >= 5 ? 1 : 0;
  const magnitude = Number(whole) * MICROS_PER_UNIT + kept + roundUp;
  return creditsMicros(sign === '-' && magnitude !== 0 ? -magnitude : magnitude);
}

/** The worth of the last place that a decimal has: "999.7" counts in steps of 100,000. Undefined where it is none. */
export function creditsStep(text: string): CreditsMicros | undefined {
  if (parseCredits(text) === undefined) {
    return undefined;
  }
  const decimals = text.trim().split('.')[1]?.length ?? 0;
  return creditsMicros(10 ** Math.max(0, 6 - decimals));
}

/** Divides exactly and rounds half up, for the non-negative quantities that prices are made of. */
export function divideRoundingHalfUp(numerator: bigint, denominator: bigint): number {
  assert(numerator >= 0n && denominator > 0n, 'only non-negative amounts are rounded half up');
  return Number((numerator + denominator / 2n) / denominator);
}
