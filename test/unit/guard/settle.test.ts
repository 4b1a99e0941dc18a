import assert from 'node:assert/strict';

import { GuardError } from '../../../src/base/errors.ts';
import type { RunStatus } from '../../../src/core/usage/run.ts';
import type { RunMeter } from '../../../src/guard/runs/runMeter.ts';
import type { TurnEnd } from '../../../src/guard/turnPorts.ts';
import { credits } from '../make.ts';
import { type Running, startRun as start, use } from './fakes.ts';

describe('a run is settled', () => {
  type Act = (running: Running) => void;
  const cases: readonly (readonly [says: string, act: Act, end: TurnEnd['status'], status: RunStatus])[] = [
    ['as completed when its turn completes', () => undefined, 'completed', 'completed'],
    ['as capped when its cap ended it', ({ turn }) => use(turn, 3), 'interrupted', 'capped'],
    ['as completed when its last response crossed the cap', ({ turn }) => use(turn, 3), 'completed', 'completed'],
    ['as capped when the cap made it fail', ({ turn }) => use(turn, 3), 'failed', 'capped'],
    ['as stopped when the person stopped it', ({ run }) => run.stop(), 'interrupted', 'stopped'],
    ['as stopped when it was interrupted elsewhere', () => undefined, 'interrupted', 'stopped'],
    ['as completed when it was quicker than the person', ({ run }) => run.stop(), 'completed', 'completed'],
    ['as failed when its turn fails, or its process dies', () => undefined, 'failed', 'failed'],
  ];
  for (const [says, act, end, status] of cases) {
    it(says, async () => {
      const running = start(3);
      act(running);
      running.turn.end(end);
      await running.run.settled;
      assert.equal(running.around.store.calls.at(-1), `settle turn-1 ${status}`);
    });
  }

  it('after the ledger has read what it did', async () => {
    const { turn, run, around } = start();
    turn.end('completed');
    await run.settled;
    assert.deepEqual(around.store.calls, ['ingest', 'settle turn-1 completed']);
  });

  it('with its last meter, and what its turn said', async () => {
    const { turn, run } = start();
    use(turn, 2);
    turn.end('failed', 'out of credits');
    const { status, spent, errorMessage } = await run.settled;
    assert.deepEqual([status, spent, errorMessage], ['failed', credits(2), 'out of credits']);
  });

  it('and tells its listeners so', async () => {
    const { turn, run } = start();
    const told: RunMeter[] = [];
    run.onDidChange((meter) => told.push(meter));
    turn.end('completed');
    await run.settled;
    assert.deepEqual(
      told.map(({ status }) => status),
      ['completed'],
    );
  });

  it('and lets go of its turn and its timer', async () => {
    const { turn, run, around } = start();
    turn.end('completed');
    await run.settled;
    assert.deepEqual([turn.isDisposed, around.intervals()], [true, []]);
  });

  for (const failing of ['ingest', 'settle']) {
    it(`for whoever watches it, also where “${failing}” fails; its reservation then lapses`, async () => {
      const { turn, run, around } = start();
      around.store.failing = failing;
      turn.end('completed');
      assert.deepEqual([(await run.settled).status, around.errors.length], ['completed', 1]);
    });
  }
});

describe('stopping a run', () => {
  it('interrupts its turn once, however often it is asked', () => {
    const { turn, run } = start(3);
    run.stop();
    run.stop();
    use(turn, 5);
    assert.equal(turn.interrupts, 1);
  });

  it('that cannot be interrupted is told to the log, and no more', async () => {
    const { turn, run, around } = start();
    turn.interruptError = new GuardError('codex.timeout', 'no answer');
    run.stop();
    turn.end('failed');
    await run.settled;
    assert.equal(around.errors.length, 1);
  });

  it('after its end does nothing', async () => {
    const { turn, run } = start();
    turn.end('completed');
    await run.settled;
    run.stop();
    assert.deepEqual([turn.interrupts, run.meter.status], [0, 'completed']);
  });
});

describe('the reservation of a run', () => {
  it('is renewed while it goes on', () => {
    const { around } = start();
    around.tick();
    around.tick();
    assert.deepEqual(around.store.calls, ['renew decision-1', 'renew decision-1']);
  });

  it('is renewed well before it lapses', () => {
    const [everyMs = Number.NaN] = start().around.intervals();
    assert.ok(everyMs <= 90_000 / 3);
  });

  it('that cannot be renewed is told to the log, and the run goes on', async () => {
    const { around, turn, run } = start();
    around.store.failing = 'renew';
    around.tick();
    await Promise.resolve();
    use(turn, 1);
    turn.end('completed');
    assert.deepEqual([(await run.settled).status, around.errors.length], ['completed', 1]);
  });
});
