/**
 * The schema, one step a version; a released step is never changed. Facts only: no price, no sum, no prompt.
 * Instants are ms since 1970, amounts micro-credits.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE rollouts (
    path TEXT PRIMARY KEY,
    home TEXT NOT NULL,
    thread_id TEXT,
    offset_bytes INTEGER NOT NULL CHECK (offset_bytes >= 0),
    -- The first bytes and the last ones read, hashed: a file written anew under the same name is read anew.
    head_hash TEXT NOT NULL,
    decoder_state TEXT NOT NULL,
    malformed_lines INTEGER NOT NULL DEFAULT 0 CHECK (malformed_lines >= 0)
  ) STRICT;

  CREATE TABLE threads (
    thread_id TEXT PRIMARY KEY,
    root_thread_id TEXT NOT NULL,
    parent_thread_id TEXT,
    forked_from_id TEXT,
    started_at_ms INTEGER NOT NULL,
    surface TEXT NOT NULL,
    codex_version TEXT,
    home TEXT NOT NULL,
    is_incomplete INTEGER NOT NULL DEFAULT 0 CHECK (is_incomplete IN (0, 1))
  ) STRICT;

  CREATE TABLE usage_events (
    thread_id TEXT NOT NULL,
    response_id TEXT NOT NULL,
    turn_id TEXT,
    run_id TEXT NOT NULL,
    occurred_at_ms INTEGER NOT NULL,
    model TEXT,
    effort TEXT,
    tier TEXT,
    cwd TEXT,
    workspace TEXT,
    surface TEXT NOT NULL,
    input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
    cached_input_tokens INTEGER NOT NULL CHECK (cached_input_tokens BETWEEN 0 AND input_tokens),
    cache_write_input_tokens INTEGER NOT NULL CHECK (cache_write_input_tokens BETWEEN 0 AND input_tokens),
    output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
    reasoning_output_tokens INTEGER NOT NULL CHECK (reasoning_output_tokens BETWEEN 0 AND output_tokens),
    PRIMARY KEY (thread_id, response_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX usage_events_by_instant ON usage_events (occurred_at_ms);
  CREATE INDEX usage_events_by_run ON usage_events (run_id);

  CREATE TABLE balances (
    observed_at_ms INTEGER PRIMARY KEY,
    snapshot TEXT NOT NULL
  ) STRICT;

  CREATE TABLE decisions (
    decision_id TEXT PRIMARY KEY,
    decided_at_ms INTEGER NOT NULL,
    surface TEXT NOT NULL,
    workspace TEXT,
    model TEXT,
    effort TEXT,
    tier TEXT,
    effect TEXT NOT NULL CHECK (effect IN ('allow', 'warn', 'confirm', 'deny')),
    findings TEXT NOT NULL,
    estimate TEXT NOT NULL,
    cap_credits_micros INTEGER,
    rate_card_id TEXT NOT NULL,
    answer TEXT CHECK (answer IN ('run', 'refused', 'cancelled')),
    answered_by TEXT,
    answered_at_ms INTEGER
  ) STRICT;
  CREATE INDEX decisions_by_instant ON decisions (decided_at_ms);

  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    decision_id TEXT NOT NULL REFERENCES decisions (decision_id),
    thread_id TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER,
    status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'stopped', 'capped', 'failed'))
  ) STRICT;

  CREATE TABLE reservations (
    decision_id TEXT PRIMARY KEY REFERENCES decisions (decision_id),
    run_id TEXT,
    credits_micros INTEGER NOT NULL CHECK (credits_micros >= 0),
    workspace TEXT,
    model TEXT,
    surface TEXT NOT NULL,
    thread_id TEXT,
    held_at_ms INTEGER NOT NULL,
    -- A process that dies without a word stops renewing, and its reservation lapses.
    expires_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE policy_texts (
    path TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    seen_at_ms INTEGER NOT NULL
  ) STRICT;
  `,
];
