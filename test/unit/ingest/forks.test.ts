import assert from 'node:assert/strict';

import type { UsageRow } from '../../../src/core/usage/summarize.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { type FixtureRollout, fixtureRollouts, place } from './fixtureHome.ts';
import { ingestAll } from './ingestAll.ts';

const rollouts = fixtureRollouts();
const forks = rollouts.filter(({ forkedFromId }) => forkedFromId !== undefined);

/** From a thread to what it was forked from, and so on, of the same folder of recordings. */
function ancestorsOf(fork: FixtureRollout): FixtureRollout[] {
  const folderOf = ({ name }: FixtureRollout): string => name.split('/').slice(0, -1).join('/');
  const parent = rollouts.find((each) => each.threadId === fork.forkedFromId && folderOf(each) === folderOf(fork));
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
}

describe('a real fork', () => {
  const [fresh, other] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  /** Reads each in turn, and tells after each what is counted for whom. */
  async function readInTurn(ledger: Ledger, home: string, ...order: readonly FixtureRollout[]) {
    const seen: Map<string, UsageRow>[] = [];
    for (const rollout of order) {
      place(folder(home), [rollout]);
      await ingestAll(ledger, folder(home));
      seen.push(new Map(ledger.report('thread', ...FOREVER).rows.map((row) => [row.key, row])));
    }
    return seen;
  }

  it('is among the recorded ones, of every kind, with its parent', () => {
    const depths = forks.map((fork) => ancestorsOf(fork).length);
    assert.ok(depths.filter((depth) => depth >= 1).length >= 15 && depths.some((depth) => depth >= 2));
  });

  for (const fork of forks) {
    const ancestors = ancestorsOf(fork);

    it(`${fork.name} changes no row of the ${ancestors.length} it descends from, read before or after them`, async () => {
      const down = await readInTurn(fresh.open(), 'down', ...ancestors.toReversed(), fork);
      const whole = down.at(-1);
      for (const [index, ancestor] of ancestors.toReversed().entries()) {
        for (const seen of down.slice(index)) {
          assert.deepEqual(seen.get(ancestor.threadId), down[index]?.get(ancestor.threadId));
        }
      }
      const [alone] = await readInTurn(other.open(), 'up', fork, ...ancestors);
      assert.deepEqual(alone?.get(fork.threadId), whole?.get(fork.threadId));
    });
  }
});

describe('real forks whose parents are missing', () => {
  const [alone, together] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  it('count as with their parents', async () => {
    place(folder('alone'), forks);
    place(folder('together'), rollouts);
    const [without, all] = [alone.open(), together.open()];
    await ingestAll(without, folder('alone'));
    await ingestAll(all, folder('together'));
    const ids = new Set(forks.map(({ threadId }) => threadId));
    const rowsOf = (ledger: Ledger) => ledger.report('thread', ...FOREVER).rows.filter(({ key }) => ids.has(key));
    assert.deepEqual(rowsOf(without), rowsOf(all));
  });
});
