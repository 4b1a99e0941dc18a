/**
 * A step of the schema for runs that outlive their guard; a released step is never changed. Instants are ms since 1970.
 */
export const KEPT_RUNS = `
-- One row for each run that goes on, taken away when it is settled.
CREATE TABLE kept_runs (
  run_id TEXT PRIMARY KEY REFERENCES runs (run_id),
  -- The folder of its gate, at which its app-server is found.
  place TEXT NOT NULL,
  cwd TEXT NOT NULL,
  -- The process that guards it.
  guard_pid INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE holds ADD COLUMN findings TEXT;
-- When what holds it begins anew; null: there is nothing to wait for.
ALTER TABLE holds ADD COLUMN resets_at_ms INTEGER;
`;
