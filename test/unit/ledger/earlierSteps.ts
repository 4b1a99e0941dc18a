/** Ledgers as earlier versions of the schema kept them. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { MIGRATIONS } from '../../../src/ledger/migrations.ts';

/** An event as it was kept then; what is left out is that of {@link EVENT}. */
export type EventOfStepOne = Readonly<Record<string, string | number | null>>;

const EVENT: EventOfStepOne = {
  thread_id: 'thread-1',
  response_id: 'resp-1',
  turn_id: 'turn-1',
  run_id: 'turn-1',
  occurred_at_ms: Date.UTC(2026, 10, 20, 12),
  model: 'gpt-5.5',
  effort: 'medium',
  tier: null,
  cwd: '/work/api',
  workspace: '/work/api',
  surface: 'exec',
  input_tokens: 10_000,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
};

/** Makes a ledger of the first version, and fills it. */
export function makeStepOne(file: string, fill: (db: DatabaseSync) => void): void {
  makeStep(1, file, fill);
}

/** Makes a ledger of an earlier version, and fills it. */
export function makeStep(version: number, file: string, fill: (db: DatabaseSync) => void): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  try {
    db.exec(MIGRATIONS.slice(0, version).join(''));
    db.exec(`PRAGMA user_version = ${version}`);
    fill(db);
  } finally {
    db.close();
  }
}

export function insertEvents(db: DatabaseSync, ...events: readonly EventOfStepOne[]): void {
  const columns = Object.keys(EVENT);
  const insert = db.prepare(
    `INSERT INTO usage_events (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  for (const event of events) {
    insert.run(...Object.values({ ...EVENT, ...event }));
  }
}

/** Puts in all that a ledger of today holds, in the words of then: turns without names and runs nobody told of. */
export function copyInto(db: DatabaseSync, todaysFile: string): void {
  db.prepare('ATTACH ? AS today').run(todaysFile);
  db.exec(`
    INSERT INTO threads
      SELECT thread_id, root_thread_id, parent_thread_id, forked_from_id, started_at_ms, surface, codex_version, home,
        is_incomplete FROM today.threads;
    INSERT INTO usage_events
      SELECT thread_id, response_id, iif(turn_id LIKE thread_id || ':%', NULL, turn_id),
        coalesce(root_turn_id, iif(turn_id LIKE thread_id || ':%', thread_id, turn_id)), occurred_at_ms, model, effort,
        tier, cwd, workspace, s.surface, input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens,
        reasoning_output_tokens
      FROM today.usage_events e JOIN today.threads t USING (thread_key) JOIN today.surroundings s USING (surroundings_key)
        JOIN today.turns u ON u.turn_key = e.turn_key;
    INSERT INTO balances SELECT observed_at_ms, snapshot FROM today.balances WHERE source = 'appServer';
    INSERT INTO decisions
      SELECT decision_id, decided_at_ms, surface, workspace, model, effort, tier, effect, findings, estimate,
        cap_credits_micros, rate_card_id, answer, answered_by, answered_at_ms
      FROM today.decisions LEFT JOIN today.answers USING (decision_id);
    INSERT INTO runs SELECT run_id, decision_id, thread_id, started_at_ms, ended_at_ms, status FROM today.runs;
    INSERT INTO reservations
      SELECT decision_id, run_id, credits_micros, workspace, model, surface, thread_id, held_at_ms, expires_at_ms
      FROM today.reservations;
    INSERT INTO policy_texts SELECT * FROM today.policy_texts;
    DETACH today`);
}
