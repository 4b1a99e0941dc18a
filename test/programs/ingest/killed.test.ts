import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { seededRandom } from '../../support/codex/seededRandom.ts';
import { bill, contentOf, totalsOf } from '../../unit/ledger/bill.ts';
import { ledgerFixture } from '../../unit/ledger/openLedger.ts';
import { temporaryFolder } from '../../unit/temporary.ts';
import { threadsOnce } from '../../unit/ingest/fixtureHome.ts';
import { growingHome, startIngest } from './growingHome.ts';
import { ingestAll } from '../../unit/ingest/ingestAll.ts';

const COPIES = 3;
const ROUNDS = 24;
const PIECES = 12;
/** About as long as a process takes to start, and after that to read what is new. */
const STARTING_MS = 250;
const READING_MS = 150;

describe('a process that is killed while it reads a home that grows', () => {
  const [killed, reference] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  it('leaves a ledger in which, read to the end, all counts once', async function () {
    this.timeout(180_000);
    const random = seededRandom(20);
    const home = growingHome(folder('home'), threadsOnce(COPIES), PIECES, 21);
    const ends = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      home.grow(0.6);
      const { child, opened, ended } = startIngest(killed.file(), home.home);
      if (random.chance(0.25)) {
        await sleep(random.int(0, STARTING_MS));
      } else {
        await opened;
        await sleep(random.int(0, READING_MS));
      }
      child.kill('SIGKILL');
      ends.add(await ended);
    }
    home.finish();
    assert.deepEqual(
      [...ends].filter((end) => end !== 'SIGKILL ' && end !== '0 '),
      [],
    );

    const [ledger, inOneGo] = [killed.open(), reference.open()];
    assert.equal(ledger.setAside, undefined);
    await ingestAll(ledger, home.home);
    await ingestAll(inOneGo, home.home);
    const [told, expected] = [bill(ledger), bill(inOneGo)];
    assert.deepEqual(told, expected);
    assert.equal(new Set(totalsOf(told).map((totals) => JSON.stringify(totals))).size, 1);
    assert.deepEqual(contentOf(killed.file()).events, contentOf(reference.file()).events);
  });
});
