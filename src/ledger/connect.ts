import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { blockFor } from '../base/blockFor.ts';
import { GuardError } from '../base/errors.ts';
import { SQLITE_BUSY, namingFailures, sqliteCode } from './database.ts';

/** Of the ledgers that this program makes: how many migrations there are. */
export const SCHEMA_VERSION = 22;

const PRIVATE_FILE = 0o600;
const BUSY_TIMEOUT_MS = 5000;
const RETRY_MS = 5;
/** 16 MB of journal before it is worked into the file: each time costs a wait for the disk. */
const JOURNAL_PAGES = 4000;

/** Opens the ledger, private to its owner, whatever its schema. Throws what SQLite throws. */
export function connect(file: string): DatabaseSync {
  makePrivate(file);
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    beginJournal(db);
    db.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${JOURNAL_PAGES}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * The ledger where it is there and of this program's schema, as it nearly always is; whatever else it is, `openDatabase`
 * knows what to do. Throws `ledger.locked` or `ledger.unwritable`.
 */
export function connectCurrent(file: string): DatabaseSync | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  try {
    return namingFailures(() => connectIfCurrent(file));
  } catch (error) {
    if (GuardError.is(error, 'ledger.damaged')) {
      return undefined;
    }
    throw error;
  }
}

function connectIfCurrent(file: string): DatabaseSync | undefined {
  const db = connect(file);
  try {
    if (schemaVersionOf(db) === SCHEMA_VERSION) {
      return db;
    }
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}

export function schemaVersionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
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
