import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import type { TurnRequest } from '../../../../src/guard/turnPorts.ts';
import { startGuardedRun } from '../../../../src/guard/runs/startGuardedRun.ts';
import { FakeTurn, fakeSurroundings, preflight } from '../fakes.ts';

const request: TurnRequest = {
  prompt: 'Fix it',
  threadId: undefined,
  cwd: '/work/api',
  model: 'gpt-5.5',
  effort: undefined,
  tier: undefined,
};

function scene() {
  const turn = new FakeTurn();
  const around = fakeSurroundings();
  const asked: TurnRequest[] = [];
  const starter = {
    error: undefined as Error | undefined,
    startTurn: (wish: TurnRequest) => {
      asked.push(wish);
      around.store.calls.push('start');
      return starter.error === undefined ? Promise.resolve(turn) : Promise.reject(starter.error);
    },
  };
  const begin = () => startGuardedRun(starter, request, 'd', preflight(), 'the person', around);
  return { turn, around, starter, asked, begin };
}

describe('a run that was decided upon', () => {
  it('is answered for, started and recorded, in this order', async () => {
    const { around, begin } = scene();
    await begin();
    assert.deepEqual(around.store.calls, ['answer d run by the person', 'start', 'begin d turn-1 thread-1']);
  });

  it('waits for other guards only once these can find it', async () => {
    const { turn, around, begin } = scene();
    around.store.failing = 'begin';
    await assert.rejects(begin(), /disk full/);
    assert.equal(turn.isNoted, false);
    around.store.failing = undefined;
    await begin();
    assert.equal(turn.isNoted, true);
  });

  it('is started as it was wished', async () => {
    const { asked, begin } = scene();
    await begin();
    assert.deepEqual(asked, [request]);
  });

  it('is not started where the answer cannot be recorded', async () => {
    const { around, asked, begin } = scene();
    around.store.failing = 'answer';
    await assert.rejects(begin(), /disk full/);
    assert.deepEqual(asked, []);
  });

  it('that cannot start gives its reservation back', async () => {
    const { around, starter, begin } = scene();
    starter.error = new GuardError('codex.notFound', 'no codex');
    await assert.rejects(begin(), starter.error);
    assert.equal(around.store.calls.at(-1), 'answer d cancelled by could not start');
  });

  it('that cannot start tells why, also where the reservation cannot be given back', async () => {
    const { around, starter, begin } = scene();
    starter.error = new GuardError('codex.notFound', 'no codex');
    around.store.failing = 'answer d cancelled';
    await assert.rejects(begin(), starter.error);
  });

  it('that cannot be recorded is stopped, and why is told', async () => {
    const { around, turn, begin } = scene();
    around.store.failing = 'begin';
    await assert.rejects(begin(), /disk full/);
    assert.equal(turn.interrupts, 1);
  });
});
