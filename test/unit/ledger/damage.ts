import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Overwrites a table's pages in a ledger that nobody has open: it opens as ever, and is damaged where it is read. */
export function damageTable(file: string, table: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = DELETE');
  const pages = db.prepare('SELECT (pageno - 1) * pgsize AS offset, pgsize FROM dbstat WHERE name = ?').all(table);
  db.close();
  const bytes = readFileSync(file);
  for (const { offset, pgsize } of pages) {
    bytes.fill(0x5a, Number(offset), Number(offset) + Number(pgsize));
  }
  writeFileSync(file, bytes);
}
