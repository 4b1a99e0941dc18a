import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { GuardError } from '../../../src/base/errors.ts';
import { dataFolder } from '../../../src/ledger/dataFolder.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { connectCurrent } from '../../../src/ledger/connect.ts';
import { openDatabase } from '../../../src/ledger/openDatabase.ts';
import { openLedger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, card } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { damageTable } from './damage.ts';
import { FOREVER, batch, ledgerFixture, requests } from './openLedger.ts';

const failsWith = (code: Parameters<typeof GuardError.is>[1]) => (error: unknown) => GuardError.is(error, code);

describe('the data folder', () => {
  for (const [says, env, root] of [
    ['CODEX_GUARDRAILS_HOME', { CODEX_GUARDRAILS_HOME: '/srv/guard' }, '/srv/guard'],
    ['absolute', { CODEX_GUARDRAILS_HOME: 'guard' }, path.resolve('guard')],
  ] as const) {
    it(`is ${says}`, () => assert.equal(dataFolder(env).root, root));
  }

  it('is ~/.codex-guardrails where nothing is said', () =>
    assert.equal(path.basename(dataFolder({ CODEX_GUARDRAILS_HOME: '' }).root), '.codex-guardrails'));
});

describe('the ledger’s file', () => {
  const { open, file } = ledgerFixture();
  const mode = (name: string): string => (statSync(name).mode & 0o777).toString(8);

  if (process.platform !== 'win32') {
    it('and its journals can be read by their owner only', () => {
      open().writer.append([batch(requests(1))]);
      const folder = path.dirname(file());
      const modes = readdirSync(folder).map((name) => `${name} ${mode(path.join(folder, name))}`);
      assert.deepEqual(
        [mode(folder), ...modes],
        ['700', 'ledger.sqlite 600', 'ledger.sqlite-shm 600', 'ledger.sqlite-wal 600'],
      );
    });

    it('is made private where it was not', () => {
      mkdirSync(path.dirname(file()));
      writeFileSync(file(), '');
      chmodSync(file(), 0o666);
      chmodSync(path.dirname(file()), 0o777);
      open();
      assert.deepEqual([mode(path.dirname(file())), mode(file())], ['700', '600']);
    });
  }

  it('is new where there was none', () => assert.equal(open().setAside, undefined));

  it('may be open several times', () => {
    const [first, second] = [open(), open()];
    first.writer.append([batch(requests(2))]);
    assert.equal(second.report('day', ...FOREVER).totals.requests, 2);
  });

  it('tells when somebody else has written', () => {
    const [first, second] = [open(), open()];
    const before = second.dataVersion();
    first.writer.append([batch(requests(1))]);
    assert.notEqual(second.dataVersion(), before);
  });
});

describe('a damaged ledger', () => {
  const { open, file } = ledgerFixture();

  for (const [says, content] of [
    ['of something else', 'this is no database, and it is long enough to be seen as none'.repeat(20)],
    ['that was cut', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(600, 0xff)])],
  ] as const) {
    it(`${says} is set aside as it was, and a new one is begun`, () => {
      mkdirSync(path.dirname(file()));
      writeFileSync(file(), content);
      const ledger = open();
      assert.deepEqual(
        [
          ledger.writer.append([batch(requests(1))]).added,
          readFileSync(ledger.setAside ?? '').equals(Buffer.from(content)),
        ],
        [1, true],
      );
    });
  }

  it('is known by name when it is found out only on reading', () => {
    const first = openLedger(file(), card, NOW_MS);
    first.writer.append([batch(requests(20))]);
    first.close();
    damageTable(file(), 'usage_events');
    const ledger = openLedger(file(), card, NOW_MS);
    try {
      assert.throws(() => ledger.report('thread', ...FOREVER), failsWith('ledger.damaged'));
    } finally {
      ledger.close();
    }
  });
});

describe('a ledger that cannot be used', () => {
  const folder = temporaryFolder();
  const file = (): string => folder('data', 'ledger.sqlite');

  it('is connected to without what makes one only where it is of this version, and whole', () => {
    const isCurrent = (): boolean => {
      const db = connectCurrent(file());
      db?.close();
      return db !== undefined;
    };
    assert.equal(isCurrent(), false, 'there is none');
    openDatabase(file(), NOW_MS).db.close();
    assert.equal(isCurrent(), true);
    const db = new DatabaseSync(file());
    db.exec('PRAGMA user_version = 20');
    db.close();
    assert.equal(isCurrent(), false, 'an older one');
    writeFileSync(file(), 'no database '.repeat(1000));
    assert.equal(isCurrent(), false, 'a damaged one');
  });

  it('of a newer version is refused, and left as it is', () => {
    openLedger(file(), card, NOW_MS).close();
    const db = new DatabaseSync(file());
    db.exec('PRAGMA user_version = 99');
    db.close();
    assert.throws(() => openLedger(file(), card, NOW_MS), failsWith('ledger.schemaTooNew'));
    assert.deepEqual(
      readdirSync(path.dirname(file())).filter((name) => name.includes('damaged')),
      [],
    );
  });

  it('where no folder can be made is named', () => {
    writeFileSync(folder('plain'), '');
    assert.throws(() => openDatabase(folder('plain', 'ledger.sqlite'), NOW_MS), failsWith('ledger.unwritable'));
  });

  it('where a folder has its name is named', () => {
    mkdirSync(folder('ledger.sqlite'));
    assert.throws(() => openDatabase(folder('ledger.sqlite'), NOW_MS), failsWith('ledger.unwritable'));
  });

  it('because somebody else holds it for too long is named', () => {
    const [holder, waiting] = [openDatabase(file(), NOW_MS).db, openDatabase(file(), NOW_MS).db];
    try {
      holder.exec('BEGIN IMMEDIATE');
      waiting.exec('PRAGMA busy_timeout = 1');
      assert.throws(() => inTransaction(waiting, () => undefined), failsWith('ledger.locked'));
    } finally {
      holder.close();
      waiting.close();
    }
  });
});

describe('a transaction', () => {
  const folder = temporaryFolder();

  it('is undone by what it throws, and that is passed on', () => {
    const { db } = openDatabase(folder('ledger.sqlite'), NOW_MS);
    try {
      const work = (): void => {
        db.exec("INSERT INTO policy_texts VALUES ('p', 't', 1)");
        throw new Error('broken');
      };
      assert.throws(() => inTransaction(db, work), /broken/);
      assert.deepEqual([db.prepare('SELECT * FROM policy_texts').all(), db.isTransaction], [[], false]);
    } finally {
      db.close();
    }
  });

  it('gives back what it is asked for', () => {
    const { db } = openDatabase(folder('ledger.sqlite'), NOW_MS);
    try {
      assert.equal(
        inTransaction(db, () => existsSync(folder('ledger.sqlite'))),
        true,
      );
    } finally {
      db.close();
    }
  });
});
