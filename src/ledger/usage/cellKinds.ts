import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { assert } from '../../base/assert.ts';
import type { Dimension } from '../../core/usage/dimensions.ts';
import { NOTHING_KNOWN, type Surroundings } from '../../core/usage/usageEvent.ts';
import { type Row, optionalText, text } from '../rows.ts';

/** What sums are told apart by: surroundings of which only some dimensions, and the account, are known. */
export type Kind = Surroundings;

/** Whoever asks for more of them will ask for most. */
const FEW = 500;

/** Surroundings that differ in nothing that is asked for are of one kind. What has been written never changes. */
export class CellKinds {
  readonly #dimensions: readonly Dimension[];
  readonly #one: StatementSync;
  readonly #all: StatementSync;
  readonly #byKey = new Map<number, Kind>();
  readonly #byIdentity = new Map<string, Kind>();
  #askedOneByOne = 0;

  constructor(db: DatabaseSync, dimensions: readonly Dimension[]) {
    this.#dimensions = dimensions;
    const columns = ['account', ...dimensions].join();
    this.#one = db.prepare(`SELECT ${columns} FROM surroundings WHERE surroundings_key = ?`);
    // A row for each kind: thousands of surroundings, each a row, would take half as long as all the rest.
    this.#all = db.prepare(
      `SELECT ${columns}, json_group_array(surroundings_key) AS keys FROM surroundings GROUP BY ${columns}`,
    );
  }

  /** The kind of the surroundings with a key. */
  at(surroundingsKey: number): Kind {
    return this.#byKey.get(surroundingsKey) ?? this.#learn(surroundingsKey);
  }

  /** The kind of an account with some values of the dimensions; null is what is not known. */
  of(account: string | null, values: readonly (string | null)[]): Kind {
    const identity = JSON.stringify([account, ...values]);
    let kind = this.#byIdentity.get(identity);
    if (kind === undefined) {
      const told = this.#dimensions.map((dimension, at) => [dimension, values[at] ?? undefined] as const);
      kind = { ...NOTHING_KNOWN, ...Object.fromEntries(told), account: account ?? undefined };
      this.#byIdentity.set(identity, kind);
    }
    return kind;
  }

  #learn(surroundingsKey: number): Kind {
    this.#askedOneByOne += 1;
    if (this.#askedOneByOne > FEW) {
      this.#askedOneByOne = 0;
      this.#learnAll();
    } else {
      const row: Row | undefined = this.#one.get(surroundingsKey);
      assert(row !== undefined, `no surroundings have the key ${surroundingsKey}`);
      this.#byKey.set(surroundingsKey, this.#kindOf(row));
    }
    const kind = this.#byKey.get(surroundingsKey);
    assert(kind !== undefined, `no surroundings have the key ${surroundingsKey}`);
    return kind;
  }

  #learnAll(): void {
    for (const row of this.#all.all()) {
      const kind = this.#kindOf(row);
      for (const key of JSON.parse(text(row, 'keys')) as number[]) {
        this.#byKey.set(key, kind);
      }
    }
  }

  #kindOf(row: Row): Kind {
    const values = this.#dimensions.map((dimension) => optionalText(row, dimension) ?? null);
    return this.of(optionalText(row, 'account') ?? null, values);
  }
}
