import { divideRoundingHalfUp } from '../money.ts';
import type { TokenUsage } from '../usage/tokenUsage.ts';

/** Prices of tokens, in millionths of a unit (a credit, a dollar) per million tokens. */
export interface TokenRates {
  readonly input: number;
  /** Undefined: nothing is published, and cached input counts as input. */
  readonly cachedInput: number | undefined;
  /** Undefined or left out: what is written to the cache counts as input. */
  readonly cacheWrite?: number | undefined;
  readonly output: number;
}

/** By how much a request is dearer for its long context, in thousandths. */
export interface LongContextFactors {
  readonly inputFactorMilli: number;
  readonly outputFactorMilli: number;
}

/** One kind of token in a price: `tokens · rate · factorMilli` are billionths of a millionth of a unit. */
export interface PriceTerm {
  readonly kind: 'input' | 'cachedInput' | 'cacheWrite' | 'output';
  readonly tokens: number;
  readonly rate: number;
  readonly factorMilli: number;
}

export const STANDARD_FACTOR_MILLI = 1000;

/** Below this, a sum of whole numbers divided by a million is still exact enough to be rounded right. */
const EXACT_BELOW = 2 ** 50;

/**
 * What a request's tokens cost, in millionths of a unit, rounded half up once:
 *
 *     ((fresh·in + cached·cachedIn + written·write)·longIn + output·out·longOut) · tier
 *
 * where reasoning is ordinary output. Without `long`, a long context is not charged for. Source of the formula: OpenAI's
 * ChatGPT rate card and API prices, and their long-context rule for whole requests.
 */
export function priceTokens(
  usage: TokenUsage,
  rates: TokenRates,
  long: LongContextFactors | undefined,
  tierMilli: number,
): number {
  if (long === undefined && tierMilli === STANDARD_FACTOR_MILLI && rates.cacheWrite === undefined) {
    const { cachedInput = rates.input } = rates;
    const fresh = usage.inputTokens - usage.cachedInputTokens;
    const sum = fresh * rates.input + usage.cachedInputTokens * cachedInput + usage.outputTokens * rates.output;
    if (sum < EXACT_BELOW) {
      return Math.floor((sum + 500_000) / 1_000_000);
    }
  }
  return priceWithFactors(usage, rates, long, tierMilli);
}

/** The terms of a request's price, before its tier's factor. */
export function priceTerms(usage: TokenUsage, rates: TokenRates, long: LongContextFactors | undefined): PriceTerm[] {
  const { input, cachedInput = input, cacheWrite, output } = rates;
  const inputMilli = long?.inputFactorMilli ?? STANDARD_FACTOR_MILLI;
  const outputMilli = long?.outputFactorMilli ?? STANDARD_FACTOR_MILLI;
  const written = cacheWrite === undefined ? 0 : usage.cacheWriteInputTokens;
  const fresh = usage.inputTokens - usage.cachedInputTokens - written;
  return [
    { kind: 'input', tokens: fresh, rate: input, factorMilli: inputMilli },
    { kind: 'cachedInput', tokens: usage.cachedInputTokens, rate: cachedInput, factorMilli: inputMilli },
    { kind: 'cacheWrite', tokens: written, rate: cacheWrite ?? input, factorMilli: inputMilli },
    { kind: 'output', tokens: usage.outputTokens, rate: output, factorMilli: outputMilli },
  ];
}

/** The same for all requests. BigInt costs ten times as much, and is needed where a sum of numbers would not be exact. */
function priceWithFactors(
  usage: TokenUsage,
  rates: TokenRates,
  long: LongContextFactors | undefined,
  tierMilli: number,
): number {
  const terms = priceTerms(usage, rates, long);
  const tier = tierMilli / STANDARD_FACTOR_MILLI;
  if (long === undefined && Number.isInteger(tier)) {
    const product = tier * terms.reduce((sum, { tokens, rate }) => sum + tokens * rate, 0);
    if (product < EXACT_BELOW) {
      return Math.floor((product + 500_000) / 1_000_000);
    }
  }
  return priceOfTerms(terms, tierMilli);
}

const MILLIONTHS = 1_000_000_000_000n;

/** What terms add up to, times the tier, in millionths of a unit, rounded half up once. */
export function priceOfTerms(terms: readonly PriceTerm[], tierMilli: number): number {
  const sum = terms.reduce(
    (total, { tokens, rate, factorMilli }) => total + BigInt(tokens) * BigInt(rate) * BigInt(factorMilli),
    0n,
  );
  return divideRoundingHalfUp(sum * BigInt(tierMilli), MILLIONTHS);
}
