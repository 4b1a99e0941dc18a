import { findRate, type RateCard } from '../rateCard.ts';
import type { LedgerEvent } from '../usageSlice.ts';
import type { PastRun } from './estimateUnits.ts';
import { unitsOf } from './units.ts';

interface ThreadEnd {
  readonly contextTokens: number;
  readonly atMs: number;
}

/**
 * What the requests of the past (oldest first) teach about runs: each run with the features it had before its first
 * token, as an estimate would have seen them. Requests of subagents and reviews count into the run that caused them.
 */
export function pastRuns(events: Iterable<LedgerEvent>, card: RateCard): PastRun[] {
  const threadEnds = new Map<string, ThreadEnd>();
  const runs = new Map<string, PastRun>();
  for (const event of events) {
    const { runId, threadId, model, usage, occurredAtMs } = event;
    const row = model === undefined ? undefined : findRate(card, model, occurredAtMs);
    const known = runs.get(runId) ?? { ...featuresOf(event, threadEnds.get(threadId)), units: 0 };
    runs.set(runId, { ...known, units: known.units + unitsOf(usage, row) });
    threadEnds.set(threadId, { contextTokens: usage.inputTokens + usage.outputTokens, atMs: occurredAtMs });
  }
  return [...runs.values()].filter(({ units }) => units > 0);
}

function featuresOf({ threadId, effort, workspace, occurredAtMs }: LedgerEvent, before: ThreadEnd | undefined) {
  return {
    threadId,
    effort,
    workspace,
    contextTokens: before?.contextTokens ?? 0,
    isFirstTurn: before === undefined,
    idleMs: before === undefined ? undefined : occurredAtMs - before.atMs,
  };
}
