import type { DatabaseSync } from 'node:sqlite';

import { namingFailures } from '../database.ts';
import { text } from '../rows.ts';

/** Remembers the last content of each policy file that was good, for hooks and restarts to have it too. */
export class PolicyTexts {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  lastGood(path: string): string | undefined {
    return namingFailures(() => {
      const row = this.#db.prepare('SELECT text FROM policy_texts WHERE path = ?').get(path);
      return row === undefined ? undefined : text(row, 'text');
    });
  }

  rememberGood(path: string, content: string, nowMs: number): void {
    if (this.lastGood(path) !== content) {
      namingFailures(() =>
        this.#db
          .prepare(
            'INSERT INTO policy_texts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text, seen_at_ms = excluded.seen_at_ms',
          )
          .run(path, content, nowMs),
      );
    }
  }

  /** The file was taken away on purpose: its last good content no longer speaks. */
  forget(path: string): void {
    namingFailures(() => this.#db.prepare('DELETE FROM policy_texts WHERE path = ?').run(path));
  }
}
