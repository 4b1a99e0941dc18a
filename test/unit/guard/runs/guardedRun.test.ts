import assert from 'node:assert/strict';

import { NO_FACTS } from '../../../../src/core/wallet/wallet.ts';
import { credits } from '../../make.ts';
import { startRun as start, use } from '../fakes.ts';

describe('the meter of a run', () => {
  it('adds up what each response costs', () => {
    const { turn, run } = start();
    use(turn, 3);
    assert.deepEqual([run.meter.spent, run.meter.requests], [credits(3), 3]);
  });

  it('is told after each response', () => {
    const { turn, run } = start();
    const told: number[] = [];
    run.onDidChange(({ spent }) => told.push(spent));
    use(turn, 2);
    assert.deepEqual(told, [credits(1), credits(2)]);
  });

  it('counts responses without a price, and adds nothing for them', () => {
    const { turn, run } = start(undefined, 'gpt-99');
    use(turn, 2);
    assert.deepEqual([run.meter.spent, run.meter.requests, run.meter.unpricedRequests], [0, 2, 2]);
  });

  it('goes on where a listener throws', () => {
    const { turn, run, around } = start();
    let told = 0;
    run.onDidChange(() => {
      throw new Error('broken');
    });
    run.onDidChange(() => (told += 1));
    use(turn, 2);
    assert.deepEqual([run.meter.requests, told, around.errors.length], [2, 2, 2]);
  });
});

describe('the balance during a run', () => {
  const facts = (balance: number | undefined) => {
    const account = { id: 'acct-1', email: undefined };
    return { ...NO_FACTS, balance: balance === undefined ? undefined : credits(balance), account };
  };

  it('is kept as each response tells it, each at an instant of its own', () => {
    const { turn, around } = start();
    for (const balance of [9, 8, undefined]) {
      turn.seeWallet(facts(balance));
    }
    assert.deepEqual(around.store.calls, ['update at 0: 9000000', 'update at 1: 8000000', 'update at 2: not said']);
  });

  it('that cannot be kept does not end the run', async () => {
    const { turn, around, run } = start();
    around.store.failing = 'update';
    turn.seeWallet(facts(9));
    await Promise.resolve();
    assert.deepEqual([run.meter.status, turn.interrupts, around.errors.length], ['running', 0, 1]);
  });
});

describe('a cap of three credits', () => {
  for (const [responses, interrupts] of [
    [2, 0],
    [3, 1],
    [4, 1],
    [9, 1],
  ] as const) {
    it(`after ${responses} credits has led to ${interrupts} interrupts`, () => {
      const { turn } = start(3);
      use(turn, responses);
      assert.equal(turn.interrupts, interrupts);
    });
  }

  it('ends the turn while the response that crosses it is counted, not later', () => {
    const { turn, run } = start(3);
    const interruptsSeen: number[] = [];
    run.onDidChange(() => interruptsSeen.push(turn.interrupts));
    use(turn, 3);
    assert.deepEqual(interruptsSeen, [0, 0, 1]);
  });

  it('counts what still comes in after it', () => {
    const { turn, run } = start(3);
    use(turn, 5);
    assert.equal(run.meter.spent, credits(5));
  });

  it('ends the turn also where a listener throws', () => {
    const { turn, run } = start(3);
    run.onDidChange(() => {
      throw new Error('broken');
    });
    use(turn, 3);
    assert.equal(turn.interrupts, 1);
  });

  it('leaves a turn alone that has ended', async () => {
    const { turn, run } = start(3);
    turn.end('completed');
    await run.settled;
    use(turn, 5);
    assert.equal(turn.interrupts, 0);
  });
});

describe('a run without a cap', () => {
  it('is not ended, whatever it costs', () => {
    const { turn } = start();
    use(turn, 100);
    assert.equal(turn.interrupts, 0);
  });
});
