import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';

import { ledgerFixture } from '../ledger/openLedger.ts';
import { bill, contentOf } from '../ledger/bill.ts';
import { temporaryFolder } from '../temporary.ts';
import { fixtureRollouts, place } from './fixtureHome.ts';
import { ingestAll } from './ingestAll.ts';
import { COMPRESSED, PLAIN, bigLines, countsIn, put } from './compressed.ts';
import { asText, rolloutLines } from './rollout.ts';

const REQUESTS = 3;
const text = asText(rolloutLines(REQUESTS));
const longerText = asText(rolloutLines(REQUESTS + 2));

describe('compressed rollouts', () => {
  const [plain, compressed] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  it('tell all that the plain ones do', async () => {
    const rollouts = fixtureRollouts();
    for (const [index, file] of place(folder('plain'), rollouts).entries()) {
      const inOther = folder('compressed', path.relative(folder('plain'), `${file}.zst`));
      put(inOther, zstdCompressSync(rollouts[index]?.bytes ?? ''));
    }
    const [fromPlain, fromCompressed] = [plain.open(), compressed.open()];
    // Words are hashed with a salt of each ledger's own: what is compared is all but those.
    await ingestAll(fromPlain, folder('plain'));
    await ingestAll(fromCompressed, folder('compressed'));
    assert.deepEqual(bill(fromCompressed), bill(fromPlain));
    assert.deepEqual(contentOf(compressed.file()).events, contentOf(plain.file()).events);
  });
});

describe('a rollout that is compressed, archived and brought back', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();
  const inSessions = (name: string): string => folder('home', 'sessions', '2026', '11', '22', name);
  const inArchive = (name: string): string => folder('home', 'archived_sessions', name);
  const move = (from: string, to: string): void => {
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  };
  const compress = (): void => {
    put(inSessions(COMPRESSED), zstdCompressSync(text));
    rmSync(inSessions(PLAIN), { force: true });
  };
  const restore = (content = text): void => {
    put(inSessions(PLAIN), content);
    rmSync(inSessions(COMPRESSED), { force: true });
  };

  type Step = readonly [says: string, change: () => void, requests: number];
  const begin: Step = ['plain', () => put(inSessions(PLAIN), text), REQUESTS];
  const beginCompressed: Step = ['compressed', compress, REQUESTS];
  const histories: readonly (readonly Step[])[] = [
    [begin, ['plain and compressed', () => put(inSessions(COMPRESSED), zstdCompressSync(text)), REQUESTS]],
    [
      [
        'plain and compressed',
        () =>
          [PLAIN, COMPRESSED].forEach((name) => put(inSessions(name), name === PLAIN ? text : zstdCompressSync(text))),
        REQUESTS,
      ],
    ],
    [begin, ['compressed', compress, REQUESTS]],
    [beginCompressed, ['plain and longer', () => restore(longerText), REQUESTS + 2]],
    [begin, ['compressed', compress, REQUESTS], ['plain and longer', () => restore(longerText), REQUESTS + 2]],
    [begin, ['archived', () => move(inSessions(PLAIN), inArchive(PLAIN)), REQUESTS]],
    [
      begin,
      ['archived', () => move(inSessions(PLAIN), inArchive(PLAIN)), REQUESTS],
      ['brought back', () => move(inArchive(PLAIN), inSessions(PLAIN)), REQUESTS],
      ['longer', () => put(inSessions(PLAIN), longerText), REQUESTS + 2],
    ],
    [
      beginCompressed,
      ['archived', () => move(inSessions(COMPRESSED), inArchive(COMPRESSED)), REQUESTS],
      ['brought back', () => move(inArchive(COMPRESSED), inSessions(COMPRESSED)), REQUESTS],
    ],
    [
      begin,
      ['compressed', compress, REQUESTS],
      ['archived', () => move(inSessions(COMPRESSED), inArchive(COMPRESSED)), REQUESTS],
    ],
    [begin, ['deleted', () => rmSync(inSessions(PLAIN)), REQUESTS]],
    [beginCompressed, ['deleted', () => rmSync(inSessions(COMPRESSED)), REQUESTS]],
  ];
  for (const history of histories) {
    it(`${history.map(([says]) => says).join(', then ')}: is counted once`, async () => {
      const ledger = open();
      const told: (readonly number[])[] = [];
      for (const [, change] of history) {
        change();
        await ingestAll(ledger, folder('home'));
        told.push(countsIn(ledger));
      }
      assert.deepEqual(
        told,
        history.map(([, , requests]) => [requests, requests, 1]),
      );
    });
  }

  it('and is seen while both files are there counts once, also as a rollout', async () => {
    const ledger = open();
    for (const change of [compress, () => put(inSessions(PLAIN), text), restore]) {
      change();
      await ingestAll(ledger, folder('home'));
    }
    assert.deepEqual(countsIn(ledger), [REQUESTS, REQUESTS, 1]);
  });
});

describe('a big compressed rollout', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();

  it('is read in parts, and counts once also when it is read again', async () => {
    put(folder('home', 'sessions', COMPRESSED), zstdCompressSync(asText(bigLines(28))));
    const ledger = open();
    const { bytesRead } = await ingestAll(ledger, folder('home'));
    const before = countsIn(ledger);
    put(folder('home', 'sessions', COMPRESSED), zstdCompressSync(asText(bigLines(30))));
    await ingestAll(ledger, folder('home'));
    assert.deepEqual([bytesRead > 32 << 20, before, countsIn(ledger)], [true, [28, 28, 1], [30, 30, 1]]);
  });

  it('of very many requests counts them all', async () => {
    const count = 9000;
    put(folder('home', 'sessions', COMPRESSED), zstdCompressSync(asText(rolloutLines(count))));
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    put(folder('home', 'sessions', PLAIN), asText(rolloutLines(count + 1)));
    rmSync(folder('home', 'sessions', COMPRESSED));
    await ingestAll(ledger, folder('home'));
    assert.deepEqual(countsIn(ledger), [count + 1, count + 1, 1]);
  });
});
