import {
  type TokenUsage,
  NO_TOKENS,
  addTokens,
  clampParts,
  isNoUsage,
  subtractTokens,
} from '../../core/usage/tokenUsage.ts';
import type { TotalsState } from './rolloutState.ts';

/** What a running total says. */
interface CountedTotal {
  readonly totals: TotalsState;
  /** What was used since the total before, beyond what records have told. Undefined: nobody can tell. */
  readonly usage: TokenUsage | undefined;
  /** Something was used that neither a record nor a total tells. */
  readonly isMissingSome: boolean;
}

/**
 * Counts what was used between two running totals. The first total that is read may hold what was used before the log
 * begins, or what records have told, so that its last request is preferred to it; the same where totals begin anew.
 */
export function countTotal(
  totals: TotalsState,
  total: TokenUsage,
  lastRequest: TokenUsage | undefined,
  isFork: boolean,
): CountedTotal {
  const { last: before, lastRecord, recordedSince, restarts } = totals;
  const next = { last: total, lastRecord, recordedSince: NO_TOKENS, restarts, isCompactionOpen: false };
  if (before === undefined) {
    const isTold = lastRecord !== undefined && lastRequest !== undefined && isEqual(lastRecord, lastRequest);
    const isWhole = !isFork && lastRecord === undefined;
    const usage = isTold ? NO_TOKENS : (lastRequest ?? (isWhole ? total : undefined));
    return { totals: next, usage, isMissingSome: usage === undefined };
  }
  if (hasRestarted(before, total, lastRequest)) {
    const usage = lastRequest;
    return { totals: { ...next, restarts: restarts + 1 }, usage, isMissingSome: usage === undefined };
  }
  const growth = subtractTokens(total, before);
  const isCompactionUncounted =
    totals.isCompactionOpen && isNoUsage(growth) && lastRequest !== undefined && isNoUsage(lastRequest);
  return {
    totals: { ...next, recordedSince: subtractTokens(recordedSince, growth) },
    // Of totals that contradict each other, a part may have grown by more than its whole.
    usage: clampParts(subtractTokens(growth, recordedSince)),
    isMissingSome: isCompactionUncounted,
  };
}

/** Some versions begin anew when a thread goes on: below the total before, or at the last request's own figures. */
function hasRestarted(before: TokenUsage, total: TokenUsage, lastRequest: TokenUsage | undefined): boolean {
  const isLess = total.inputTokens < before.inputTokens || total.outputTokens < before.outputTokens;
  const isSame = isNoUsage(subtractTokens(total, before));
  return isLess || (!isSame && !isNoUsage(before) && lastRequest !== undefined && isEqual(total, lastRequest));
}

function isEqual(a: TokenUsage, b: TokenUsage): boolean {
  return a.inputTokens === b.inputTokens && a.outputTokens === b.outputTokens;
}

/** Takes note of a record: a later total that has grown by it says nothing new. */
export function noteRecord(totals: TotalsState, usage: TokenUsage): TotalsState {
  return { ...totals, lastRecord: usage, recordedSince: addTokens(totals.recordedSince, usage) };
}

/** Names a request that has no id, by the total that it led to: the same in every copy of its thread's log. */
export function totalId({ inputTokens, cachedInputTokens, outputTokens }: TokenUsage, restarts: number): string {
  const again = restarts === 0 ? '' : `${restarts}:`;
  return `total:${again}${inputTokens}/${cachedInputTokens}/${outputTokens}`;
}
