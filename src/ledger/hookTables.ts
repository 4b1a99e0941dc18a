/**
 * Steps of the schema for what hooks tell; a released step is never changed. Instants are ms since 1970, amounts
 * micro-credits.
 */

/** Runs that go on in Codex itself: hooks keep watch of them, and their logs tell their end. */
export const HOOKED_RUNS = `
ALTER TABLE runs ADD COLUMN watched_by TEXT NOT NULL DEFAULT 'process' CHECK (watched_by IN ('process', 'hooks'));
CREATE INDEX runs_of_hooks ON runs (thread_id) WHERE watched_by = 'hooks';

CREATE TABLE agent_turns (
  turn_id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  began_at_ms INTEGER NOT NULL,
  -- Null until the agent's log tells it.
  ended_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_turns_by_run ON agent_turns (run_id) WHERE ended_at_ms IS NULL;
`;
