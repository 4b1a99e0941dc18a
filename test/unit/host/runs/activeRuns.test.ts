import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import type { Log } from '../../../../src/base/log.ts';
import type { GuardedRun } from '../../../../src/guard/runs/guardedRun.ts';
import type { RunMeter } from '../../../../src/guard/runs/runMeter.ts';
import { ActiveRuns } from '../../../../src/host/runs/activeRuns.ts';
import { credits } from '../../make.ts';
import { runMeter } from '../views.ts';

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A run that does what it is told to. */
class FakeRun {
  meter: RunMeter;
  stops = 0;
  leaves = 0;
  disposals = 0;
  readonly #settled = Promise.withResolvers<RunMeter>();
  readonly #onDidChange = new Emitter<RunMeter>(() => undefined);

  constructor(runId: string) {
    this.meter = runMeter({ runId });
  }

  get settled(): Promise<RunMeter> {
    return this.#settled.promise;
  }

  get onDidChange() {
    return this.#onDidChange.event;
  }

  stop(): void {
    this.stops += 1;
  }

  leave(): void {
    this.leaves += 1;
  }

  dispose(): void {
    this.disposals += 1;
  }

  spend(amount: number): void {
    this.meter = { ...this.meter, spent: credits(amount) };
    this.#onDidChange.fire(this.meter);
  }

  async settle(): Promise<void> {
    this.#settled.resolve(this.meter);
    await this.settled;
    await Promise.resolve();
  }
}

describe('the runs of a window', () => {
  let runs: ActiveRuns;
  let changes: number;

  beforeEach(() => {
    runs = new ActiveRuns(log);
    changes = 0;
    runs.onDidChange(() => {
      changes += 1;
    });
  });

  function add(runId: string, name = `run ${runId}`): FakeRun {
    const run = new FakeRun(runId);
    runs.add(run as unknown as GuardedRun, name);
    return run;
  }

  it('are there from their start until they are settled, and every change is told', async () => {
    const run = add('a');
    run.spend(2);
    assert.deepEqual(
      runs.meters.map(({ runId, spent }) => [runId, spent]),
      [['a', credits(2)]],
    );
    assert.equal(changes, 2);
    await run.settle();
    assert.deepEqual([runs.meters, changes, run.disposals], [[], 3, 1]);
  });

  it('have their names as long as they go on', async () => {
    const [a] = [add('a', 'Fix the test'), add('b')];
    assert.deepEqual(runs.titles, { a: 'Fix the test', b: 'run b' });
    await a.settle();
    assert.deepEqual(runs.titles, { b: 'run b' });
  });

  it('are stopped one by one, or all', () => {
    const [a, b] = [add('a'), add('b')];
    runs.stop('b');
    assert.deepEqual([a.stops, b.stops], [0, 1]);
    runs.stop('nobody');
    runs.stop();
    assert.deepEqual([a.stops, b.stops], [1, 2]);
  });

  it('are let go of with it', () => {
    const run = add('a');
    runs.dispose();
    assert.deepEqual([run.stops, run.leaves], [0, 1]);
  });

  it('that are held ask as well, but it is not Codex that asks', () => {
    let put = 0;
    const question = runs.ask(() => {
      put += 1;
    }, 'hold');
    runs.askAgain();
    assert.deepEqual([put, runs.openQuestions], [2, 0]);
    question.dispose();
  });

  it('have an open question until it is answered, whatever becomes of the notification', () => {
    let put = 0;
    const question = runs.ask(() => {
      put += 1;
    });
    assert.deepEqual([runs.openQuestions, put, changes], [1, 1, 1]);
    runs.askAgain();
    assert.deepEqual([runs.openQuestions, put], [1, 2]);
    question.dispose();
    assert.deepEqual([runs.openQuestions, changes], [0, 2]);
    runs.askAgain();
    assert.equal(put, 2);
  });

  it('put the question again that was put longest ago', () => {
    const put: string[] = [];
    const [a] = ['a', 'b', 'c'].map((name) => runs.ask(() => put.push(name)));
    for (let times = 0; times < 4; times += 1) {
      runs.askAgain();
    }
    a?.dispose();
    runs.askAgain();
    assert.equal(put.join(''), 'abc' + 'abca' + 'b');
  });
});
