import { type CreditPrice, type CreditsMicros, type Money, type UsdMicros, divideRoundingHalfUp } from '../money.ts';
import type { RateCard } from './rateCard.ts';

/** What credits are worth in dollars at the card's price of a credit, rounded half up, sign kept. */
export function creditsToUsd(card: RateCard, credits: CreditsMicros): UsdMicros {
  return worthOf(credits, card.creditsPerUsd) as UsdMicros;
}

/** What credits are worth in the person's currency, rounded half up, sign kept. */
export function creditsToMoney({ currency, creditsPerUnit }: CreditPrice, credits: CreditsMicros): Money {
  return { currency, micros: worthOf(credits, creditsPerUnit) };
}

/** Credits for one unit of a currency are written with up to nine decimals: a unit may be worth very little. */
const NANO = 1_000_000_000n;

function worthOf(credits: CreditsMicros, creditsPerUnit: number): number {
  const magnitude = divideRoundingHalfUp(
    BigInt(Math.abs(credits)) * NANO,
    BigInt(Math.round(creditsPerUnit * Number(NANO))),
  );
  return credits < 0 ? -magnitude : magnitude;
}
