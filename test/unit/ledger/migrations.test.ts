import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { API_KEY_ACCOUNT } from '../../../src/core/usage/usageEvent.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, credits, event, paidWallet, snapshot } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { fixtureRollouts, place, threadsOnce } from '../ingest/fixtureHome.ts';
import { ingestAll } from '../ingest/ingestAll.ts';
import { bill, contentOf, totalsOf } from './bill.ts';
import { request, standing } from './judging.ts';
import { FOREVER, batch, ledgerFixture } from './openLedger.ts';
import { copyInto, insertEvents, makeStep, makeStepOne } from './earlierSteps.ts';

const rowsIn = (file: string, query: string) => {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db
      .prepare(query)
      .all()
      .map((row) => Object.values(row));
  } finally {
    db.close();
  }
};

/** Whose a request was, and so the meter and the money it was paid with, is told only when rollouts are read again. */
const OF_PAYERS = ['credits', 'usd', 'usdRequests', 'includedCredits', 'paidCredits', 'derivedPriceRequests'];

function withoutPayers(reports: ReturnType<typeof bill>): object {
  const leaveOut = (key: string, value: unknown) => (OF_PAYERS.includes(key) ? undefined : value);
  return JSON.parse(JSON.stringify(reports, leaveOut)) as object;
}

/** Turns that say they had more or fewer requests than there are. */
const MISCOUNTED_TURNS = `
  SELECT turn_id, requests, (SELECT count(*) FROM usage_events e WHERE e.turn_key = u.turn_key) AS there FROM turns u
  WHERE requests <> there`;

describe('a ledger of the first version with the usage of real rollouts', () => {
  const [fresh, old] = [ledgerFixture(), ledgerFixture()];
  const folder = temporaryFolder();

  async function migrated(change = ''): Promise<{ readonly before: Ledger; readonly after: Ledger }> {
    place(folder('home'), fixtureRollouts());
    const before = fresh.open();
    await ingestAll(before, folder('home'));
    makeStepOne(old.file(), (db) => {
      copyInto(db, fresh.file());
      db.exec(change);
    });
    return { before, after: old.open() };
  }

  it('counts the same in every cut but that by run', async () => {
    const { before, after } = await migrated();
    const comparable = (ledger: Ledger) => ({ ...withoutPayers(bill(ledger)), run: undefined });
    assert.deepEqual(comparable(after), comparable(before));
  });

  it('has each request as it was', async () => {
    await migrated();
    const facts = `
      SELECT thread_id, response_id, occurred_at_ms, model, effort, tier, cwd, workspace, s.surface, input_tokens,
        cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens
      FROM usage_events JOIN threads USING (thread_key) JOIN surroundings s USING (surroundings_key)
      ORDER BY thread_id, response_id`;
    assert.deepEqual(rowsIn(old.file(), facts), rowsIn(fresh.file(), facts));
  });

  it('has turns with as many requests as they made', async () => {
    await migrated();
    assert.deepEqual(rowsIn(old.file(), MISCOUNTED_TURNS), []);
  });

  it('gains nothing when the rollouts are read again, and knows their runs and turns', async () => {
    const { before, after } = await migrated();
    const { added } = await ingestAll(after, folder('home'));
    assert.deepEqual([added, bill(after)], [0, bill(before)]);
    assert.equal(new Set(totalsOf(bill(after)).map((totals) => JSON.stringify(totals))).size, 1);
    assert.deepEqual(contentOf(old.file()).threads, contentOf(fresh.file()).threads);
  });

  it('has turns with as many requests as they made, also when the rollouts are read again', async () => {
    const { after } = await migrated();
    await ingestAll(after, folder('home'));
    assert.deepEqual(rowsIn(old.file(), MISCOUNTED_TURNS), []);
  });

  it('tells its runs as they were, when the rollouts are read again', async () => {
    const { before, after } = await migrated();
    await ingestAll(after, folder('home'));
    assert.deepEqual(after.latestRuns(90), before.latestRuns(90));
  });
});

describe('a ledger of the first version', () => {
  const { open, file } = ledgerFixture();

  it('keeps usage whose thread and turn nobody told of', () => {
    makeStepOne(file(), (db) => {
      insertEvents(
        db,
        { response_id: 'a', turn_id: null, run_id: 'thread-1' },
        { response_id: 'b' },
        { response_id: 'c', turn_id: null, run_id: 'thread-1', model: null, cwd: null, workspace: null },
        { response_id: 'a', thread_id: 'thread-2', turn_id: null, run_id: 'thread-2' },
      );
    });
    const { rows } = open().report('run', ...FOREVER);
    assert.deepEqual(
      rows.map(({ key, requests }) => [key, requests]),
      [
        ['thread-1', 2],
        ['thread-2', 1],
        ['turn-1', 1],
      ],
    );
  });

  it('that is empty is one of today', () => {
    makeStepOne(file(), () => undefined);
    assert.deepEqual(open().report('day', ...FOREVER).rows, []);
  });

  it('knows its surroundings again, however they are called', () => {
    const odd = { cwd: 'C:\\work\n"ä€😀"\u0001\u007f/', workspace: "it's" };
    makeStepOne(file(), (db) => {
      insertEvents(db, { response_id: 'a', ...odd });
    });
    const ledger = open();
    ledger.writer.append([batch([event({ responseId: 'b', ...odd })])]);
    assert.deepEqual(rowsIn(file(), 'SELECT count(*) FROM surroundings'), [[1]]);
  });
});

describe('what else a ledger of the first version holds', () => {
  const [fresh, old] = [ledgerFixture(), ledgerFixture()];

  function migrated(): Ledger {
    const before = fresh.open();
    before.recordBalances([snapshot({ balance: credits(700) })]);
    before.rememberPolicyText('/policy.json', '{"version":1}', NOW_MS);
    // What a run then could come to draw was not kept: it counts as purchased credits.
    before.decide(request({ wallet: paidWallet }), 'running');
    before.beginRun('running', 'turn-1', 'thread-1', NOW_MS);
    before.decide(request(), 'done');
    before.answerDecision('done', 'run', 'ada', NOW_MS);
    before.beginRun('done', 'turn-2', 'thread-2', NOW_MS);
    before.settleRun('turn-2', 'capped', NOW_MS + 1);
    before.writer.append([batch([event()]), batch([event({ threadId: 'thread-2', runId: 'turn-2' })])]);
    makeStepOne(old.file(), (db) => {
      copyInto(db, fresh.file());
    });
    return old.open();
  }

  const tables = ['balances', 'decisions', 'answers', 'runs', 'reservations', 'policy_texts'] as const;
  for (const table of tables) {
    it(`is all there: ${table}`, () => {
      migrated();
      const all = `SELECT * FROM ${table}`;
      const before = rowsIn(fresh.file(), all);
      assert.deepEqual([rowsIn(old.file(), all), before.length > 0], [before, true]);
    });
  }

  it('is read as before', () => {
    const ledger = migrated();
    const told = (each: Ledger) => [
      each.latestBalance(),
      each.lastGoodPolicyText('/policy.json'),
      standing(each),
      each.run('turn-1'),
      each.run('turn-2'),
    ];
    assert.deepEqual(told(ledger), told(fresh.open()));
  });
});

describe('a ledger of the second version', () => {
  const { open, file } = ledgerFixture();
  const folder = temporaryFolder();

  /** All is as if it had just been read to its end. */
  function makeRead(db: DatabaseSync, rollouts: readonly string[]): void {
    const insert = db.prepare(`
      INSERT INTO rollouts (path, home, name, size_bytes, modified_at_micros, offset_bytes, ends_hash, decoder_state)
      VALUES (?, ?, ?, ?, ?, ?, '', '{}')`);
    for (const rollout of rollouts) {
      const { size, mtimeMs } = statSync(rollout);
      insert.run(rollout, folder('home'), rollout, size, Math.floor(mtimeMs * 1000), size);
    }
  }

  it('reads its rollouts once more, for the accounts that they tell of', async () => {
    const rollouts = place(folder('home'), threadsOnce());
    makeStep(2, file(), (db) => {
      makeRead(db, rollouts);
    });
    const { files, filesDone } = await ingestAll(open(), folder('home'));
    assert.deepEqual([filesDone, files], [rollouts.length, rollouts.length]);
    const accounts = rowsIn(file(), 'SELECT DISTINCT account FROM surroundings ORDER BY account');
    assert.deepEqual(accounts.flat(), [null, 'acct-loopback', API_KEY_ACCOUNT]);
  });
});
