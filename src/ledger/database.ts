import type { DatabaseSync } from 'node:sqlite';

import { GuardError, messageOf } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';

/** SQLite's result codes for "busy", "locked", "malformed" and "not a database"; extended codes end in these. */
export const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

const inOneAlready = new WeakSet<DatabaseSync>();

/**
 * Runs `work` in one transaction that writes, its caller's where that has begun one; what it throws undoes all of it
 * and is passed on by name.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  return within('BEGIN IMMEDIATE', db, work);
}

/** Runs `work`, which must not write, on one state of the ledger: what others write meanwhile is not seen. */
export function inSnapshot<T>(db: DatabaseSync, work: () => T): T {
  return within('BEGIN', db, work);
}

function within<T>(beginning: 'BEGIN' | 'BEGIN IMMEDIATE', db: DatabaseSync, work: () => T): T {
  if (inOneAlready.has(db)) {
    return work();
  }
  return namingFailures(() => {
    db.exec(beginning);
    inOneAlready.add(db);
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      rollBack(db);
      throw error;
    } finally {
      inOneAlready.delete(db);
    }
  });
}

/** SQLite has already undone a transaction that failed badly enough; to undo it again is then an error of no interest. */
function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // Undone already.
  }
}

/** Gives SQLite's failures our names. */
export function namingFailures<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(error);
  }
}

function named(error: unknown): unknown {
  if (error instanceof GuardError) {
    return error;
  }
  const code = sqliteCode(error);
  switch (code === undefined ? undefined : code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new GuardError('ledger.locked', phrase('the ledger is held by another process for too long'), {
        remedy: phrase('Close programs that have opened ledger.sqlite, then try again.'),
        cause: error,
      });
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new GuardError('ledger.damaged', phrase('the ledger is damaged: {0}', messageOf(error)), { cause: error });
    default:
      return isFileFailure(error)
        ? new GuardError('ledger.unwritable', phrase('the ledger cannot be written: {0}', messageOf(error)), {
            remedy: phrase('Free some space, or give your user the right to write there.'),
            cause: error,
          })
        : error;
  }
}

/** Undefined for a failure that is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Failures of the file system, as Node or as SQLite (read-only 8, I/O 10, full 13, cannot open 14) tells them. */
function isFileFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== undefined) {
    return [8, 10, 13, 14].includes(code & 0xff);
  }
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
}
