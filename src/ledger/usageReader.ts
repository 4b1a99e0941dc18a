import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Coverage } from '../core/coverage.ts';
import type { LedgerEvent } from '../core/summarize.ts';
import type { Surface } from '../core/usageEvent.ts';
import { namingFailures } from './database.ts';
import { type Row, integer, optionalText, text } from './rows.ts';

const EVENTS = `
  SELECT e.*, coalesce(t.is_incomplete, 0) AS is_incomplete
  FROM usage_events e LEFT JOIN threads t USING (thread_id)`;

/** Reads usage back. Ranges are half open: `fromMs ≤ t < untilMs`. */
export class UsageReader {
  readonly #between: StatementSync;
  readonly #newest: StatementSync;
  readonly #ofLatestRuns: StatementSync;
  readonly #ofRun: StatementSync;
  readonly #lastOfThread: StatementSync;
  readonly #coverage: StatementSync;

  constructor(db: DatabaseSync) {
    this.#between = db.prepare(
      `${EVENTS} WHERE e.occurred_at_ms >= ? AND e.occurred_at_ms < ? ORDER BY e.occurred_at_ms`,
    );
    this.#newest = db.prepare(
      `SELECT * FROM (${EVENTS} ORDER BY e.occurred_at_ms DESC LIMIT ?) ORDER BY occurred_at_ms`,
    );
    this.#ofLatestRuns = db.prepare(`
      ${EVENTS} WHERE e.run_id IN
        (SELECT run_id FROM usage_events GROUP BY run_id ORDER BY max(occurred_at_ms) DESC LIMIT ?)
      ORDER BY e.occurred_at_ms`);
    this.#ofRun = db.prepare(`${EVENTS} WHERE e.run_id = ? ORDER BY e.occurred_at_ms`);
    this.#lastOfThread = db.prepare(`${EVENTS} WHERE e.thread_id = ? ORDER BY e.occurred_at_ms DESC LIMIT 1`);
    this.#coverage = db.prepare(`
      SELECT (SELECT count(*) FROM rollouts) AS rollouts,
        (SELECT coalesce(sum(malformed_lines), 0) FROM rollouts) AS malformed_lines,
        (SELECT count(*) FROM threads WHERE is_incomplete = 1) AS incomplete_threads`);
  }

  /** Events in order of time. */
  *between(fromMs: number, untilMs: number): Generator<LedgerEvent> {
    for (const row of this.#between.iterate(fromMs, untilMs)) {
      yield eventOf(row);
    }
  }

  /** The newest events, oldest first: at most `limit` of them. */
  newest(limit: number): LedgerEvent[] {
    return namingFailures(() => this.#newest.all(limit).map(eventOf));
  }

  /** All events of the runs that were active last. */
  ofLatestRuns(runs: number): LedgerEvent[] {
    return namingFailures(() => this.#ofLatestRuns.all(runs).map(eventOf));
  }

  ofRun(runId: string): LedgerEvent[] {
    return namingFailures(() => this.#ofRun.all(runId).map(eventOf));
  }

  lastOfThread(threadId: string): LedgerEvent | undefined {
    return namingFailures(() => this.#lastOfThread.all(threadId).map(eventOf).at(0));
  }

  coverage(): Coverage {
    return namingFailures(() => {
      const row: Row = this.#coverage.get() ?? {};
      return {
        rollouts: integer(row, 'rollouts'),
        malformedLines: integer(row, 'malformed_lines'),
        incompleteThreads: integer(row, 'incomplete_threads'),
      };
    });
  }
}

function eventOf(row: Row): LedgerEvent {
  return {
    threadId: text(row, 'thread_id'),
    responseId: text(row, 'response_id'),
    turnId: optionalText(row, 'turn_id'),
    runId: text(row, 'run_id'),
    occurredAtMs: integer(row, 'occurred_at_ms'),
    model: optionalText(row, 'model'),
    effort: optionalText(row, 'effort'),
    tier: optionalText(row, 'tier'),
    cwd: optionalText(row, 'cwd'),
    workspace: optionalText(row, 'workspace'),
    surface: text(row, 'surface') as Surface,
    usage: {
      inputTokens: integer(row, 'input_tokens'),
      cachedInputTokens: integer(row, 'cached_input_tokens'),
      cacheWriteInputTokens: integer(row, 'cache_write_input_tokens'),
      outputTokens: integer(row, 'output_tokens'),
      reasoningOutputTokens: integer(row, 'reasoning_output_tokens'),
    },
    isIncomplete: integer(row, 'is_incomplete') === 1,
  };
}
