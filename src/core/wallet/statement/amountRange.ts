import { type CreditsMicros, NO_CREDITS, addCredits, maxCredits, minCredits, negateCredits } from '../../money.ts';

/** Bounds of an amount; undefined: there is no bound on that side. */
export interface AmountRange {
  readonly lowest: CreditsMicros | undefined;
  readonly highest: CreditsMicros | undefined;
}

/** The range of what is known to be zero. */
export const NOTHING: AmountRange = { lowest: NO_CREDITS, highest: NO_CREDITS };

/** The range of an amount with its sign turned round. */
export function negated({ lowest, highest }: AmountRange): AmountRange {
  return { lowest: negative(highest), highest: negative(lowest) };
}

/** The range of a sum of two amounts. */
export function addRanges(a: AmountRange, b: AmountRange): AmountRange {
  return { lowest: sumOfBounds(a.lowest, b.lowest), highest: sumOfBounds(a.highest, b.highest) };
}

/** Whether the amount is proven to be something, above or below zero. */
export function excludesZero({ lowest, highest }: AmountRange): boolean {
  return (lowest !== undefined && lowest > 0) || (highest !== undefined && highest < 0);
}

/** The amount, or the bound that it lies beyond. */
export function clampInto({ lowest, highest }: AmountRange, amount: CreditsMicros): CreditsMicros {
  const atLeast = lowest === undefined ? amount : maxCredits(lowest, amount);
  return highest === undefined ? atLeast : minCredits(highest, atLeast);
}

function negative(bound: CreditsMicros | undefined): CreditsMicros | undefined {
  return bound === undefined ? undefined : negateCredits(bound);
}

function sumOfBounds(a: CreditsMicros | undefined, b: CreditsMicros | undefined): CreditsMicros | undefined {
  return a === undefined || b === undefined ? undefined : addCredits(a, b);
}
