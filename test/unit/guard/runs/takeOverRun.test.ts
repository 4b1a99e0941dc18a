import assert from 'node:assert/strict';

import type { LeftRun } from '../../../../src/core/usage/leftRun.ts';
import { NO_CREDITS } from '../../../../src/core/money.ts';
import { takeOverRun } from '../../../../src/guard/runs/takeOverRun.ts';
import { HOUR_MS, NOW_MS, credits, policy, wallet } from '../../make.ts';
import { FakeGate, FakeTurn, fakeSurroundings, preflight, use } from '../fakes.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const { subject, estimate, decision } = preflight(credits(3));
const left: LeftRun = {
  ...{ runId: 'turn-1', threadId: 'thread-1', decisionId: 'decision-1', startedAtMs: NOW_MS - HOUR_MS },
  ...{ place: '/data/gates/a', cwd: '/work/api', subject, estimate, decision },
  cap: credits(3),
  overriddenUntil: 0,
  hold: undefined,
};
const hold = { cause: 'cap', heldAtMs: NOW_MS - 1, findings: [], resetsAtMs: NOW_MS + HOUR_MS, waits: false } as const;

/** A run is taken over, of which the ledger knows so many credits. */
async function takeOver(change: Partial<LeftRun> = {}, logged = 0, isQuicker = true) {
  const around = fakeSurroundings();
  const gate = new FakeGate();
  const turn = new FakeTurn(gate);
  const spent = { requests: 1, credits: logged === 0 ? NO_CREDITS : credits(logged) };
  const store = Object.assign(around.store, {
    leftRuns: () => Promise.resolve([left]),
    takeRun: () => Promise.resolve(isQuicker ? { ...left, ...change } : undefined),
    spentByRun: () => Promise.resolve(spent),
  });
  gate.waiting = 1;
  const inForce = { policy: policy(), problems: [], unreadablePolicyFiles: [] };
  const circumstances = { inForce, wallet: wallet(), timezone: 'UTC' };
  const run = await takeOverRun('turn-1', () => Promise.resolve(turn), circumstances, { ...around, store });
  await settle();
  return { around, gate, turn, run };
}

describe('a run that is taken over', () => {
  it('is held as it was, and its request does not pass', async () => {
    const { run, gate, around } = await takeOver({ hold }, 3);
    const { hold: again, spent, cap, startedAtMs } = run?.meter ?? {};
    assert.deepEqual(
      [again?.cause, again?.heldAtMs, again?.resetsAtMs, again?.waitsUntilMs, spent, cap, startedAtMs, gate.passed],
      ['cap', hold.heldAtMs, hold.resetsAtMs, undefined, credits(3), credits(3), left.startedAtMs, 0],
    );
    assert.deepEqual(
      around.store.calls.filter((call) => call.startsWith('hold')),
      [],
    );
  });

  it('goes on with an answer like any other', async () => {
    const { run, gate } = await takeOver({ hold }, 3);
    await run?.answer({ kind: 'raise', by: credits(2) }, 'person');
    await settle();
    assert.deepEqual([run?.meter.cap, gate.passed], [credits(5), 1]);
  });

  it('that is told to wait goes on by itself when that time has come', async () => {
    const { run, gate, around } = await takeOver({ hold: { ...hold, waits: true } }, 3);
    assert.equal(run?.meter.hold?.waitsUntilMs, hold.resetsAtMs);
    around.clock.nowMs = hold.resetsAtMs;
    around.tick();
    await settle();
    assert.deepEqual([run.meter.hold, gate.passed], [undefined, 1]);
  });

  it('that was not held goes on by itself within its cap', async () => {
    const { run, gate } = await takeOver({}, 2);
    assert.deepEqual([run?.meter.spent, run?.meter.hold, gate.passed], [credits(2), undefined, 1]);
  });

  it('is held where it has come to its cap meanwhile', async () => {
    const { run, gate } = await takeOver({}, 3);
    assert.deepEqual([run?.meter.hold?.cause, gate.passed], ['cap', 0]);
  });

  it('counts on from what the ledger knows', async () => {
    const { run, turn } = await takeOver({ cap: undefined }, 2);
    use(turn, 1);
    assert.equal(run?.meter.spent, credits(3));
  });

  it('asks the rules no more below what a person has granted', async () => {
    const { around, gate } = await takeOver({ cap: credits(9), overriddenUntil: 9e6 }, 3);
    assert.deepEqual([gate.passed, around.store.calls.filter((call) => call.startsWith('extend'))], [1, []]);
  });

  it('is nobody’s twice', async () => {
    assert.equal((await takeOver({}, 0, false)).run, undefined);
  });

  it('is ended and settled where nobody can tell what it has spent: no other guard would ever find it', async () => {
    const around = fakeSurroundings();
    const turn = new FakeTurn(new FakeGate());
    const store = Object.assign(around.store, {
      leftRuns: () => Promise.resolve([left]),
      takeRun: () => Promise.resolve(left),
      spentByRun: () => Promise.reject(new Error('disk full')),
    });
    const circumstances = {
      inForce: { policy: policy(), problems: [], unreadablePolicyFiles: [] },
      wallet: wallet(),
      timezone: 'UTC',
    };
    const taken = takeOverRun('turn-1', () => Promise.resolve(turn), circumstances, { ...around, store });
    await assert.rejects(taken, /disk full/);
    assert.deepEqual([turn.isDisposed, around.store.calls], [true, ['ingest', 'settle turn-1 failed']]);
  });

  it('is settled where its turn cannot be found any more, and why is told', async () => {
    const around = fakeSurroundings();
    const store = Object.assign(around.store, {
      leftRuns: () => Promise.resolve([left]),
      takeRun: () => Promise.resolve(left),
      spentByRun: () => Promise.resolve({ requests: 0, credits: NO_CREDITS }),
    });
    const circumstances = {
      inForce: { policy: policy(), problems: [], unreadablePolicyFiles: [] },
      wallet: wallet(),
      timezone: 'UTC',
    };
    const gone = takeOverRun('turn-1', () => Promise.reject(new Error('gone')), circumstances, { ...around, store });
    await assert.rejects(gone, /gone/);
    assert.deepEqual(around.store.calls, ['settle turn-1 failed']);
  });
});

describe('a run whose guard ends', () => {
  it('is let go of where another guard can find it, and is not settled', async () => {
    const { run, turn, around } = await takeOver({ hold }, 3);
    turn.place = '/data/gates/a';
    run?.leave();
    await settle();
    assert.deepEqual([turn.isLeft, turn.isDisposed, turn.interrupts, around.intervals()], [true, false, 0, []]);
    assert.deepEqual(
      around.store.calls.filter((call) => call.startsWith('settle')),
      [],
    );
  });

  for (const [says, change, interrupts] of [
    ['is interrupted where nobody could', {}, 1],
    ['is not interrupted where it is held, so that it can be continued', { hold }, 0],
  ] as const) {
    it(says, async () => {
      const { run, turn } = await takeOver(change, 2);
      run?.leave();
      assert.deepEqual([turn.isLeft, turn.isDisposed, turn.interrupts], [false, true, interrupts]);
    });
  }
});
