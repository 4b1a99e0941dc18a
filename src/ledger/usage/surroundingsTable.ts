import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { assert } from '../../base/assert.ts';
import type { Surface, Surroundings } from '../../core/usage/usageEvent.ts';
import { type Row, integer, optionalText, text } from '../rows.ts';

/** Keeps each combination of surroundings once, under a number. */
export class SurroundingsTable {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #keys = new Map<string, number>();
  /** Requests mostly come with the same surroundings as the one before. */
  #last: { readonly surroundings: Surroundings; readonly key: number } | undefined;
  readonly #byKey = new Map<number, Surroundings>();

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(`
      INSERT INTO surroundings (identity, model, effort, tier, requested_model, requested_tier, cwd, workspace, repository,
        branch, surface, originator, account)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (identity) DO UPDATE SET identity = excluded.identity RETURNING surroundings_key`);
    this.#select = db.prepare('SELECT * FROM surroundings WHERE surroundings_key = ?');
  }

  /** Must be called in a transaction that writes; when it fails, call {@link forget}. */
  keyOf(surroundings: Surroundings): number {
    if (this.#last?.surroundings === surroundings) {
      return this.#last.key;
    }
    const key = this.#find(surroundings);
    this.#last = { surroundings, key };
    return key;
  }

  #find(surroundings: Surroundings): number {
    const columns = columnsOf(surroundings);
    const identity = JSON.stringify(columns);
    let key = this.#keys.get(identity);
    if (key === undefined) {
      key = integer(this.#insert.get(identity, ...columns) ?? {}, 'surroundings_key');
      this.#keys.set(identity, key);
    }
    return key;
  }

  /** What was written since may have been undone. */
  forget(): void {
    this.#keys.clear();
    this.#last = undefined;
    this.#byKey.clear();
  }

  get(key: number): Surroundings {
    let surroundings = this.#byKey.get(key);
    if (surroundings === undefined) {
      const row = this.#select.get(key);
      assert(row !== undefined, `no surroundings have the key ${key}`);
      surroundings = surroundingsOf(row);
      this.#byKey.set(key, surroundings);
    }
    return surroundings;
  }
}

function columnsOf(surroundings: Surroundings): (string | null)[] {
  return [
    surroundings.model ?? null,
    surroundings.effort ?? null,
    surroundings.tier ?? null,
    surroundings.requestedModel ?? null,
    surroundings.requestedTier ?? null,
    surroundings.cwd ?? null,
    surroundings.workspace ?? null,
    surroundings.repository ?? null,
    surroundings.branch ?? null,
    surroundings.surface,
    surroundings.originator ?? null,
    surroundings.account ?? null,
  ];
}

function surroundingsOf(row: Row): Surroundings {
  return {
    model: optionalText(row, 'model'),
    effort: optionalText(row, 'effort'),
    tier: optionalText(row, 'tier'),
    requestedModel: optionalText(row, 'requested_model'),
    requestedTier: optionalText(row, 'requested_tier'),
    cwd: optionalText(row, 'cwd'),
    workspace: optionalText(row, 'workspace'),
    repository: optionalText(row, 'repository'),
    branch: optionalText(row, 'branch'),
    surface: text(row, 'surface') as Surface,
    originator: optionalText(row, 'originator'),
    account: optionalText(row, 'account'),
  };
}
