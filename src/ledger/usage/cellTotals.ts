import type { CreditsMicros, UsdMicros } from '../../core/money.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import { TOKEN_COLUMNS } from './usageColumns.ts';

/** Sums of requests, each priced and rounded by itself. */
export interface CellTotals {
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteInputTokens: number;
  outputTokens: number;
  reasoningOutputTokens: number;
  creditsMicros: number;
  usdMicros: number;
  unpricedRequests: number;
  derivedPriceRequests: number;
}

/** The columns of the sums, in the order in which they are read and written everywhere. */
export const TOTALS_COLUMNS: readonly string[] = [
  'requests',
  ...TOKEN_COLUMNS.split(', '),
  'credits_micros',
  'usd_micros',
  'unpriced_requests',
  'derived_price_requests',
];

/** The sums in the order of {@link TOTALS_COLUMNS}. */
export type TotalsInOrder = readonly [
  requests: number,
  inputTokens: number,
  cachedInputTokens: number,
  cacheWriteInputTokens: number,
  outputTokens: number,
  reasoningOutputTokens: number,
  creditsMicros: number,
  usdMicros: number,
  unpricedRequests: number,
  derivedPriceRequests: number,
];

export function inOrder(totals: CellTotals): TotalsInOrder {
  return [
    totals.requests,
    totals.inputTokens,
    totals.cachedInputTokens,
    totals.cacheWriteInputTokens,
    totals.outputTokens,
    totals.reasoningOutputTokens,
    totals.creditsMicros,
    totals.usdMicros,
    totals.unpricedRequests,
    totals.derivedPriceRequests,
  ];
}

export const NO_TOTALS: TotalsInOrder = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

export function totalsFrom(ordered: TotalsInOrder): CellTotals {
  return {
    requests: ordered[0],
    inputTokens: ordered[1],
    cachedInputTokens: ordered[2],
    cacheWriteInputTokens: ordered[3],
    outputTokens: ordered[4],
    reasoningOutputTokens: ordered[5],
    creditsMicros: ordered[6],
    usdMicros: ordered[7],
    unpricedRequests: ordered[8],
    derivedPriceRequests: ordered[9],
  };
}

/** Adds sums to others. */
export function addTo(totals: CellTotals, more: TotalsInOrder): void {
  totals.requests += more[0];
  totals.inputTokens += more[1];
  totals.cachedInputTokens += more[2];
  totals.cacheWriteInputTokens += more[3];
  totals.outputTokens += more[4];
  totals.reasoningOutputTokens += more[5];
  totals.creditsMicros += more[6];
  totals.usdMicros += more[7];
  totals.unpricedRequests += more[8];
  totals.derivedPriceRequests += more[9];
}

/** What of a slice its sums tell. */
export function slicedTotals(totals: CellTotals) {
  return {
    requests: totals.requests,
    usage: totals,
    credits: totals.creditsMicros as CreditsMicros,
    usd: totals.usdMicros as UsdMicros,
    unpricedRequests: totals.unpricedRequests,
    derivedPriceRequests: totals.derivedPriceRequests,
  } satisfies Partial<UsageSlice>;
}
