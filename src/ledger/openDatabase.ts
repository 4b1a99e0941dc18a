import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { GuardError } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';
import { SCHEMA_VERSION, connect, schemaVersionOf } from './connect.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { inTransaction, namingFailures } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** Where a damaged ledger was put, when this call had to set one aside and begin anew. */
  readonly setAside: string | undefined;
}

/**
 * Opens the ledger, private to its owner, and brings its schema up to date. A damaged file is set aside under another
 * name and a new one begun: usage can be read from the rollouts again.
 *
 * Throws `ledger.schemaTooNew`, `ledger.locked` or `ledger.unwritable`.
 */
export function openDatabase(file: string, nowMs: number): OpenedDatabase {
  try {
    return { db: openIntactDatabase(file), setAside: undefined };
  } catch (error) {
    if (!GuardError.is(error, 'ledger.damaged')) {
      throw error;
    }
  }
  const setAside = setAsideDamaged(file, nowMs);
  return { db: openIntactDatabase(file), setAside };
}

/**
 * Opens the ledger, private to its owner, and brings its schema up to date. Throws `ledger.damaged`,
 * `ledger.schemaTooNew`, `ledger.locked` or `ledger.unwritable`.
 */
export function openIntactDatabase(file: string): DatabaseSync {
  ensurePrivateFolder(path.dirname(file));
  return namingFailures(() => {
    const db = connect(file);
    try {
      migrate(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function migrate(db: DatabaseSync): void {
  if (schemaVersionOf(db) === SCHEMA_VERSION) {
    return;
  }
  inTransaction(db, () => {
    const version = schemaVersionOf(db);
    if (version > SCHEMA_VERSION) {
      throw new GuardError(
        'ledger.schemaTooNew',
        phrase('the ledger has schema {0}, and this version reads up to {1}', version, SCHEMA_VERSION),
        { remedy: phrase('Update Codex Guardrails wherever it is installed.') },
      );
    }
    for (const step of MIGRATIONS.slice(version)) {
      db.exec(step);
    }
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/** Puts a damaged ledger, which nobody has open here, under another name. Returns that name. */
export function setAsideDamaged(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const setAside = `${file}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) {
      renameSync(file + suffix, setAside + suffix);
    }
  }
  return setAside;
}
