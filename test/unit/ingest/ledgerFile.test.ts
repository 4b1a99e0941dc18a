import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

import { LedgerFile } from '../../../src/ingest/ledgerFile.ts';
import { ledgerFixture } from '../ledger/openLedger.ts';

/** The locks that this process holds on a file, as Linux tells them: SQLite's, since nobody else takes any. */
function locksOn(file: string): number {
  const { ino } = statSync(file);
  const lines = readFileSync('/proc/locks', 'utf8').split('\n');
  return lines.filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `)).length;
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('the file of an open ledger', () => {
  const { open, file } = ledgerFixture();

  onLinux('keeps the locks of SQLite, whatever is looked at beside it', () => {
    open().latestBalance();
    const ledgerFile = new LedgerFile(file());
    ledgerFile.remember();
    assert.deepEqual([ledgerFile.isIntact(), locksOn(file())], [true, 1]);
  });

  onLinux('keeps the locks of SQLite when it is opened a second time', () => {
    open().latestBalance();
    open().latestBalance();
    assert.equal(locksOn(file()), 1);
  });

  for (const [what, change] of [
    ['is overwritten', () => writeFileSync(file(), 'This is no database.')],
    ['is emptied', () => writeFileSync(file(), '')],
    ['is taken away', () => renameSync(file(), `${file()}.elsewhere`)],
  ] as const) {
    it(`is not intact any more when it ${what}`, () => {
      open();
      const ledgerFile = new LedgerFile(file());
      ledgerFile.remember();
      change();
      assert.equal(ledgerFile.isIntact(), false);
    });
  }
});
