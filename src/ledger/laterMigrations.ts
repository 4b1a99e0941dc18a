import { APPROVALS, HOOKED_RUNS, HOOK_CALLS, HOOK_SIGHTINGS, UNLOGGED_RUNS, WINDOWS } from './runs/hookTables.ts';
import { KEPT_RUNS } from './runs/keptRunTables.ts';

/** The newest steps of the schema; as those before, a released one is never changed. New ones are appended. */
export const LATER_MIGRATIONS: readonly string[] = [
  // How far the alerts of budgets have been told.
  `
  CREATE TABLE told_thresholds (
    -- What makes it another budget: its id, period, scope, meter and limit.
    budget TEXT PRIMARY KEY,
    since_ms INTEGER NOT NULL,
    percent REAL NOT NULL CHECK (percent >= 0)
  ) STRICT, WITHOUT ROWID;
  `,

  // By what persons raise budgets of theirs for a while, and which decisions drew on it.
  `
  CREATE TABLE overrides (
    override_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('once', 'today')),
    budget TEXT NOT NULL,
    -- The policy file that the budget stands in.
    file TEXT NOT NULL,
    credits_micros INTEGER NOT NULL CHECK (credits_micros > 0),
    reason TEXT,
    given_by TEXT NOT NULL,
    given_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > given_at_ms)
  ) STRICT;
  CREATE INDEX overrides_by_expiry ON overrides (expires_at_ms);

  -- Only of those for one run. A second row for one override follows a decision that was cancelled.
  CREATE TABLE override_uses (
    override_id TEXT NOT NULL REFERENCES overrides (override_id),
    decision_id TEXT NOT NULL REFERENCES decisions (decision_id),
    PRIMARY KEY (override_id, decision_id)
  ) STRICT;
  CREATE INDEX override_uses_by_decision ON override_uses (decision_id);
  CREATE TRIGGER overrides_never_change BEFORE UPDATE ON overrides
    BEGIN SELECT raise(ABORT, 'an override is never changed'); END;
  CREATE TRIGGER overrides_never_go BEFORE DELETE ON overrides
    BEGIN SELECT raise(ABORT, 'an override is never deleted'); END;
  CREATE TRIGGER override_uses_never_change BEFORE UPDATE ON override_uses
    BEGIN SELECT raise(ABORT, 'the use of an override is never changed'); END;
  CREATE TRIGGER override_uses_never_go BEFORE DELETE ON override_uses
    BEGIN SELECT raise(ABORT, 'the use of an override is never deleted'); END;
  `,

  // Runs that go on in Codex itself.
  HOOKED_RUNS,

  // Questions to a person, raised by hooks.
  APPROVALS,

  // Windows that can ask a person.
  WINDOWS,

  // Since when hooks were meant to guard the runs of a home.
  HOOK_SIGHTINGS,

  // Hooks of a home and of its administrator that are called for the same.
  HOOK_CALLS,

  // Runs in Codex that keep no log.
  UNLOGGED_RUNS,

  // Runs that outlive their guard, and what a guard that comes later is to know of their holds.
  KEPT_RUNS,

  // Threads that may lack something are few, and are looked for with every reading.
  `
  CREATE INDEX threads_to_doubt ON threads (thread_key) WHERE is_incomplete = 1 OR inherited_total_id IS NOT NULL;
  `,

  // Sums of days and longer spans, by account and model, as they were last added up. Each follows from the cells.
  `
  CREATE TABLE kept_sums (
    until_quarter INTEGER NOT NULL,
    from_quarter INTEGER NOT NULL,
    -- What each account used of each model, in JSON.
    totals TEXT NOT NULL,
    PRIMARY KEY (until_quarter, from_quarter)
  ) STRICT, WITHOUT ROWID;
  `,

  // The same by meter, too, so that what balances have told need not be read again. Each follows from those as well.
  `
  DROP TABLE kept_sums;
  CREATE TABLE kept_sums (
    until_quarter INTEGER NOT NULL,
    from_quarter INTEGER NOT NULL,
    -- What each account used of each model on each meter, in JSON.
    totals TEXT NOT NULL,
    PRIMARY KEY (until_quarter, from_quarter)
  ) STRICT, WITHOUT ROWID;
  `,
];
