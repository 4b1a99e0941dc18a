import { type TokenUsage, NO_TOKENS, addTokens, isNoUsage, subtractTokens } from '../core/tokenUsage.ts';
import type { TotalsState } from './rolloutState.ts';

/** What a running total says. */
export interface CountedTotal {
  readonly totals: TotalsState;
  /** What was used since the total before, beyond what records have told. Undefined: nobody can tell. */
  readonly usage: TokenUsage | undefined;
}

/**
 * Counts what was used between two running totals. The first total of a thread may hold what was used before the log
 * begins, so that what its last request used is preferred to it; the same where totals begin anew.
 */
export function countTotal(
  { last: before, recordedSince, restarts }: TotalsState,
  total: TokenUsage,
  lastRequest: TokenUsage | undefined,
  isFork: boolean,
): CountedTotal {
  if (before === undefined) {
    const usage = lastRequest ?? (isFork ? undefined : total);
    return { totals: { last: total, recordedSince: NO_TOKENS, restarts }, usage };
  }
  if (total.inputTokens < before.inputTokens || total.outputTokens < before.outputTokens) {
    return { totals: { last: total, recordedSince: NO_TOKENS, restarts: restarts + 1 }, usage: lastRequest };
  }
  const growth = subtractTokens(total, before);
  return {
    totals: { last: total, recordedSince: subtractTokens(recordedSince, growth), restarts },
    usage: subtractTokens(growth, recordedSince),
  };
}

/** Takes note of a record: a later total that has grown by it says nothing new. */
export function noteRecord(totals: TotalsState, usage: TokenUsage): TotalsState {
  return isNoUsage(usage) ? totals : { ...totals, recordedSince: addTokens(totals.recordedSince, usage) };
}

/** Names a request that has no id, by the total that it led to: the same in every copy of its thread's log. */
export function totalId({ inputTokens, cachedInputTokens, outputTokens }: TokenUsage, restarts: number): string {
  const again = restarts === 0 ? '' : `${restarts}:`;
  return `total:${again}${inputTokens}/${cachedInputTokens}/${outputTokens}`;
}
