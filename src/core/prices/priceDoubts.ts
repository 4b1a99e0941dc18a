import type { DatedRow, LongContext, RateGrade } from './rateCard.ts';
import type { TokenRates } from './tokenPrice.ts';
import type { TokenUsage } from '../usage/tokenUsage.ts';

/** Why a price may be another one than is told. */
export const PRICE_DOUBTS = [
  /** Several prices are in force as far as is known; the dearest is taken. */
  'promotionOverlaps',
  /** Nobody has published what the tier costs. */
  'tierUnknown',
  /** Nobody has published whether the model is exempt from the long-context rule. */
  'longContextUnknown',
  /** Derived from the API's price: none has been published in credits. */
  'derived',
  /** Known from one third party only. */
  'quoted',
  'assumed',
  /** No price for cached input has been published. */
  'cachedAsInput',
  /** No price for writing to the cache has been published. */
  'cacheWriteAsInput',
] as const;
export type PriceDoubt = (typeof PRICE_DOUBTS)[number];

export const NO_DOUBTS: readonly PriceDoubt[] = [];

/** Each set of doubts that has come up, found by its bits: a million requests are priced with a handful. */
const sets: (readonly PriceDoubt[] | undefined)[] = [NO_DOUBTS];

function bit(doubt: PriceDoubt): number {
  return 1 << PRICE_DOUBTS.indexOf(doubt);
}

const OVERLAPS = bit('promotionOverlaps');
const TIER = bit('tierUnknown');
const LONG_CONTEXT = bit('longContextUnknown');
const CACHED = bit('cachedAsInput');
const CACHE_WRITE = bit('cacheWriteAsInput');
const OF_GRADE: Readonly<Record<RateGrade, number>> = {
  official: 0,
  corroborated: 0,
  quoted: bit('quoted'),
  assumed: bit('assumed'),
  derived: bit('derived'),
  own: 0,
  calibrated: 0,
};

/** Whether a row that is alone in force leaves no doubt about what tokens cost. */
export function isBeyondDoubt({ grade, cachedInput }: DatedRow & TokenRates): boolean {
  return OF_GRADE[grade] === 0 && cachedInput !== undefined;
}

/** What is doubtful about the price of a request that is charged by `row`, one of `rowsInForce`. */
export function doubtsOf(
  row: DatedRow & TokenRates,
  rowsInForce: readonly DatedRow[],
  usage: TokenUsage,
  longContext: LongContext,
  isTierKnown: boolean,
  areCacheWritesCharged: boolean,
): readonly PriceDoubt[] {
  const bits =
    OF_GRADE[row.grade] |
    (rowsInForce.length > 1 ? OVERLAPS : 0) |
    (isTierKnown ? 0 : TIER) |
    (longContext === 'possiblyExempt' ? LONG_CONTEXT : 0) |
    (row.cachedInput === undefined && usage.cachedInputTokens > 0 ? CACHED : 0) |
    (areCacheWritesCharged && row.cacheWrite === undefined && usage.cacheWriteInputTokens > 0 ? CACHE_WRITE : 0);
  return (sets[bits] ??= PRICE_DOUBTS.filter((doubt) => (bits & bit(doubt)) !== 0));
}
