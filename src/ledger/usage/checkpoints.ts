import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { namingFailures } from '../database.ts';
import { type Row, integer, text } from '../rows.ts';

/** A file's size and the time of its last change: alike twice, it is taken to be unchanged. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modifiedAtMicros: number;
}

/** Where a rollout has been read up to, and what its decoder must remember. */
export interface Checkpoint extends FileStamp {
  readonly offsetBytes: number;
  /** See the schema. */
  readonly endsHash: string;
  readonly malformedLines: number;
  /** The decoder's state as JSON; the ledger does not look into it. */
  readonly decoderState: string;
}

/** Remembers how far each rollout has been read. */
export class Checkpoints {
  readonly #upsert: StatementSync;
  readonly #stamps: StatementSync;
  readonly #select: StatementSync;
  readonly #named: StatementSync;
  readonly #move: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#upsert = db.prepare(`
      INSERT INTO rollouts (path, home, name, size_bytes, modified_at_micros, malformed_lines, offset_bytes, ends_hash,
        decoder_state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, modified_at_micros = excluded.modified_at_micros,
        malformed_lines = excluded.malformed_lines, offset_bytes = excluded.offset_bytes, ends_hash = excluded.ends_hash,
        decoder_state = excluded.decoder_state
      RETURNING rollout_key`);
    this.#stamps = db.prepare('SELECT path, size_bytes, modified_at_micros FROM rollouts WHERE home = ?');
    this.#select = db.prepare('SELECT * FROM rollouts WHERE path = ?');
    this.#named = db.prepare('SELECT path FROM rollouts WHERE name = ?');
    this.#remove = db.prepare('DELETE FROM rollouts WHERE path = ?');
    this.#move = db.prepare('UPDATE OR IGNORE rollouts SET path = ?, home = ? WHERE path = ?');
  }

  /** The stamps of all rollouts of a home when they were last read, by path. */
  stamps(home: string): Map<string, FileStamp> {
    return namingFailures(() => new Map(this.#stamps.all(home).map((row) => [text(row, 'path'), stampOf(row)])));
  }

  /** Undefined where the rollout has not been read. */
  get(path: string): Checkpoint | undefined {
    return namingFailures(() => this.#select.all(path).map(checkpointOf).at(0));
  }

  /** Where rollouts of this name have been read: a rollout that moves, or is compressed, keeps its name. */
  pathsOf(name: string): string[] {
    return namingFailures(() => this.#named.all(name).map((row) => text(row, 'path')));
  }

  /** The rollout has moved. */
  move(from: string, to: string, home: string): void {
    namingFailures(() => this.#move.run(to, home, from));
  }

  /** The rollout is read under another path from now on. What was read of it stays. */
  remove(path: string): void {
    namingFailures(() => this.#remove.run(path));
  }

  /** Must be called in a transaction that writes. Returns the rollout's key. */
  put(path: string, home: string, name: string, checkpoint: Checkpoint): number {
    const row = this.#upsert.get(
      path,
      home,
      name,
      checkpoint.sizeBytes,
      checkpoint.modifiedAtMicros,
      checkpoint.malformedLines,
      checkpoint.offsetBytes,
      checkpoint.endsHash,
      checkpoint.decoderState,
    );
    return integer(row ?? {}, 'rollout_key');
  }
}

function stampOf(row: Row): FileStamp {
  return { sizeBytes: integer(row, 'size_bytes'), modifiedAtMicros: integer(row, 'modified_at_micros') };
}

function checkpointOf(row: Row): Checkpoint {
  return {
    ...stampOf(row),
    offsetBytes: integer(row, 'offset_bytes'),
    endsHash: text(row, 'ends_hash'),
    malformedLines: integer(row, 'malformed_lines'),
    decoderState: text(row, 'decoder_state'),
  };
}
