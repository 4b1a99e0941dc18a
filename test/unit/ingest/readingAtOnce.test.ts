import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';

import { rolloutFileAt } from '../../../src/codex/codexHome.ts';
import type { ReadJob } from '../../../src/ingest/ingestJobs.ts';
import type { IngestStep } from '../../../src/ingest/ingestJobs.ts';
import { PARENT, line } from '../codex/lines.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { ingester } from './ingestAll.ts';
import { asText, rolloutLines } from './rollout.ts';

const REQUESTS = 3000;
const OTHER_REQUESTS = 6500;

/** A thread with long lines, so that one of them is always read in part. */
const bigText = asText(
  rolloutLines(REQUESTS).flatMap((each) => [each, line('response_item', { text: 'x'.repeat(3000) })]),
);
const otherText = asText(rolloutLines(OTHER_REQUESTS, { id: PARENT, session_id: PARENT }));

async function finish(steps: AsyncGenerator<IngestStep>): Promise<number> {
  let added = 0;
  for await (const step of steps) {
    added += step.added;
  }
  return added;
}

describe('two readings that one ingester does at once, as when a file changes while all are looked through', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();
  const job = (name: string, content: string | Buffer): ReadJob => {
    mkdirSync(folder('sessions'), { recursive: true });
    const path = folder('sessions', name);
    writeFileSync(path, content);
    const file = rolloutFileAt(path);
    assert.ok(file);
    return { file, home: folder(), checkpoint: undefined, newBytes: statSync(path).size };
  };

  for (const [says, name, content] of [
    ['plain', 'rollout-a.jsonl', bigText],
    ['compressed', 'rollout-a.jsonl.zst', zstdCompressSync(bigText)],
  ] as const) {
    it(`count all of a big ${says} rollout and of the other`, async () => {
      const ledger = open();
      const shared = ingester(ledger);
      const big = shared.ingest([job(name, content)], ledger.writer);
      const other = shared.ingest([job('rollout-b.jsonl', otherText)], ledger.writer);
      await Promise.all([finish(big), finish(other)]);
      const { rows } = ledger.report('thread', ...FOREVER);
      assert.deepEqual(
        [rows.map(({ requests }) => requests).sort(), ledger.coverage().malformedLines],
        [[REQUESTS, OTHER_REQUESTS], 0],
      );
    });
  }
});
