import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { GuardError } from '../../../src/base/errors.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { openDatabase } from '../../../src/ledger/openDatabase.ts';
import { type Ledger, openLedger } from '../../../src/ledger/ledger.ts';
import { seededRandom } from '../../support/codex/seededRandom.ts';
import { NOW_MS, card } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { FOREVER, batch, requests } from './openLedger.ts';

const FLIPS = 40;
const SEED = 5;

describe('a disk that is full', () => {
  const folder = temporaryFolder();

  it('is named, leaves nothing half written, and is written to again once there is room', () => {
    const { db } = openDatabase(folder('data', 'ledger.sqlite'), NOW_MS);
    const texts = (): number => Number(db.prepare('SELECT count(*) AS n FROM policy_texts').get()?.['n']);
    const write = (): void => {
      const insert = db.prepare('INSERT INTO policy_texts VALUES (?, ?, 1)');
      for (let index = 0; index < 50; index += 1) {
        insert.run(`policy ${index}`, 'x'.repeat(4_096));
      }
    };
    try {
      const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
      db.exec(`PRAGMA max_page_count = ${pages + 10}`);
      assert.throws(
        () => inTransaction(db, write),
        (error) => GuardError.is(error, 'ledger.unwritable') && error.remedy?.startsWith('Free some space') === true,
      );
      assert.deepEqual([texts(), db.isTransaction], [0, false]);
      db.exec('PRAGMA max_page_count = 100000');
      inTransaction(db, write);
      assert.equal(texts(), 50);
    } finally {
      db.close();
    }
  });
});

describe('a folder in which nothing may be written', () => {
  const folder = temporaryFolder();

  before(function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      this.skip();
    }
  });

  it('is named', () => {
    chmodSync(folder(), 0o500);
    try {
      assert.throws(
        () => openLedger(folder('other', 'ledger.sqlite'), card, NOW_MS),
        (error) => GuardError.is(error, 'ledger.unwritable'),
      );
    } finally {
      chmodSync(folder(), 0o700);
    }
  });
});

describe('a ledger in which a bit has flipped', () => {
  const folder = temporaryFolder();
  const file = (): string => folder('data', 'ledger.sqlite');

  /** What a person sees: the figures, other ones, or the failure by its name. */
  function seen(expected: string): 'the same' | 'set aside' | 'other figures' | 'named' {
    let ledger: Ledger | undefined;
    try {
      ledger = openLedger(file(), card, NOW_MS);
      if (ledger.setAside !== undefined) {
        return 'set aside';
      }
      return JSON.stringify(ledger.report('thread', ...FOREVER)) === expected ? 'the same' : 'other figures';
    } catch (error) {
      if (error instanceof GuardError) {
        return 'named';
      }
      throw error;
    } finally {
      ledger?.close();
    }
  }

  it('opens, is set aside, or fails by a name that we know: never otherwise', () => {
    const ledger = openLedger(file(), card, NOW_MS);
    ledger.writer.append([batch(requests(200))]);
    const expected = JSON.stringify(ledger.report('thread', ...FOREVER));
    ledger.close();
    const intact = readFileSync(file());
    const random = seededRandom(SEED);
    const counts = new Map<string, number>();
    for (let flip = 0; flip < FLIPS; flip += 1) {
      for (const suffix of ['-wal', '-shm']) {
        rmSync(file() + suffix, { force: true });
      }
      const bytes = Buffer.from(intact);
      // The first page, on which all depends, as often as all others.
      const at = random.int(0, random.chance(0.5) ? 4_095 : bytes.length - 1);
      bytes[at] = bytes[at]! ^ (1 << random.int(0, 7));
      writeFileSync(file(), bytes);
      const what = seen(expected);
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    assert.ok((counts.get('the same') ?? 0) > 0, 'most bits are in nothing that is read');
    assert.ok((counts.get('set aside') ?? 0) + (counts.get('named') ?? 0) > 0, 'some damage shows');
  });
});
