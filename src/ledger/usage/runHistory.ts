import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { type ForetoldRun, replayRuns } from '../../core/estimate/foretoldRuns.ts';
import { type UnitsEstimate, estimateUnits } from '../../core/estimate/estimateUnits.ts';
import type { RunFeatures } from '../../core/estimate/runFeatures.ts';
import type { RunLearner } from '../../core/estimate/runLearner.ts';
import { unitsOf } from '../../core/estimate/units.ts';
import type { RunSubject } from '../../core/decisions/judgement.ts';
import { type PromptFeatures, promptFeatures } from '../../core/estimate/prompt.ts';
import { type RateCard, findRate } from '../../core/prices/rateCard.ts';
import { namingFailures } from '../database.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';
import type { SurroundingsTable } from './surroundingsTable.ts';
import { usageOf } from './usageColumns.ts';
import type { UsageReader } from './usageReader.ts';

/** So many of the last runs are learnt from. More tell next to nothing, and would take longer than a person waits. */
const LEARNT_RUNS = 300;

/** A run that has been silent for so long is over. */
const SILENT_MS = 600_000;

/** What was learnt, and from what. */
interface Learnt {
  /** Names the runs and how many requests each has. */
  readonly identity: string;
  readonly learner: RunLearner;
  readonly foretold: readonly ForetoldRun[];
}

/**
 * Estimates runs from those in the ledger. All that is learnt follows from the last runs that are over, in the order in
 * which they began: it is made anew when these change, so that nothing is learnt twice, and every process says the same.
 */
export class RunHistory {
  readonly #card: RateCard;
  readonly #usage: UsageReader;
  readonly #surroundings: SurroundingsTable;
  readonly #lastRuns: StatementSync;
  readonly #turns: StatementSync;
  readonly #sums: StatementSync;
  #learnt: Learnt | undefined;

  constructor(db: DatabaseSync, card: RateCard, usage: UsageReader, surroundings: SurroundingsTable) {
    this.#card = card;
    this.#usage = usage;
    this.#surroundings = surroundings;
    this.#lastRuns = db.prepare(`
      SELECT u.run_id, u.last_request_at_ms, (SELECT sum(requests) FROM turns r WHERE r.run_id = u.run_id) AS requests,
        EXISTS (SELECT 1 FROM turns l WHERE l.thread_key = u.thread_key AND l.started_at_ms > u.started_at_ms)
          OR EXISTS (SELECT 1 FROM runs g WHERE g.run_id = u.run_id AND g.status <> 'running') AS is_over
      FROM turns u WHERE u.last_request_at_ms IS NOT NULL AND u.requests > 0 ORDER BY u.last_request_at_ms DESC`);
    this.#turns = db.prepare(`
      SELECT u.turn_key, u.turn_id, u.run_id, u.started_at_ms, u.context_tokens, u.idle_ms, u.prompt, t.thread_id
      FROM turns u JOIN threads t USING (thread_key)
      WHERE u.run_id IN (SELECT value FROM json_each(?)) ORDER BY u.started_at_ms, u.turn_key`);
    this.#sums = db.prepare(`
      SELECT turn_key, surroundings_key, min(occurred_at_ms) AS first_at_ms, sum(input_tokens) AS input_tokens,
        sum(cached_input_tokens) AS cached_input_tokens, sum(cache_write_input_tokens) AS cache_write_input_tokens,
        sum(output_tokens) AS output_tokens, sum(reasoning_output_tokens) AS reasoning_output_tokens
      FROM usage_events WHERE occurred_at_ms >= ? GROUP BY turn_key, surroundings_key ORDER BY first_at_ms`);
  }

  /** What a run will take. `prompt` is measured with the machine's own salt, and not kept. */
  estimate(subject: RunSubject, prompt: string | undefined, promptSalt: string, nowMs: number): UnitsEstimate {
    const measured = prompt === undefined ? undefined : promptFeatures(prompt, 0, promptSalt);
    return estimateUnits(this.#featuresOf(subject, measured, nowMs), this.#learn(nowMs).learner);
  }

  /** The last runs that are over, each with what was to be expected of it before, the oldest first. */
  foretold(nowMs: number): readonly ForetoldRun[] {
    return this.#learn(nowMs).foretold;
  }

  #featuresOf(
    { threadId, model, effort, workspace }: RunSubject,
    prompt: PromptFeatures | undefined,
    nowMs: number,
  ): RunFeatures {
    const before = threadId === undefined ? undefined : this.#usage.lastOfThread(threadId);
    return {
      threadId,
      model,
      effort,
      workspace,
      prompt,
      contextTokens: before === undefined ? 0 : before.usage.inputTokens + before.usage.outputTokens,
      idleMs: before === undefined ? undefined : nowMs - before.occurredAtMs,
    };
  }

  #learn(nowMs: number): Learnt {
    return namingFailures(() => {
      const requests = this.#requestsOfLastRuns(nowMs);
      const identity = JSON.stringify([...requests].sort());
      if (this.#learnt?.identity !== identity) {
        this.#learnt = { identity, ...replayRuns(this.#read([...requests.keys()])) };
      }
      return this.#learnt;
    });
  }

  /** The last runs that are over, and how many requests each has made. */
  #requestsOfLastRuns(nowMs: number): Map<string, number> {
    const seen = new Set<string>();
    const requests = new Map<string, number>();
    for (const row of this.#lastRuns.iterate()) {
      const runId = text(row, 'run_id');
      const isOver = integer(row, 'is_over') === 1 || integer(row, 'last_request_at_ms') <= nowMs - SILENT_MS;
      if (!seen.has(runId) && isOver) {
        requests.set(runId, integer(row, 'requests'));
      }
      seen.add(runId);
      if (requests.size === LEARNT_RUNS) {
        break;
      }
    }
    return requests;
  }

  /** Runs with the features that they had before their first token; their subagents' and reviews' requests are theirs. */
  #read(runIds: readonly string[]): Omit<ForetoldRun, 'quantiles'>[] {
    const turns = this.#turns.all(JSON.stringify(runIds));
    const sums = this.#sumsByTurn(Math.min(...turns.map((turn) => integer(turn, 'started_at_ms'))));
    const runs = Map.groupBy(turns, (turn) => text(turn, 'run_id'));
    return Array.from(runs, ([runId, ofRun]) => this.#runOf(runId, ofRun, sums))
      .filter(({ units }) => units > 0)
      .sort((a, b) => a.startedAtMs - b.startedAtMs || (a.runId < b.runId ? -1 : 1));
  }

  #sumsByTurn(sinceMs: number): ReadonlyMap<number, readonly Row[]> {
    return Map.groupBy<number, Row>(this.#sums.all(sinceMs), (row) => integer(row, 'turn_key'));
  }

  #runOf(
    runId: string,
    turns: readonly Row[],
    sums: ReadonlyMap<number, readonly Row[]>,
  ): Omit<ForetoldRun, 'quantiles'> {
    const root = turns.find((turn) => text(turn, 'turn_id') === runId) ?? turns[0] ?? {};
    const sumsOf = (turn: Row): readonly Row[] => sums.get(integer(turn, 'turn_key')) ?? [];
    const [first] = [...sumsOf(root), ...turns.flatMap(sumsOf)];
    const surroundings = first === undefined ? undefined : this.#surroundings.get(integer(first, 'surroundings_key'));
    const prompt = optionalText(root, 'prompt');
    return {
      runId,
      threadId: text(root, 'thread_id'),
      startedAtMs: integer(root, 'started_at_ms'),
      model: surroundings?.model,
      effort: surroundings?.effort,
      workspace: surroundings?.workspace,
      contextTokens: optionalInteger(root, 'context_tokens'),
      idleMs: optionalInteger(root, 'idle_ms'),
      prompt: prompt === undefined ? undefined : (JSON.parse(prompt) as PromptFeatures),
      units: turns.flatMap(sumsOf).reduce((units, row) => units + this.#unitsOf(row), 0),
    };
  }

  #unitsOf(row: Row): number {
    const { model } = this.#surroundings.get(integer(row, 'surroundings_key'));
    const rate = model === undefined ? undefined : findRate(this.#card, model, integer(row, 'first_at_ms'));
    return unitsOf(usageOf(row), rate);
  }
}
