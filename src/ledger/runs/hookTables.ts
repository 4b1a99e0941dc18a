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

/** Questions to a person: who is asked what, and the first answer. */
export const APPROVALS = `
CREATE TABLE approvals (
  approval_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('prompt', 'hold', 'refusal')),
  raised_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  decision_id TEXT NOT NULL,
  run_id TEXT,
  -- Salted; null once it is of no use any more.
  prompt_hash TEXT,
  folder TEXT NOT NULL,
  surface TEXT NOT NULL,
  terminal TEXT,
  question TEXT NOT NULL,
  -- The process that waits for the answer; null: the prompt is to be sent again.
  waiter_pid INTEGER,
  -- The window that is to ask; null: none.
  window_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'denied', 'expired', 'used')),
  -- Of a prompt its cap, of a held run what it may cost more.
  credits_micros INTEGER CHECK (credits_micros >= 0),
  answered_by TEXT,
  answered_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_open ON approvals (expires_at_ms) WHERE state = 'open';
CREATE INDEX approvals_by_prompt ON approvals (prompt_hash) WHERE prompt_hash IS NOT NULL;
`;

/** Windows that can ask a person, and when each had the focus last. */
export const WINDOWS = `
CREATE TABLE windows (
  window_id TEXT PRIMARY KEY,
  pid INTEGER NOT NULL,
  focused_at_ms INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_thread ON runs (thread_id);
`;

/** How our hooks stood in a home, noted whenever that was seen to have changed. */
export const HOOK_SIGHTINGS = `
CREATE TABLE hook_sightings (
  home TEXT NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  standing TEXT NOT NULL
    CHECK (standing IN ('active', 'needs-review', 'disabled', 'modified', 'missing', 'managed-only', 'out')),
  PRIMARY KEY (home, seen_at_ms)
) STRICT, WITHOUT ROWID;
`;

/** Which process answers a call of a hook, where several hooks are called for the same. */
export const HOOK_CALLS = `
CREATE TABLE hook_calls (
  event TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  -- Salted; null of a request.
  prompt_hash TEXT,
  pid INTEGER NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  is_answered INTEGER NOT NULL CHECK (is_answered IN (0, 1)),
  PRIMARY KEY (event, turn_id)
) STRICT, WITHOUT ROWID;
`;

/** Runs whose Codex keeps no log: their ends are told by nobody. */
export const UNLOGGED_RUNS = `
ALTER TABLE runs ADD COLUMN is_logged INTEGER NOT NULL DEFAULT 1 CHECK (is_logged IN (0, 1));
-- The process that works on this run alone, and ends with it; null: it serves others, too, or is not known.
ALTER TABLE runs ADD COLUMN codex_pid INTEGER;
CREATE INDEX runs_unlogged ON runs (thread_id) WHERE is_logged = 0 AND status = 'running';
`;
