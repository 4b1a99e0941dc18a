import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';

import { openCompressed } from '../../../src/ingest/byteSource.ts';
import { PARENT } from '../codex/lines.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { COMPRESSED, bigLines, countsIn, put } from './compressed.ts';
import { ingestAll } from './ingestAll.ts';
import { asText, rolloutLines } from './rollout.ts';

const REQUESTS = 3;
const text = asText(rolloutLines(REQUESTS));
const otherText = asText(rolloutLines(1, { id: PARENT, session_id: PARENT }));

describe('a compressed rollout that is broken', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();
  const broken = (): string => folder('home', 'sessions', COMPRESSED);
  const whole = zstdCompressSync(text);
  const damaged = Buffer.from(whole).fill(0x55, 200);

  for (const [says, content] of [
    ['is cut off', whole.subarray(0, whole.length - 20)],
    ['is cut off after its first bytes', whole.subarray(0, 9)],
    ['is empty', Buffer.alloc(0)],
    ['is damaged', damaged],
    ['is none', Buffer.from('no rollout at all')],
  ] as const) {
    it(`because it ${says} does not keep the others from being read, and is read when it is mended`, async () => {
      put(broken(), content);
      put(folder('home', 'sessions', 'rollout-2026-11-01T00-00-00-b.jsonl'), otherText);
      put(folder('home', 'sessions', 'rollout-2026-11-30T00-00-00-c.jsonl'), otherText);
      const ledger = open();
      await ingestAll(ledger, folder('home'));
      const before = ledger.report('thread', ...FOREVER).rows.find(({ key }) => key === PARENT)?.requests;
      put(broken(), whole);
      await ingestAll(ledger, folder('home'));
      assert.deepEqual([before, countsIn(ledger)], [1, [REQUESTS + 1, REQUESTS + 1, 3]]);
    });
  }

  it('far behind its beginning counts as far as it can be read', async () => {
    const big = zstdCompressSync(asText(bigLines(24)));
    put(broken(), Buffer.from(big).fill(0x55, big.length - 1000));
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    const [before = 0] = countsIn(ledger);
    put(broken(), big);
    await ingestAll(ledger, folder('home'));
    assert.deepEqual([before > 0 && before < 24, countsIn(ledger)], [true, [24, 24, 1]]);
  });

  it('into several frames is read to its end', async () => {
    const [first, second] = [text.slice(0, 1000), text.slice(1000)];
    put(broken(), Buffer.concat([zstdCompressSync(first), zstdCompressSync(second)]));
    const ledger = open();
    await ingestAll(ledger, folder('home'));
    assert.deepEqual(countsIn(ledger), [REQUESTS, REQUESTS, 1]);
  });

  it('because the disk gives none of it fails, and nothing else does', async () => {
    mkdirSync(folder(COMPRESSED));
    const source = openCompressed({ path: folder(COMPRESSED), name: 'a folder', isCompressed: true });
    await assert.rejects(async () => source.fill(Buffer.alloc(1)), { code: 'EISDIR' });
    source.close();
  });
});
