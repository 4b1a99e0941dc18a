import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { RequestGate } from '../../../src/codex/requestGate.ts';
import { TurnGate } from '../../../src/codex/turnGate.ts';
import { waitUntil } from '../../support/codex/waitUntil.ts';
import { silentLog } from '../../support/silentLog.ts';
import { temporaryFolder } from '../temporary.ts';

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
    gate.arrive('a');
    assert.deepEqual([stand(gate), moves()], [[1, 0], 1]);
    gate.pass(1);
    assert.deepEqual(stand(gate), [0, 1]);
    gate.end('a');
    assert.deepEqual([stand(gate), moves()], [[0, 0], 2]);
  });

  it('are let pass as many as is said, in the order of their coming', async () => {
    const { gate } = await makeGate();
    for (const turnId of ['a', 'b', 'c']) {
      gate.arrive(turnId);
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
    gate.arrive('a');
    gate.arrive('b');
    gate.pass(2);
    await go('a');
    await gate.recall();
    assert.deepEqual(stand(gate), [1, 1]);
    gate.end('a');
    assert.deepEqual(stand(gate), [1, 0]);
  });

  it('have ended where their turn asks for another, whoever was to tell', async () => {
    const { gate } = await makeGate();
    gate.arrive('a');
    gate.pass(1);
    gate.arrive('a');
    assert.deepEqual(stand(gate), [1, 0]);
  });

  it('are gone with their turn, waiting or under way', async () => {
    const { gate, moves } = await makeGate();
    gate.arrive('a');
    gate.pass(1);
    gate.arrive('b');
    gate.leave('a');
    gate.leave('b');
    assert.deepEqual([stand(gate), moves()], [[0, 0], 3]);
  });

  it('do not wait again where their turn has ended while they are taken back', async () => {
    const { gate } = await makeGate();
    gate.arrive('a');
    gate.pass(1);
    const recalled = gate.recall();
    gate.leave('a');
    await recalled;
    assert.deepEqual(stand(gate), [0, 0]);
  });
});
