import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import { rolloutFileAt } from '../../../src/codex/codexHome.ts';
import { ingestHome } from '../../../src/ingest/ingestHome.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { RolloutBatch } from '../../../src/ledger/usage/usageWriter.ts';
import { type SeededRandom, seededRandom } from '../../support/codex/seededRandom.ts';
import { bill, contentOf } from '../ledger/bill.ts';
import { ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { fixtureRollouts, place, threadsOnce } from './fixtureHome.ts';
import { growingHome } from '../../programs/ingest/growingHome.ts';
import { ingestAll, ingester } from './ingestAll.ts';
import { read } from './rollout.ts';

const rollouts = threadsOnce();

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Reads rollouts in an order of the test's own. */
async function ingestInOrder(ledger: Ledger, home: string, paths: readonly string[]): Promise<void> {
  const files = paths.map(rolloutFileAt).filter((file) => file !== undefined);
  const steps = ingestHome(ingester(ledger), ledger.writer, home, { files, folders: [], unreadable: [] });
  while ((await steps.next()).done !== true);
}

describe('real rollouts, in whatever order and pieces they are read', () => {
  const [reference, other] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  async function readInOneGo(): Promise<readonly string[]> {
    const paths = place(folder('home'), rollouts);
    await ingestAll(reference.open(), folder('home'));
    return paths;
  }
  /** What prompts are hashed with is each ledger's own; here, it is the same. */
  function openOther(): Ledger {
    const ledger = other.open();
    const db = new DatabaseSync(other.file());
    db.prepare('UPDATE machine SET prompt_salt = ?').run(reference.open().promptSalt());
    db.close();
    return ledger;
  }
  function assertSame(ledger: Ledger): void {
    assert.deepEqual(bill(ledger), bill(reference.open()));
    assert.deepEqual(contentOf(other.file()), contentOf(reference.file()));
  }

  for (const seed of [1, 2]) {
    it(`give the same when their files are read in another order (seed ${seed})`, async () => {
      const paths = await readInOneGo();
      const ledger = openOther();
      await ingestInOrder(ledger, folder('home'), shuffled(paths, seededRandom(seed)));
      assertSame(ledger);
    });

    it(`give the same when each is written by itself, in another order (seed ${seed})`, async () => {
      const paths = await readInOneGo();
      const batches: RolloutBatch[] = [];
      const ledger = openOther();
      for (const file of shuffled(paths, seededRandom(seed))) {
        const batch = (await read(file, undefined, ledger.promptSalt()))?.batch;
        assert.ok(batch);
        batches.push(batch);
      }
      for (const batch of batches) {
        ledger.writer.append([batch]);
      }
      assertSame(ledger);
    });

    it(`give the same when they grow by random pieces between readings (seed ${seed})`, async () => {
      await readInOneGo();
      const ledger = openOther();
      const growing = growingHome(folder('growing'), rollouts, PIECES, seed);
      for (let round = 0; round < PIECES; round += 1) {
        growing.grow();
        await ingestAll(ledger, growing.home);
      }
      assertSame(ledger);
      assert.deepEqual(checkpointsIn(other.file()), checkpointsIn(reference.file()));
    });
  }

  it('change nothing when they are read from scratch once more', async () => {
    await readInOneGo();
    const ledger = openOther();
    await ingestAll(ledger, folder('home'));
    const db = new DatabaseSync(other.file());
    db.exec('UPDATE usage_events SET rollout_key = NULL; DELETE FROM rollouts');
    db.close();
    await ingestAll(ledger, folder('home'));
    assertSame(ledger);
  });

  it('change nothing when a copy of the home is read besides', async () => {
    await readInOneGo();
    const ledger = openOther();
    await ingestAll(ledger, folder('home'));
    place(folder('copy'), rollouts);
    await ingestAll(ledger, folder('copy'));
    assertSame(ledger);
  });

  it('count what is left of their threads’ earlier states, too, in either order', async () => {
    const all = fixtureRollouts();
    const paths = place(folder('home'), all);
    await ingestInOrder(reference.open(), folder('home'), paths);
    const ledger = openOther();
    await ingestInOrder(ledger, folder('home'), paths.toReversed());
    assert.deepEqual(bill(ledger).thread, bill(reference.open()).thread);
  });
});

const PIECES = 7;

const CHECKPOINTS = `
  SELECT name, size_bytes, offset_bytes, ends_hash, malformed_lines, decoder_state FROM rollouts ORDER BY name`;

function checkpointsIn(file: string) {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare(CHECKPOINTS).all();
    return rows.map((row) => ({ ...row, decoder_state: JSON.parse(String(row['decoder_state'])) as unknown }));
  } finally {
    db.close();
  }
}
