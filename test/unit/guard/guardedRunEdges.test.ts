import assert from 'node:assert/strict';

import { Emitter } from '../../../src/base/emitter.ts';
import { GuardedRun } from '../../../src/guard/runs/guardedRun.ts';
import type { TurnUse } from '../../../src/guard/turnPorts.ts';
import { credits, tokens } from '../make.ts';
import { FakeTurn, fakeSurroundings, preflight, startRun, use } from './fakes.ts';

describe('the cap of a run', () => {
  it('of nothing ends it with its first response', () => {
    const { turn } = startRun(0);
    use(turn, 1);
    assert.equal(turn.interrupts, 1);
  });

  it('of nothing ends it with its first response, also where that has no price', () => {
    const { turn } = startRun(0, 'gpt-99');
    use(turn, 1);
    assert.equal(turn.interrupts, 1);
  });

  it('is reached to the micro-credit, not before', () => {
    const { turn } = startRun(1.000125);
    turn.use(tokens(8000, 0, 0));
    const before = turn.interrupts;
    turn.use(tokens(1, 0, 0));
    assert.deepEqual([before, turn.interrupts], [0, 1]);
  });

  it('counts cached input and output at their own prices', () => {
    const { turn, run } = startRun();
    turn.use(tokens(3300, 1200, 150));
    assert.equal(run.meter.spent, credits(0.39));
  });

  it('counts what had come before anybody could listen', () => {
    const turn = new FakeTurn();
    const early = new Emitter(() => undefined).event;
    const replaying = Object.assign(turn, {
      onDidUseTokens: (listener: (use: TurnUse) => void) => {
        listener({ threadId: 'thread-1', usage: tokens(8000, 0, 0), model: undefined });
        listener({ threadId: 'thread-1', usage: tokens(8000, 0, 0), model: undefined });
        return early(() => undefined);
      },
    });
    const run = new GuardedRun(replaying, 'decision-1', preflight(credits(2)), fakeSurroundings());
    assert.deepEqual([run.meter.spent, turn.interrupts], [credits(2), 1]);
  });

  it('does not make a stopped run a capped one', async () => {
    const { turn, run } = startRun(3);
    run.stop();
    use(turn, 5);
    turn.end('interrupted');
    assert.equal((await run.settled).status, 'stopped');
  });

  it('is not made a stop by the person who comes later', async () => {
    const { turn, run } = startRun(3);
    use(turn, 3);
    run.stop();
    turn.end('interrupted');
    assert.equal((await run.settled).status, 'capped');
  });
});

describe('a run that is let go of', () => {
  it('lets go of its turn, and renews nothing more', () => {
    const { turn, run, around } = startRun();
    run.dispose();
    around.tick();
    assert.deepEqual([turn.isDisposed, around.store.calls], [true, []]);
  });

  it('counts and tells nothing more', () => {
    const { turn, run } = startRun();
    let told = 0;
    run.onDidChange(() => (told += 1));
    run.dispose();
    use(turn, 2);
    assert.deepEqual([run.meter.requests, told], [0, 0]);
  });

  it('can be let go of again, and while it ends', async () => {
    const { turn, run, around } = startRun();
    turn.end('completed');
    run.dispose();
    await run.settled;
    run.dispose();
    assert.deepEqual(around.store.calls, ['ingest', 'settle turn-1 completed']);
  });
});

describe('what comes in while a run is settled', () => {
  it('is counted still, and the run is settled once', async () => {
    const { turn, run, around } = startRun(3);
    turn.end('completed');
    await Promise.resolve();
    use(turn, 1);
    const { spent } = await run.settled;
    assert.deepEqual(
      [spent, around.store.calls.filter((call) => call.startsWith('settle'))],
      [credits(1), ['settle turn-1 completed']],
    );
  });
});
