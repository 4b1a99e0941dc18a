import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';

import { type RoundResult, playFaults } from '../bench/faults/faults.ts';
import { judge } from '../bench/faults/laws.ts';
import { FaultWorld } from '../bench/faults/world.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';

/** Some of the long run's rounds, `npm run bench -- faults`: a ledger is spoilt while it is open, and a command killed. */
const SEED = 1;
const ROUNDS = [6, 16];
const LEFT_MS = 1_000;

describe('processes that are broken at a random instant', function () {
  this.timeout(120_000);

  before(function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
  });

  it('leave each response counted once, no cap passed, nothing stuck and nothing running', async () => {
    const results: RoundResult[] = [];
    await playFaults(SEED, ROUNDS, (result) => results.push(result));
    assert.deepEqual(results.flatMap(({ broken }) => broken), []); // prettier-ignore
    assert.ok(results.length === ROUNDS.length && results.some(({ requests }) => requests > 0));
  });

  it('would be told of: a response that is not counted, a cap that was passed, a process that is left', async () => {
    const world = await FaultWorld.create();
    try {
      const { codex } = world;
      codex.backend.play('unhooked', creditEach(9));
      const { threadId = '' } = await codex.runCodex(['--disable', 'hooks', 'unhooked']);
      const excuses = { killed: new Set<string>(), unguarded: new Map<string, number>() };
      assert.deepEqual((await judge(world, excuses)).broken, ['“unhooked”: 9 credits, of a cap of 6']);
      rmSync(await codex.rolloutPath(threadId));
      rmSync(world.ledgerFile);
      const left = codex.processes.spawnTracked('sleep', ['60'], { cwd: codex.root, env: {} });
      const { broken } = await judge(world, excuses, LEFT_MS);
      assert.deepEqual(broken.slice(0, 2), ['left running: sleep 60 ', '“unhooked”: 9 of 9 responses are not counted']);
      left.kill();
    } finally {
      await world.dispose();
    }
  });
});
