import { NO_CREDITS, addCredits } from './money.ts';
import { priceRequest } from './pricing.ts';
import type { RateCard } from './rateCard.ts';
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
  const priced = events.map((event) => priceRequest(card, event)).filter((cost) => cost.kind === 'priced');
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
      credits: priced.length === 0 ? undefined : priced.map(({ credits }) => credits).reduce(addCredits, NO_CREDITS),
      unpricedRequests: events.length - priced.length,
      subagents: new Set(events.map(({ threadId }) => threadId)).size - 1,
      estimate: undefined,
      cap: undefined,
      status: undefined,
    },
  ];
}
