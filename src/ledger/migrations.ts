import { LATER_MIGRATIONS } from './laterMigrations.ts';

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

  // Usage as a star: events point at their surroundings, thread, turn and place of origin.
  `
  DROP INDEX usage_events_by_instant;
  DROP INDEX usage_events_by_run;
  ALTER TABLE usage_events RENAME TO usage_events_1;
  ALTER TABLE threads RENAME TO threads_1;
  DROP TABLE rollouts;

  CREATE TABLE rollouts (
    rollout_key INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    home TEXT NOT NULL,
    -- The file's name without folder and endings: a rollout that moves or is compressed keeps it.
    name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_at_micros INTEGER NOT NULL,
    malformed_lines INTEGER NOT NULL DEFAULT 0 CHECK (malformed_lines >= 0),
    -- Of compressed rollouts the bytes count that they hold.
    offset_bytes INTEGER NOT NULL CHECK (offset_bytes >= 0),
    -- The first bytes and the last ones read, hashed: a file written anew under the same name is read anew.
    ends_hash TEXT NOT NULL,
    decoder_state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX rollouts_by_name ON rollouts (name);
  CREATE INDEX rollouts_with_malformed_lines ON rollouts (malformed_lines) WHERE malformed_lines > 0;

  CREATE TABLE threads (
    thread_key INTEGER PRIMARY KEY,
    thread_id TEXT NOT NULL UNIQUE,
    root_thread_id TEXT NOT NULL,
    parent_thread_id TEXT,
    forked_from_id TEXT,
    started_at_ms INTEGER NOT NULL,
    surface TEXT NOT NULL,
    originator TEXT,
    codex_version TEXT,
    home TEXT NOT NULL,
    -- A fork whose own beginning was told by a pause alone: the name of the parent's running total it starts from.
    inherited_total_id TEXT,
    is_incomplete INTEGER NOT NULL DEFAULT 0 CHECK (is_incomplete IN (0, 1))
  ) STRICT;
  CREATE INDEX threads_by_parent ON threads (parent_thread_id) WHERE parent_thread_id IS NOT NULL;
  CREATE INDEX threads_in_doubt ON threads (thread_key) WHERE is_incomplete = 1 OR inherited_total_id IS NOT NULL;

  CREATE TABLE turns (
    turn_key INTEGER PRIMARY KEY,
    thread_key INTEGER NOT NULL REFERENCES threads (thread_key),
    turn_id TEXT NOT NULL,
    -- As the log tells it; null where it does not.
    root_turn_id TEXT,
    -- The root turn as far as it is known.
    run_id TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    last_request_at_ms INTEGER,
    requests INTEGER NOT NULL DEFAULT 0,
    -- What an estimate needs: the thread before the turn, and counts and hashed words of the prompt.
    context_tokens INTEGER,
    idle_ms INTEGER,
    prompt TEXT,
    UNIQUE (thread_key, turn_id)
  ) STRICT;
  CREATE INDEX turns_by_run ON turns (run_id);
  CREATE INDEX turns_by_last_request ON turns (last_request_at_ms) WHERE last_request_at_ms IS NOT NULL;

  CREATE TABLE surroundings (
    surroundings_key INTEGER PRIMARY KEY,
    -- All columns below as one text, since null is never equal to null.
    identity TEXT NOT NULL UNIQUE,
    model TEXT,
    effort TEXT,
    tier TEXT,
    requested_model TEXT,
    requested_tier TEXT,
    cwd TEXT,
    workspace TEXT,
    repository TEXT,
    branch TEXT,
    surface TEXT NOT NULL,
    originator TEXT
  ) STRICT;

  CREATE TABLE usage_events (
    -- Counts up in the order of writing; rows are never deleted.
    event_key INTEGER PRIMARY KEY,
    thread_key INTEGER NOT NULL,
    response_id TEXT NOT NULL,
    turn_key INTEGER NOT NULL,
    surroundings_key INTEGER NOT NULL,
    occurred_at_ms INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
    cached_input_tokens INTEGER NOT NULL CHECK (cached_input_tokens BETWEEN 0 AND input_tokens),
    cache_write_input_tokens INTEGER NOT NULL CHECK (cache_write_input_tokens BETWEEN 0 AND input_tokens),
    output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
    reasoning_output_tokens INTEGER NOT NULL CHECK (reasoning_output_tokens BETWEEN 0 AND output_tokens),
    rollout_key INTEGER,
    offset_bytes INTEGER,
    UNIQUE (thread_key, response_id)
  ) STRICT;
  CREATE INDEX usage_events_by_instant ON usage_events (occurred_at_ms);

  -- What witnesses without response ids tell: counts only for turns that no rollout tells of.
  CREATE TABLE provisional_usage (
    thread_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    witness TEXT NOT NULL CHECK (witness IN ('appServer', 'hook', 'stream')),
    -- Tells a witness's observations of a turn apart, so that each is kept once.
    observation TEXT NOT NULL,
    surroundings_key INTEGER NOT NULL REFERENCES surroundings (surroundings_key),
    occurred_at_ms INTEGER NOT NULL,
    -- Of a saved stream: the running total of its thread.
    input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
    cached_input_tokens INTEGER NOT NULL,
    cache_write_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
    reasoning_output_tokens INTEGER NOT NULL,
    PRIMARY KEY (thread_id, turn_id, witness, observation)
  ) STRICT, WITHOUT ROWID;

  -- Sums of usage_events by quarter of an hour, priced with one rate card. Made from them, and made anew at will.
  CREATE TABLE usage_cells (
    quarter INTEGER NOT NULL,
    surroundings_key INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cache_write_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_output_tokens INTEGER NOT NULL,
    credits_micros INTEGER NOT NULL,
    unpriced_requests INTEGER NOT NULL,
    derived_price_requests INTEGER NOT NULL,
    PRIMARY KEY (quarter, surroundings_key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE machine (
    -- Makes the buckets of prompts' words this machine's own.
    prompt_salt TEXT NOT NULL,
    -- With which rate card the cells are priced, and the last event they hold.
    cells_rate_card TEXT NOT NULL,
    cells_event_key INTEGER NOT NULL
  ) STRICT;
  INSERT INTO machine VALUES (lower(hex(randomblob(16))), '', 0);

  INSERT INTO threads (thread_id, root_thread_id, parent_thread_id, forked_from_id, started_at_ms, surface, codex_version,
      home, is_incomplete)
    SELECT thread_id, root_thread_id, parent_thread_id, forked_from_id, started_at_ms, surface, codex_version, home,
      is_incomplete FROM threads_1;
  INSERT OR IGNORE INTO threads (thread_id, root_thread_id, started_at_ms, surface, home)
    SELECT thread_id, thread_id, min(occurred_at_ms), surface, '' FROM usage_events_1 GROUP BY thread_id;
  INSERT INTO turns (thread_key, turn_id, run_id, started_at_ms, last_request_at_ms, requests)
    SELECT thread_key, coalesce(turn_id, thread_id || ':0'), min(run_id), min(occurred_at_ms), max(occurred_at_ms),
      count(*) FROM usage_events_1 JOIN threads USING (thread_id) GROUP BY 1, 2;
  INSERT OR IGNORE INTO surroundings (identity, model, effort, tier, cwd, workspace, surface)
    SELECT json_array(model, effort, tier, NULL, NULL, cwd, workspace, NULL, NULL, surface, NULL), model, effort, tier,
      cwd, workspace, surface FROM usage_events_1;
  INSERT INTO usage_events (thread_key, response_id, turn_key, surroundings_key, occurred_at_ms, input_tokens,
      cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens)
    SELECT t.thread_key, e.response_id, u.turn_key, s.surroundings_key, e.occurred_at_ms, e.input_tokens,
      e.cached_input_tokens, e.cache_write_input_tokens, e.output_tokens, e.reasoning_output_tokens
    FROM usage_events_1 e
    JOIN threads t USING (thread_id)
    JOIN turns u ON u.thread_key = t.thread_key AND u.turn_id = coalesce(e.turn_id, e.thread_id || ':0')
    JOIN surroundings s ON s.identity =
      json_array(e.model, e.effort, e.tier, NULL, NULL, e.cwd, e.workspace, NULL, NULL, e.surface, NULL);
  DROP TABLE usage_events_1;
  DROP TABLE threads_1;
  `,

  // Accounts: whose wallet requests draw on, and what was seen of it by whom. Rollouts are read once more for it.
  `
  ALTER TABLE surroundings ADD COLUMN account TEXT;
  UPDATE surroundings SET identity = substr(identity, 1, length(identity) - 1) || ',null]';
  UPDATE rollouts SET size_bytes = -1, offset_bytes = 0, ends_hash = '';

  ALTER TABLE balances RENAME TO balances_2;
  CREATE TABLE balances (
    -- Empty where it is not told.
    account TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('appServer', 'update', 'rollout')),
    observed_at_ms INTEGER NOT NULL,
    -- What was said then, and nothing else.
    snapshot TEXT NOT NULL,
    PRIMARY KEY (account, source, observed_at_ms)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO balances
    SELECT coalesce(snapshot ->> '$.account.id', ''), 'appServer', observed_at_ms,
      json_remove(snapshot, '$.observedAtMs', '$.isWorkspacePoolEmpty') FROM balances_2;
  DROP TABLE balances_2;
  `,

  // What the account itself says a thread has cost, as it was last told.
  `
  CREATE TABLE account_figures (
    thread_id TEXT NOT NULL,
    model TEXT NOT NULL,
    tier TEXT NOT NULL,
    credits_micros INTEGER NOT NULL CHECK (credits_micros >= 0),
    input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
    cached_input_tokens INTEGER NOT NULL CHECK (cached_input_tokens BETWEEN 0 AND input_tokens),
    output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
    read_at_ms INTEGER NOT NULL,
    PRIMARY KEY (thread_id, model, tier)
  ) STRICT, WITHOUT ROWID;
  `,

  // What API keys pay is added up in dollars. Cells are made from events, and so are made anew.
  `
  DROP TABLE usage_cells;
  CREATE TABLE usage_cells (
    quarter INTEGER NOT NULL,
    surroundings_key INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cache_write_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_output_tokens INTEGER NOT NULL,
    credits_micros INTEGER NOT NULL,
    usd_micros INTEGER NOT NULL,
    unpriced_requests INTEGER NOT NULL,
    derived_price_requests INTEGER NOT NULL,
    PRIMARY KEY (quarter, surroundings_key)
  ) STRICT, WITHOUT ROWID;
  UPDATE machine SET cells_rate_card = '', cells_event_key = 0;
  `,

  // One poller for the machine: who asks Codex for the wallet when, and what all are told.
  `
  CREATE TABLE wallet_polls (
    -- Never given twice, so that a late answer is not taken for another's.
    poll_key INTEGER PRIMARY KEY AUTOINCREMENT,
    home TEXT NOT NULL,
    -- Another one after each time somebody signs in or out; it says nothing of whom.
    sign_in TEXT NOT NULL,
    claimed_at_ms INTEGER NOT NULL,
    -- Null until there is an answer, which a process that dies never gives.
    told_at_ms INTEGER
  ) STRICT;
  CREATE INDEX wallet_polls_by_home ON wallet_polls (home);

  -- The last answer of each home. The balance itself, where there is one, is among the balances.
  CREATE TABLE wallet_answers (
    home TEXT PRIMARY KEY,
    sign_in TEXT NOT NULL,
    claimed_at_ms INTEGER NOT NULL,
    told_at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('known', 'signedOut', 'apiKey', 'unreachable')),
    reason TEXT,
    -- Whose balance was told last; empty where it was not said whose.
    account TEXT,
    -- One after the other, up to this answer.
    failures INTEGER NOT NULL CHECK (failures >= 0),
    -- Since when somebody waits for a newer answer.
    wanted_since_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  `,

  // What persons were told of their wallets, so that no process tells it again.
  `
  CREATE TABLE told_alerts (
    account TEXT NOT NULL,
    alert_id TEXT NOT NULL,
    told_at_ms INTEGER NOT NULL,
    PRIMARY KEY (account, alert_id)
  ) STRICT, WITHOUT ROWID;
  -- Since when there is somebody to tell it; null until the ledger is next opened.
  ALTER TABLE machine ADD COLUMN watched_since_ms INTEGER;
  `,

  // Whether a run may come to draw purchased credits; of those that were held before, that is not known.
  `
  ALTER TABLE reservations ADD COLUMN may_draw_paid INTEGER NOT NULL DEFAULT 1 CHECK (may_draw_paid IN (0, 1));
  `,

  // Pauses of runs at a limit, and what was answered.
  `
  CREATE TABLE holds (
    run_id TEXT NOT NULL,
    held_at_ms INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('cap', 'policy')),
    cap_credits_micros INTEGER,
    spent_credits_micros INTEGER NOT NULL,
    -- Where the agent works, so that it can go on there.
    cwd TEXT NOT NULL,
    holder_pid INTEGER NOT NULL,
    PRIMARY KEY (run_id, held_at_ms)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE hold_answers (
    run_id TEXT NOT NULL,
    held_at_ms INTEGER NOT NULL,
    answered_at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('raise', 'uncap', 'wait', 'stop', 'noAnswer', 'resumed', 'continued')),
    -- What the run may cost at most from then on; null: no cap.
    cap_credits_micros INTEGER,
    reason TEXT,
    answered_by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX hold_answers_by_hold ON hold_answers (run_id, held_at_ms);
  `,

  // Decisions and answers are an audit: they are added to and never changed.
  `
  CREATE TABLE answers (
    -- Counts up in the order of answering.
    answer_key INTEGER PRIMARY KEY,
    decision_id TEXT NOT NULL REFERENCES decisions (decision_id),
    answer TEXT NOT NULL CHECK (answer IN ('run', 'refused', 'cancelled')),
    answered_by TEXT NOT NULL,
    answered_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX answers_by_decision ON answers (decision_id);
  INSERT INTO answers (decision_id, answer, answered_by, answered_at_ms)
    SELECT decision_id, answer, coalesce(answered_by, ''), coalesce(answered_at_ms, decided_at_ms) FROM decisions
    WHERE answer IS NOT NULL ORDER BY answered_at_ms;
  ALTER TABLE decisions DROP COLUMN answer;
  ALTER TABLE decisions DROP COLUMN answered_by;
  ALTER TABLE decisions DROP COLUMN answered_at_ms;
  CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions
    BEGIN SELECT raise(ABORT, 'a decision is never changed'); END;
  CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions
    BEGIN SELECT raise(ABORT, 'a decision is never deleted'); END;
  CREATE TRIGGER answers_never_change BEFORE UPDATE ON answers
    BEGIN SELECT raise(ABORT, 'an answer is never changed'); END;
  CREATE TRIGGER answers_never_go BEFORE DELETE ON answers
    BEGIN SELECT raise(ABORT, 'an answer is never deleted'); END;
  `,

  ...LATER_MIGRATIONS,
];
