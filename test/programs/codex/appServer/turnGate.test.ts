import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { RequestGate } from '../../../../src/codex/appServer/requestGate.ts';
import { TurnGate } from '../../../../src/codex/appServer/turnGate.ts';
import { waitUntil } from '../../../support/codex/waitUntil.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { temporaryFolder } from '../../../unit/temporary.ts';

describe('the requests at a gate', () => {
  const folder = temporaryFolder();
  const gates: RequestGate[] = [];
  afterEach(() => {
    for (const gate of gates.splice(0)) {
      gate.dispose();
    }
  });

  async function makeGate() {
    const requestGate = await RequestGate.create(folder('gates'));
    gates.push(requestGate);
    const gate = new TurnGate(requestGate, silentLog, (error) => assert.ifError(error));
    let moves = 0;
    gate.onDidMove(() => (moves += 1));
    const [name = ''] = readdirSync(folder('gates'));
    const passFile = (turnId: string) => path.join(folder('gates'), name, `pass.${turnId}`);
    return {
      gate,
      moves: () => moves,
      /** A request goes with its pass, once that lies there. */
      go: async (turnId: string) => {
        await waitUntil('the pass', () => existsSync(passFile(turnId)), 5_000);
        rmSync(passFile(turnId));
      },
    };
  }

  const stand = ({ waiting, underWay }: TurnGate) => [waiting, underWay];

  it('wait until they are let pass, and are under way until they have ended', async () => {
    const { gate, moves } = await makeGate();
    gate.arrive({ turnId: 'a', agentId: undefined });
    assert.deepEqual([stand(gate), moves()], [[1, 0], 1]);
    gate.pass(1);
    assert.deepEqual(stand(gate), [0, 1]);
    gate.end('a');
    assert.deepEqual([stand(gate), moves()], [[0, 0], 2]);
  });

  it('that are found there are let pass once, however often they are found', async () => {
    const { gate } = await makeGate();
    const turn = { turnId: 'a', agentId: undefined };
    gate.find(turn);
    gate.find(turn);
    assert.deepEqual(stand(gate), [1, 0]);
    gate.pass(2);
    gate.find(turn);
    assert.deepEqual(stand(gate), [0, 1]);
  });

  it('are let pass as many as is said, in the order of their coming', async () => {
    const { gate } = await makeGate();
    for (const turnId of ['a', 'b', 'c']) {
      gate.arrive({ turnId, agentId: undefined });
    }
    gate.pass(0);
    gate.pass(-1);
    assert.deepEqual(stand(gate), [3, 0]);
    gate.pass(2);
    gate.end('a');
    gate.end('b');
    gate.end('c');
    assert.deepEqual(stand(gate), [1, 0]);
    gate.pass(Number.POSITIVE_INFINITY);
    assert.deepEqual(stand(gate), [0, 1]);
  });

  it('are taken back where nobody has gone yet, and those that have stay under way', async () => {
    const { gate, go } = await makeGate();
    gate.arrive({ turnId: 'a', agentId: undefined });
    gate.arrive({ turnId: 'b', agentId: undefined });
    gate.pass(2);
    await go('a');
    await gate.recall();
    assert.deepEqual(stand(gate), [1, 1]);
    gate.end('a');
    assert.deepEqual(stand(gate), [1, 0]);
  });

  it('have ended where their turn asks for another, whoever was to tell', async () => {
    const { gate } = await makeGate();
    gate.arrive({ turnId: 'a', agentId: undefined });
    gate.pass(1);
    gate.arrive({ turnId: 'a', agentId: undefined });
    assert.deepEqual(stand(gate), [1, 0]);
  });

  it('are gone with their turn, waiting or under way', async () => {
    const { gate, moves } = await makeGate();
    gate.arrive({ turnId: 'a', agentId: undefined });
    gate.pass(1);
    gate.arrive({ turnId: 'b', agentId: undefined });
    gate.leave({ turnId: 'a', agentId: undefined });
    gate.leave({ turnId: 'b', agentId: undefined });
    assert.deepEqual([stand(gate), moves()], [[0, 0], 4]);
  });

  it('do not wait again where their turn has ended while they are taken back', async () => {
    const { gate } = await makeGate();
    gate.arrive({ turnId: 'a', agentId: undefined });
    gate.pass(1);
    const recalled = gate.recall();
    gate.leave({ turnId: 'a', agentId: undefined });
    await recalled;
    assert.deepEqual(stand(gate), [0, 0]);
  });

  describe('of subagents, of which only one may be at work,', () => {
    const turnOf = (agentId: string) => ({ turnId: `turn-${agentId}`, agentId });
    const root = { turnId: 'turn', agentId: undefined };

    async function limited() {
      const { gate } = await makeGate();
      gate.limitSubagents(1);
      return gate;
    }

    const queue = (gate: TurnGate) => [gate.waiting, gate.underWay, gate.queuedSubagents];

    /** The first is at work, and the second has come. */
    async function twoOfThem() {
      const gate = await limited();
      gate.arrive(turnOf('a'));
      gate.pass(1);
      gate.arrive(turnOf('b'));
      return gate;
    }

    it('wait until the one before has ended', async () => {
      const gate = await twoOfThem();
      assert.deepEqual(queue(gate), [0, 1, 1]);
      gate.pass(9);
      gate.end('turn-a');
      // Its tools are at work.
      assert.deepEqual(queue(gate), [0, 0, 1]);
      gate.arrive(turnOf('a'));
      gate.pass(9);
      assert.deepEqual(queue(gate), [0, 1, 1]);
      gate.leave(turnOf('a'));
      assert.deepEqual(queue(gate), [1, 0, 0]);
      gate.pass(9);
      assert.deepEqual(queue(gate), [0, 1, 0]);
    });

    it('do not keep the run’s own thread waiting', async () => {
      const gate = await twoOfThem();
      gate.arrive(root);
      assert.deepEqual(queue(gate), [1, 1, 1]);
    });

    it('begin where the one before waits for others, which could be them', async () => {
      const gate = await twoOfThem();
      gate.waitForOthers('a', true);
      assert.deepEqual(queue(gate), [1, 1, 0]);
      gate.waitForOthers('a', false);
      assert.deepEqual(queue(gate), [0, 1, 1]);
    });

    it('are counted from those that come together', async () => {
      const gate = await limited();
      for (const agentId of ['a', 'b', 'c']) {
        gate.arrive(turnOf(agentId));
      }
      assert.deepEqual(queue(gate), [1, 0, 2]);
    });

    it('are no longer counted once they are gone while they wait', async () => {
      const gate = await twoOfThem();
      gate.leave(turnOf('b'));
      assert.deepEqual(queue(gate), [0, 1, 0]);
    });
  });
});
