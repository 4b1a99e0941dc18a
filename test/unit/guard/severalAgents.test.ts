import assert from 'node:assert/strict';

import { credits } from '../make.ts';
import { type Gated, startGatedRun, use } from './fakes.ts';

/** Lets what was begun come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('a run with several agents', () => {
  /** Each response has cost a credit; nothing is under way. */
  async function spent(responses: number, cap: number | undefined): Promise<Gated> {
    const running = startGatedRun(cap);
    running.gate.arrive();
    await settle();
    use(running.turn, responses);
    running.gate.end();
    await settle();
    return running;
  }

  async function ask({ gate }: Gated, requests: number): Promise<void> {
    for (let index = 0; index < requests; index += 1) {
      gate.arriveBeside();
    }
    await settle();
  }

  it('lets their requests pass together far from the cap', async () => {
    const running = await spent(2, 100);
    await ask(running, 4);
    assert.deepEqual([running.gate.underWay, running.gate.waiting], [4, 0]);
  });

  it('lets as many be under way as fit under the cap, should each cost twice the dearest', async () => {
    const running = await spent(2, 8);
    await ask(running, 5);
    assert.deepEqual([running.gate.underWay, running.gate.waiting], [3, 2]);
  });

  it('lets them pass one by one near the cap, as the ones before are counted, and passes it with none', async () => {
    const running = await spent(2, 4);
    const { gate, turn, run } = running;
    await ask(running, 3);
    const stands = [];
    for (let response = 0; response < 2; response += 1) {
      stands.push([gate.underWay, gate.waiting]);
      use(turn, 1);
      gate.end();
      await settle();
    }
    assert.deepEqual(
      [stands, gate.underWay, run.meter.spent, run.meter.hold?.cause],
      [
        [
          [1, 2],
          [1, 1],
        ],
        0,
        credits(4),
        'cap',
      ],
    );
  });

  it('lets the next pass where one came to nothing', async () => {
    const running = await spent(2, 4);
    await ask(running, 2);
    running.gate.end();
    await settle();
    assert.deepEqual([running.gate.underWay, running.gate.waiting, running.run.meter.hold], [1, 0, undefined]);
  });

  it('lets them pass together where there is no cap', async () => {
    const running = await spent(2, undefined);
    await ask(running, 9);
    assert.deepEqual([running.gate.underWay, running.gate.waiting], [9, 0]);
  });

  it('asks for what all of them need, and lets those pass that fit into what is granted', async () => {
    const running = await spent(2, undefined);
    running.around.store.room = credits(4);
    await ask(running, 3);
    assert.deepEqual([running.gate.underWay, running.gate.waiting, running.run.meter.hold], [2, 1, undefined]);
    use(running.turn, 2);
    running.gate.end();
    await settle();
    assert.equal(running.run.meter.hold?.cause, 'policy');
  });
});

describe('a run with more subagents than its policy allows', () => {
  it('has its gate let no more begin, and says how many wait', () => {
    const { gate, run } = startGatedRun(undefined, {}, { maxSubagentsPerRun: 2 });
    const seen: number[] = [];
    run.onDidChange(({ queuedSubagents }) => seen.push(queuedSubagents));
    gate.queue(1);
    gate.queue(1);
    gate.queue(0);
    assert.deepEqual([gate.subagentsAtMost, seen], [2, [1, 0]]);
  });

  it('may have as many as it likes where the policy says nothing', () =>
    assert.equal(startGatedRun().gate.subagentsAtMost, Number.POSITIVE_INFINITY));
});
