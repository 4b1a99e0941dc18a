import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { isKeptIn } from '../../src/codex/appServer/keptServer.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { ONE_CREDIT, TWO_CHILDREN, creditEach } from '../support/codex/guardedTurn.ts';
import { keeperAt, startGuard } from '../support/codex/guards.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { ingestAll } from '../unit/ingest/ingestAll.ts';
import { card, credits } from '../unit/make.ts';

/** Longer than a request takes to start that nobody holds. */
const WATCHED_MS = 1_500;
const GRACE_MS = 8_000;
const ENDED_WITHIN_MS = 30_000;

describe('a run whose guard is killed', function () {
  this.timeout(90_000);

  before(function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
  });

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture();
    codex.backend.play('five', creditEach(5));
  });
  afterEach(() => codex.dispose());

  const requests = (): number => codex.backend.modelRequests.length;

  /** Whether any process of the machine goes on behind a gate of the fixture. */
  const goesOn = (): boolean =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .some((pid) => commandLine(pid).includes(`${codex.dataFolder}/gates`));

  async function inLedger<T>(look: (ledger: Ledger) => T): Promise<T> {
    const ledger = openLedger(`${codex.dataFolder}/ledger.sqlite`, card, Date.now());
    try {
      await ingestAll(ledger, codex.codexHome);
      return look(ledger);
    } finally {
      ledger.close();
    }
  }

  it('while it is held makes no request, and goes on with one of those that come, in the same turn', async () => {
    const first = startGuard(codex, { prompt: 'five', capCredits: 2 });
    await first.hear('held');
    first.kill();
    await sleep(WATCHED_MS);
    assert.equal(requests(), 2);

    const comers = [startGuard(codex), startGuard(codex)];
    const second = await Promise.race(comers.map((each) => each.hear('taken').then(() => each)));
    await comers.find((each) => each !== second)?.hear('none');
    const { isHeld, place, runId } = await second.hear('taken');
    assert.deepEqual([isHeld, requests()], [true, 2]);

    second.say('raise 2');
    assert.deepEqual(await second.hear('held'), { kind: 'held', spent: credits(4), requests: 4 });
    second.say('raise 10');
    assert.deepEqual(await second.hear('settled'), {
      kind: 'settled',
      status: 'completed',
      spent: credits(5),
      requests: 5,
    });
    // Nothing was asked twice: each request tells of one step more than the one before.
    assert.deepEqual(
      [requests(), new Set(codex.backend.modelRequests.map(({ turnId }) => turnId))],
      [5, new Set([runId])],
    );
    const { run, left } = await inLedger((ledger) => ({ run: ledger.run(runId), left: ledger.leftHolds() }));
    assert.deepEqual([run?.requests, run?.credits, run?.status, left], [5, credits(5), 'completed', []]);
    await waitUntil('its processes to end', () => !goesOn(), ENDED_WITHIN_MS);
    assert.equal(await isKeptIn(place), false);
  });

  it('while a response is under way waits with the next request, and goes on by itself', async () => {
    codex.backend.play('slow', [
      { kind: 'shell', command: 'true', usage: ONE_CREDIT, delayMs: 1_500 },
      ...creditEach(2),
    ]);
    const first = startGuard(codex, { prompt: 'slow' });
    await waitUntil('the first request', () => requests() === 1, ENDED_WITHIN_MS);
    first.kill();
    await sleep(1_500 + WATCHED_MS);
    assert.equal(requests(), 1);

    const second = startGuard(codex);
    assert.deepEqual((await second.hear('taken')).isHeld, false);
    const { status, spent } = await second.hear('settled');
    assert.deepEqual([status, spent, requests()], ['completed', credits(3), 3]);
  });

  it('goes on with its subagents, and counts theirs', async () => {
    codex.backend.play('parent', [
      { kind: 'spawnAgent', prompt: 'child', usage: ONE_CREDIT },
      { kind: 'waitAgent', usage: ONE_CREDIT },
      { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
    ]);
    codex.backend.play('child', creditEach(4));
    const first = startGuard(codex, { prompt: 'parent', capCredits: 4 });
    await first.hear('held');
    first.kill();
    const second = startGuard(codex);
    await second.hear('taken');
    assert.equal(requests(), 4);
    second.say('raise 20');
    const { status, spent } = await second.hear('settled');
    assert.deepEqual([status, spent, requests()], ['completed', credits(7), 7]);
  });

  it('lets no subagent begin beside one that was at work before', async () => {
    codex.backend.play('parent', TWO_CHILDREN);
    codex.backend.play('first child', creditEach(4));
    codex.backend.play('second child', creditEach(2));
    const first = startGuard(codex, { prompt: 'parent', capCredits: 5, maxSubagents: 1 });
    await first.hear('held');
    first.kill();
    const second = startGuard(codex, { maxSubagents: 1 });
    await second.hear('taken');
    second.say('raise 20');
    assert.equal((await second.hear('settled')).status, 'completed');
    const children = codex.backend.modelRequests.filter(({ prompt }) => prompt.includes('child'));
    const threads = children.map(({ threadId }) => threadId);
    assert.equal(
      threads.lastIndexOf(threads[0] ?? ''),
      3,
      'the first has had its four requests before the second begins',
    );
  });

  it('while Codex asks whether it may do something is asked about again', async () => {
    codex.backend.play('remove', [{ kind: 'shell', command: 'rm -rf scratch', usage: ONE_CREDIT }, ...creditEach(1)]);
    const first = startGuard(codex, { prompt: 'remove' });
    const { command } = await first.hear('asked');
    first.kill();
    const second = startGuard(codex, { allows: true });
    assert.equal((await second.hear('asked')).command, command);
    const { status, spent } = await second.hear('settled');
    assert.deepEqual([status, spent, requests()], ['completed', credits(2), 2]);
  });

  it('before it could be recorded ends at once: nobody could find it to go on with it', async () => {
    const first = startGuard(codex, { prompt: 'five', graceMs: 900_000, isUnrecorded: true });
    const { place } = await first.hear('unrecorded');
    const keeper = keeperAt(place);
    first.kill();
    await waitUntil('its processes to end', () => !goesOn(), ENDED_WITHIN_MS);
    assert.throws(() => process.kill(keeper, 0));
    assert.equal(requests(), 0);
  });

  it('that nobody goes on with ends, and can be continued', async () => {
    const first = startGuard(codex, { prompt: 'five', capCredits: 2, graceMs: GRACE_MS });
    const { place } = await first.hear('started');
    await first.hear('held');
    const keeper = keeperAt(place);
    assert.ok(goesOn());
    first.kill();
    await waitUntil('its processes to end', () => !goesOn(), ENDED_WITHIN_MS);
    assert.throws(() => process.kill(keeper, 0));
    assert.equal(requests(), 2);
    await startGuard(codex).hear('none');
    assert.deepEqual(await inLedger((ledger) => ledger.leftHolds().map(({ spent }) => spent)), [credits(2)]);
  });
});

/** Empty for one that has ended. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
