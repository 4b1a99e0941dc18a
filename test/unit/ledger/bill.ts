/** What a ledger says to somebody who holds it against a bill. */
import { DatabaseSync } from 'node:sqlite';

import { GROUPINGS, type Grouping } from '../../../src/core/usage/cuts.ts';
import { type UsageReport } from '../../../src/core/usage/summarize.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { FOREVER } from './openLedger.ts';

/** Every cut of all usage. */
export function bill(ledger: Ledger): Readonly<Record<Grouping, UsageReport>> {
  const cuts = GROUPINGS.map((grouping) => [grouping, ledger.report(grouping, ...FOREVER)] as const);
  return Object.fromEntries(cuts) as Record<Grouping, UsageReport>;
}

/** The totals of every cut: the same in each, whether it is made of requests or of sums. */
export function totalsOf(reports: Readonly<Record<Grouping, UsageReport>>) {
  return Object.values(reports).map(({ totals }) => totals);
}

/** Whatever a ledger holds of usage, by names instead of keys, in an order of its own. */
export function contentOf(file: string) {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const [events, turns, threads] = [CONTENT.events, CONTENT.turns, CONTENT.threads].map((query) =>
      db.prepare(query).all(),
    );
    return { events, turns, threads };
  } finally {
    db.close();
  }
}

const CONTENT = {
  events: `
    SELECT thread_id, response_id, turn_id, identity, occurred_at_ms, input_tokens, cached_input_tokens,
      cache_write_input_tokens, output_tokens, reasoning_output_tokens, offset_bytes
    FROM usage_events e JOIN threads t USING (thread_key) JOIN surroundings USING (surroundings_key)
      JOIN turns u ON u.turn_key = e.turn_key
    ORDER BY thread_id, response_id`,
  turns: `
    SELECT thread_id, turn_id, run_id, u.started_at_ms, last_request_at_ms, requests, context_tokens,
      idle_ms, prompt
    FROM turns u JOIN threads USING (thread_key) ORDER BY thread_id, turn_id`,
  threads: `
    SELECT thread_id, root_thread_id, parent_thread_id, forked_from_id, started_at_ms, surface, originator,
      codex_version, inherited_total_id, is_incomplete
    FROM threads ORDER BY thread_id`,
};
