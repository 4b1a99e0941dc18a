import { NO_CREDITS, NO_USD, type UsdMicros, addCredits, usdMicros } from '../money.ts';
import type { RateCard } from '../prices/rateCard.ts';
import { type RequestCost, costOfRequest, isPaidByKey } from '../prices/requestCost.ts';
import type { RunSummary } from './run.ts';
import type { LedgerEvent } from './usageSlice.ts';

/**
 * Rolls requests (oldest first) up into runs, newest run first: a root turn with its subagents and reviews. Model and
 * folder are those of the run's first request.
 */
export function summarizeRuns(events: Iterable<LedgerEvent>, card: RateCard): RunSummary[] {
  const byRun = Map.groupBy(events, ({ runId }) => runId);
  return [...byRun.values()]
    .flatMap((ofRun) => summarizeRun(ofRun, card))
    .sort((a, b) => b.startedAtMs - a.startedAtMs);
}

function summarizeRun(events: readonly LedgerEvent[], card: RateCard): RunSummary[] {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) {
    return [];
  }
  const costs = events.map((event) => costOfRequest(card, event.account, event));
  const credits = costs.reduce((sum, cost) => addCredits(sum, cost.credits), NO_CREDITS);
  const unpricedRequests = costs.filter(({ isUnpriced }) => isUnpriced).length;
  const total = (pick: (event: LedgerEvent) => number): number => events.reduce((sum, event) => sum + pick(event), 0);
  return [
    {
      runId: first.runId,
      threadId: first.threadId,
      startedAtMs: first.occurredAtMs,
      endedAtMs: last.occurredAtMs,
      model: first.model,
      effort: first.effort,
      workspace: first.workspace,
      surface: first.surface,
      requests: events.length,
      inputTokens: total(({ usage }) => usage.inputTokens),
      cachedInputTokens: total(({ usage }) => usage.cachedInputTokens),
      outputTokens: total(({ usage }) => usage.outputTokens),
      credits: credits === NO_CREDITS && unpricedRequests === events.length ? undefined : credits,
      usd: paidByKey(events, costs),
      unpricedRequests,
      subagents: new Set(events.map(({ threadId }) => threadId)).size - 1,
      estimate: undefined,
      cap: undefined,
      status: undefined,
    },
  ];
}

/** Undefined where no key paid, and where nothing that one paid for has a price in dollars. */
function paidByKey(events: readonly LedgerEvent[], costs: readonly RequestCost[]): UsdMicros | undefined {
  const priced = costs.filter((cost, index) => isPaidByKey(events[index]?.account) && !cost.isUnpriced);
  return priced.length === 0 ? undefined : priced.reduce((sum, { usd }) => usdMicros(sum + usd), NO_USD);
}
