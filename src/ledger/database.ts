import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { blockFor } from '../base/blockFor.ts';
import { GuardError, messageOf } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';
import { ensurePrivateFolder } from './dataFolder.ts';
import { MIGRATIONS } from './migrations.ts';

const PRIVATE_FILE = 0o600;
const BUSY_TIMEOUT_MS = 5000;
const RETRY_MS = 5;
/** 16 MB of journal before it is worked into the file: each time costs a wait for the disk. */
const JOURNAL_PAGES = 4000;

/** SQLite's result codes for "busy", "locked", "malformed" and "not a database"; extended codes end in these. */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

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

/**
 * Opens the ledger, private to its owner, and brings its schema up to date. Throws `ledger.damaged`,
 * `ledger.schemaTooNew`, `ledger.locked` or `ledger.unwritable`.
 */
export function openIntactDatabase(file: string): DatabaseSync {
  ensurePrivateFolder(path.dirname(file));
  return namingFailures(() => {
    makePrivate(file);
    const db = new DatabaseSync(file, { enableForeignKeyConstraints: true });
    try {
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      beginJournal(db);
      db.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${JOURNAL_PAGES}`);
      migrate(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** For this alone SQLite does not wait, should another process be making the same ledger. */
function beginJournal(db: DatabaseSync): void {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if ((sqliteCode(error) ?? 0) % 256 !== SQLITE_BUSY || waitedMs >= BUSY_TIMEOUT_MS) {
        throw error;
      }
      blockFor(RETRY_MS);
    }
  }
}

/**
 * The file is made with narrow rights before SQLite opens it: its journal files take them over. One that is there is
 * not opened: closing it again would drop the locks that another connection of this process holds on it.
 */
function makePrivate(file: string): void {
  if (!existsSync(file)) {
    closeSync(openSync(file, 'a', PRIVATE_FILE));
  }
  if (process.platform !== 'win32') {
    chmodSync(file, PRIVATE_FILE);
  }
}

function migrate(db: DatabaseSync): void {
  if (versionOf(db) === MIGRATIONS.length) {
    return;
  }
  inTransaction(db, () => {
    const version = versionOf(db);
    if (version > MIGRATIONS.length) {
      throw new GuardError(
        'ledger.schemaTooNew',
        phrase('the ledger has schema {0}, and this version reads up to {1}', version, MIGRATIONS.length),
        { remedy: phrase('Update Codex Guardrails wherever it is installed.') },
      );
    }
    for (const step of MIGRATIONS.slice(version)) {
      db.exec(step);
    }
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
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

function sqliteCode(error: unknown): number | undefined {
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
