import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { seededRandom } from '../../support/codex/seededRandom.ts';
import { bill, contentOf, totalsOf } from '../../unit/ledger/bill.ts';
import { ledgerFixture } from '../../unit/ledger/openLedger.ts';
import { temporaryFolder } from '../../unit/temporary.ts';
import { threadsOnce } from '../../unit/ingest/fixtureHome.ts';
import { growingHome, startIngest } from './growingHome.ts';
import { ingestAll } from '../../unit/ingest/ingestAll.ts';

const COPIES = 2;
const PIECES = 10;
const PAUSE_MS = 60;

describe('processes that read the same home into one ledger while its rollouts grow', () => {
  const [shared, reference] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  async function assertAsInOneGo(home: string): Promise<void> {
    const [ledger, inOneGo] = [shared.open(), reference.open()];
    await ingestAll(inOneGo, home);
    const told = bill(ledger);
    assert.deepEqual(told, bill(inOneGo));
    assert.equal(new Set(totalsOf(told).map((totals) => JSON.stringify(totals))).size, 1);
    assert.deepEqual(contentOf(shared.file()).events, contentOf(reference.file()).events);
    assert.deepEqual((await ingestAll(ledger, home)).added, 0);
  }

  for (const [count, killed] of [
    [2, 0],
    [3, 0],
    [3, 1],
  ] as const) {
    it(`count everything once: ${count} of them, of which ${killed} are killed again and again`, async function () {
      this.timeout(60_000);
      const random = seededRandom(count * 10 + killed);
      const home = growingHome(folder('home'), threadsOnce(COPIES), PIECES, count);
      const start = () => startIngest(shared.file(), home.home, folder('stop'));
      home.grow();
      // Making a ledger at the same instant is another matter.
      shared.open();
      const staying = Array.from({ length: count - killed }, start);
      const dying = Array.from({ length: killed }, start);
      await Promise.all(staying.map(({ opened }) => opened));
      for (let round = 1; round < PIECES; round += 1) {
        home.grow();
        await sleep(random.int(0, PAUSE_MS));
        for (const [index, process] of dying.entries()) {
          if (random.chance(0.4)) {
            process.child.kill('SIGKILL');
            await process.ended;
            dying[index] = start();
          }
        }
      }
      home.finish();
      writeFileSync(folder('stop'), '');
      const ends = await Promise.all([...staying, ...dying].map(({ ended }) => ended));
      assert.deepEqual(
        ends,
        ends.map(() => '0 '),
      );
      await assertAsInOneGo(home.home);
    });
  }
});
