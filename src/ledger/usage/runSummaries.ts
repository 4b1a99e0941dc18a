import type { RateCard } from '../../core/prices/rateCard.ts';
import type { RunSummary } from '../../core/usage/run.ts';
import { summarizeRuns } from '../../core/usage/summarizeRuns.ts';
import type { GuardedRuns } from '../runs/guardedRuns.ts';
import type { UsageReader } from './usageReader.ts';

interface Remembered {
  /** How many requests the run had made when it was added up. */
  readonly requests: number;
  readonly summary: RunSummary | undefined;
}

/** Adds runs up. A run that has made no further request is not added up again. */
export class RunSummaries {
  readonly #usage: UsageReader;
  readonly #guarded: GuardedRuns;
  readonly #card: RateCard;
  #remembered: ReadonlyMap<string, Remembered> = new Map();

  constructor(usage: UsageReader, guarded: GuardedRuns, card: RateCard) {
    this.#usage = usage;
    this.#guarded = guarded;
    this.#card = card;
  }

  /** The runs that were active last, newest first; ours with the estimate they were started on. */
  latest(limit: number): RunSummary[] {
    const latest = new Map<string, Remembered>();
    for (const [runId, requests] of this.#usage.latestRuns(limit)) {
      const before = this.#remembered.get(runId);
      latest.set(runId, before?.requests === requests ? before : { requests, summary: this.#summarize(runId) });
    }
    this.#remembered = latest;
    const summaries = [...latest.values()].map(({ summary }) => summary).filter((summary) => summary !== undefined);
    return this.#withGuarded(summaries.sort((a, b) => b.startedAtMs - a.startedAtMs));
  }

  /** One run's sums; undefined while no request of it has been read. */
  of(runId: string): RunSummary | undefined {
    const summary = this.#summarize(runId);
    return summary === undefined ? undefined : this.#withGuarded([summary]).at(0);
  }

  #summarize(runId: string): RunSummary | undefined {
    return summarizeRuns(this.#usage.ofRun(runId), this.#card).at(0);
  }

  #withGuarded(runs: readonly RunSummary[]): RunSummary[] {
    const guarded = this.#guarded.byIds(runs.map(({ runId }) => runId));
    return runs.map((run) => {
      const ours = guarded.get(run.runId);
      return ours === undefined ? run : { ...run, estimate: ours.estimate, cap: ours.cap, status: ours.status };
    });
  }
}
