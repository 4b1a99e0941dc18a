import { findPeriod, longContextOf, type RateCard, type RateRow } from './rateCard.ts';
import { findTierFactor } from './tierFactors.ts';
import { STANDARD_FACTOR_MILLI } from './tokenPrice.ts';

/** Prices of tokens that no request's price is above, in micro-credits per million tokens, whole numbers. */
export interface BoundRates {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** What a request of a model costs at most, by its tokens alone. */
export interface PriceBound {
  readonly short: BoundRates;
  /** Of requests with more input than this. */
  readonly longAboveInputTokens: number;
  readonly long: BoundRates;
}

/** A stretch of time in which the request is made. */
interface When {
  readonly fromMs: number;
  readonly untilMs: number;
}

const MILLI_SQUARED = 1_000_000;

/**
 * Rates that a model's requests do not pass while the card holds: of all rows that are in force at the stretch's begin
 * or end the dearest for each kind of token, with the factors of tier and long context, rounded up. `tierMilli` is the
 * tier's factor in thousandths. Undefined where the model has no price.
 *
 *     price ≤ ⌈(fresh·input + cached·cachedInput + output·output) / 10⁶⌉
 */
export function priceBound(card: RateCard, model: string, tierMilli: number, when: When): PriceBound | undefined {
  const periods = [when.fromMs, when.untilMs].map((atMs) => findPeriod(card.credits, model, atMs));
  if (periods.includes(undefined)) {
    return undefined;
  }
  const rows = periods.flatMap((period) => period?.rows ?? []);
  const { thresholdInputTokens, inputFactorMilli, outputFactorMilli } = card.longContext;
  const isLong = longContextOf(card.longContext, model, thresholdInputTokens + 1) !== 'exempt';
  const plain = STANDARD_FACTOR_MILLI;
  return {
    short: ratesOf(rows, plain, plain, tierMilli),
    longAboveInputTokens: thresholdInputTokens,
    long: ratesOf(rows, isLong ? inputFactorMilli : plain, isLong ? outputFactorMilli : plain, tierMilli),
  };
}

/** The highest factor (thousandths) that any tier, known by name or not, has on credits for a model. */
export function highestTierMilli(card: RateCard, model: string, atMs: number): number {
  const factors = card.tierFactors.flatMap(({ tier, aliases }) =>
    [tier, ...aliases].map((name) => findTierFactor(card, 'credits', model, name, atMs).factorMilli),
  );
  return Math.max(STANDARD_FACTOR_MILLI, ...factors);
}

function ratesOf(rows: readonly RateRow[], inputMilli: number, outputMilli: number, tierMilli: number): BoundRates {
  const highest = (rateOf: (row: RateRow) => number, milli: number): number =>
    Math.max(...rows.map((row) => Math.ceil((rateOf(row) * milli * tierMilli) / MILLI_SQUARED)));
  return {
    // What is written to the cache is part of the input, and may have a price of its own.
    input: highest(({ input, cacheWrite }) => Math.max(input, cacheWrite ?? 0), inputMilli),
    cachedInput: highest(({ input, cachedInput }) => cachedInput ?? input, inputMilli),
    output: highest(({ output }) => output, outputMilli),
  };
}
