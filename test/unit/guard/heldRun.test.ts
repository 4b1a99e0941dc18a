import assert from 'node:assert/strict';

import type { Finding } from '../../../src/core/decisions/finding.ts';
import { mergePolicies } from '../../../src/core/policy/mergePolicies.ts';
import { DAY_MS, HOUR_MS, NOW_MS, budget, credits, policyFile } from '../make.ts';
import { FakeGate, type Gated, preflight, startGatedRun, use } from './fakes.ts';

/** Lets what was begun come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A request arrives. */
async function arrive({ gate }: Gated): Promise<void> {
  gate.arrive();
  await settle();
}

/** Responses come in, and the next request arrives. */
async function step(running: Gated, responses = 1): Promise<void> {
  use(running.turn, responses);
  await arrive(running);
}

/** A run that has used three credits of three, and whose fourth request waits. */
async function heldRun(): Promise<Gated> {
  const running = startGatedRun(3);
  await step(running, 3);
  return running;
}

describe('a run at a gate', () => {
  it('lets requests pass one by one while it is within its cap', async () => {
    const running = startGatedRun(3);
    await arrive(running);
    await step(running);
    await step(running);
    assert.deepEqual([running.gate.passed, running.gate.waiting, running.run.meter.hold], [3, 0, undefined]);
  });

  it('lets pass what came before anybody listened', async () => {
    const gate = new FakeGate();
    gate.waiting = 1;
    const { run } = startGatedRun(3, {}, {}, gate);
    await settle();
    assert.deepEqual([gate.passed, run.meter.hold], [1, undefined]);
  });

  it('is held by the request that comes when its cap is reached, and is not interrupted', async () => {
    const { gate, turn, run } = await heldRun();
    assert.deepEqual(
      [gate.passed, gate.waiting, turn.interrupts, run.meter.status, run.meter.hold?.cause],
      [0, 1, 0, 'running', 'cap'],
    );
  });

  it('that is done with the response that reaches the cap is never held', async () => {
    const { turn, run } = startGatedRun(3);
    use(turn, 3);
    turn.end('completed');
    assert.deepEqual([(await run.settled).status, run.meter.hold], ['completed', undefined]);
  });

  it('takes back what was let pass and has not gone when another response reaches the cap', async () => {
    const running = startGatedRun(3);
    const { turn, gate, run } = running;
    await arrive(running);
    gate.notGone = 1;
    use(turn, 3);
    await settle();
    assert.deepEqual([gate.passed, gate.waiting, run.meter.hold?.cause], [0, 1, 'cap']);
  });

  it('with a cap of nothing does not let its first request pass', () => {
    const { gate, run } = startGatedRun(0);
    gate.arrive();
    assert.deepEqual([gate.passed, run.meter.hold?.cause], [0, 'cap']);
  });

  it('is interrupted where the policy says stop, and nothing more passes', async () => {
    const running = startGatedRun(3, {}, { onCap: 'stop' });
    const { gate, turn, run } = running;
    await step(running, 3);
    assert.deepEqual([turn.interrupts, gate.passed, run.meter.hold, run.meter.canBeHeld], [1, 0, undefined, false]);
  });

  it('lets nothing pass once it is to stop', async () => {
    const running = startGatedRun();
    const { gate, run } = running;
    run.stop();
    await arrive(running);
    assert.equal(gate.passed, 0);
  });
});

describe('a held run', () => {
  it('is kept in the ledger with what it has spent', async () => {
    const { around } = await heldRun();
    assert.ok(around.store.calls.includes('hold turn-1 cap 3000000 of 3000000'));
  });

  it('goes on with a higher cap, counted from what it has spent, and is held again there', async () => {
    const running = await heldRun();
    const { run, gate, around } = running;
    // The response in flight.
    use(running.turn, 1);
    await run.answer({ kind: 'raise', by: credits(2) }, 'person', 'nearly done');
    assert.deepEqual([run.meter.cap, run.meter.hold, gate.passed], [credits(6), undefined, 1]);
    assert.ok(around.store.calls.includes('hold turn-1 answered raise 6000000 by person'));
    await step(running, 2);
    assert.deepEqual([gate.passed, run.meter.hold?.cause], [1, 'cap']);
  });

  it('goes on without a cap', async () => {
    const running = await heldRun();
    const { run, gate } = running;
    await run.answer({ kind: 'uncap' }, 'person');
    await step(running, 100);
    assert.deepEqual([run.meter.cap, run.meter.hold, gate.passed], [undefined, undefined, 2]);
  });

  it('stops, also where that cannot be recorded', async () => {
    const { run, turn, around } = await heldRun();
    around.store.failing = 'hold turn-1 answered';
    await assert.rejects(run.answer({ kind: 'stop' }, 'person'), /disk full/);
    turn.end('interrupted');
    assert.deepEqual([turn.interrupts, (await run.settled).status, run.meter.hold], [1, 'stopped', undefined]);
  });

  it('stays held where a raise cannot be recorded', async () => {
    const { run, gate, around } = await heldRun();
    around.store.failing = 'hold turn-1 answered';
    await assert.rejects(run.answer({ kind: 'raise', by: credits(2) }, 'person'), /disk full/);
    assert.deepEqual([gate.passed, run.meter.cap], [0, credits(3)]);
    assert.ok(run.meter.hold);
  });

  it('is raised once where two answers come at the same time', async () => {
    const { run, gate } = await heldRun();
    const raise = () => run.answer({ kind: 'raise', by: credits(2) }, 'person');
    await Promise.all([raise(), raise()]);
    assert.deepEqual([run.meter.cap, gate.passed], [credits(5), 1]);
  });

  it('takes no answer once it goes on', async () => {
    const { run, around } = await heldRun();
    await run.answer({ kind: 'uncap' }, 'person');
    const before = around.store.calls.length;
    await run.answer({ kind: 'raise', by: credits(2) }, 'person');
    assert.deepEqual([run.meter.cap, around.store.calls.length], [undefined, before]);
  });

  it('keeps its hold where its process ends, so that it can be gone on with', async () => {
    const { run, turn } = await heldRun();
    turn.end('failed', 'killed');
    assert.deepEqual([(await run.settled).status, run.meter.hold?.cause], ['failed', 'cap']);
  });

  it('says what it likely still needs, and offers to raise by that', async () => {
    const { run } = await heldRun();
    const { remainder, suggestedRaise } = run.meter.hold ?? {};
    assert.ok(remainder !== undefined && suggestedRaise !== undefined);
    assert.ok(remainder.p50 > 0 && suggestedRaise >= remainder.p90);
  });
});

describe('a run held by what remains of a budget', () => {
  const daily = (resetsAtMs: number | undefined) => ({
    budget: { value: budget({ limit: credits(10) }), file: undefined },
    spent: credits(7),
    reserved: credits(0),
    resetsAtMs,
    unpricedRequests: 0,
    overrides: [],
  });

  async function held(resetsAtMs: number | undefined): Promise<Gated> {
    const running = startGatedRun(3, { budgets: [daily(resetsAtMs)] });
    await step(running, 3);
    return running;
  }

  it('waits until the budget begins anew, and goes on by itself with as much again', async () => {
    const { run, gate, around } = await held(NOW_MS + HOUR_MS);
    await run.answer({ kind: 'wait' }, 'person');
    assert.equal(run.meter.hold?.waitsUntilMs, NOW_MS + HOUR_MS);
    around.clock.nowMs += HOUR_MS - 1;
    around.tick();
    await settle();
    assert.equal(gate.passed, 0);
    around.clock.nowMs += 1;
    around.tick();
    around.tick();
    await settle();
    assert.deepEqual([gate.passed, run.meter.hold, run.meter.cap], [1, undefined, credits(6)]);
    const answers = around.store.calls.filter((call) => call.startsWith('hold turn-1 answered'));
    assert.deepEqual(answers, [
      'hold turn-1 answered wait 3000000 by person',
      'hold turn-1 answered resumed 6000000 by person',
    ]);
  });

  it('tries again to go on where that could not be recorded', async () => {
    const { run, gate, around } = await held(NOW_MS + HOUR_MS);
    await run.answer({ kind: 'wait' }, 'person');
    around.clock.nowMs += HOUR_MS;
    around.store.failing = 'hold turn-1 answered resumed';
    around.tick();
    await settle();
    assert.deepEqual([gate.passed, run.meter.hold?.waitsUntilMs], [0, NOW_MS + HOUR_MS]);
    around.store.failing = undefined;
    around.tick();
    await settle();
    assert.deepEqual([gate.passed, run.meter.hold], [1, undefined]);
  });

  it('no longer tries once it is let go of', async () => {
    const { run, around } = await held(NOW_MS + HOUR_MS);
    await run.answer({ kind: 'wait' }, 'person');
    around.clock.nowMs += HOUR_MS;
    around.store.failing = 'hold turn-1 answered resumed';
    around.tick();
    run.dispose();
    await settle();
    assert.deepEqual(around.intervals(), []);
  });

  it('can be raised while it waits, and does not go on twice', async () => {
    const { run, gate, around } = await held(NOW_MS + HOUR_MS);
    await run.answer({ kind: 'wait' }, 'person');
    await run.answer({ kind: 'raise', by: credits(1) }, 'person');
    around.clock.nowMs += DAY_MS;
    around.tick();
    await settle();
    assert.deepEqual([gate.passed, run.meter.cap], [1, credits(4)]);
  });

  for (const [says, resetsAtMs] of [
    ['is not known', undefined],
    ['is past', NOW_MS - 1],
  ] as const) {
    it(`cannot wait for a reset that ${says}`, async () => {
      const { run } = await held(resetsAtMs);
      await run.answer({ kind: 'wait' }, 'person');
      assert.deepEqual([run.meter.hold?.resetsAtMs, run.meter.hold?.waitsUntilMs], [undefined, undefined]);
    });
  }

  it('has nothing to wait for where its cap is lower than what is left of the budget', async () => {
    const running = startGatedRun(2, { budgets: [daily(NOW_MS + HOUR_MS)] });
    await step(running, 2);
    assert.equal(running.run.meter.hold?.resetsAtMs, undefined);
  });
});

describe('a run under rules that grant it no more', () => {
  const spent: Finding = {
    ruleId: 'budgets.daily',
    file: '/home/me/policy.json',
    effect: 'deny',
    reason: { kind: 'budgetSpent', budget: budget() },
    resetsAtMs: NOW_MS + HOUR_MS,
  };

  /** It may spend two credits, and others have taken the rest. */
  function cramped(findings: readonly Finding[] = [spent], cap?: number): Gated {
    const running = startGatedRun(cap);
    running.around.store.room = credits(2);
    running.around.store.findings = findings;
    return running;
  }

  it('is held once what was granted is used, and says why', async () => {
    const running = cramped();
    await step(running);
    assert.equal(running.gate.passed, 1);
    await step(running);
    const { hold } = running.run.meter;
    assert.deepEqual(
      [running.gate.passed, hold?.cause, hold?.findings, hold?.resetsAtMs],
      [1, 'policy', [spent], NOW_MS + HOUR_MS],
    );
  });

  it('asks for more ahead of each request that may need it, and never beyond its cap', async () => {
    const running = startGatedRun(6);
    await arrive(running);
    await step(running);
    await step(running);
    assert.deepEqual(
      running.around.store.calls.filter((call) => call.startsWith('extend')),
      ['extend decision-1 to 1000000', 'extend decision-1 to 5000000'],
    );
    await step(running, 3);
    assert.equal(running.around.store.calls.at(-1), 'extend decision-1 to 6000000');
  });

  it('asks once for requests that arrive together', async () => {
    const running = startGatedRun();
    running.gate.arrive();
    running.gate.arrive();
    await settle();
    assert.deepEqual([running.gate.passed, running.around.store.calls], [2, ['extend decision-1 to 1000000']]);
  });

  it('is held where nobody can be asked', async () => {
    const running = startGatedRun();
    running.around.store.failing = 'extend';
    await arrive(running);
    assert.deepEqual(
      [running.gate.passed, running.run.meter.hold?.cause, running.around.errors.length],
      [0, 'policy', 1],
    );
  });

  it('goes on with what a person grants, and asks nobody until that is used', async () => {
    const running = cramped();
    await step(running, 2);
    await running.run.answer({ kind: 'raise', by: credits(2) }, 'person');
    await step(running);
    assert.deepEqual([running.gate.passed, running.run.meter.cap], [2, credits(4)]);
    await step(running);
    assert.deepEqual([running.gate.passed, running.run.meter.hold?.cause], [2, 'cap']);
  });

  it('goes on by itself after a reset, if there is room again', async () => {
    const running = cramped();
    await step(running, 2);
    await running.run.answer({ kind: 'wait' }, 'person');
    running.around.clock.nowMs += HOUR_MS;
    running.around.store.room = undefined;
    running.around.tick();
    await settle();
    assert.deepEqual([running.gate.passed, running.run.meter.hold], [1, undefined]);
  });

  it('cannot be raised where an administrator has said so', async () => {
    const running = cramped([{ ...spent, file: '/etc/policy.json' }]);
    await step(running, 2);
    await running.run.answer({ kind: 'raise', by: credits(2) }, 'person');
    await running.run.answer({ kind: 'uncap' }, 'person');
    assert.deepEqual([running.gate.passed, running.run.meter.hold?.canBeRaised], [0, false]);
  });
});

describe('a run whose reservation has lapsed while the machine slept', () => {
  /** It has spent two credits, and one request was let pass and has not gone. */
  async function woken(room: number | undefined): Promise<Gated> {
    const running = startGatedRun();
    await step(running, 2);
    running.gate.notGone = 1;
    running.around.store.renewal = 'lapsed';
    running.around.store.room = room === undefined ? undefined : credits(room);
    running.around.tick();
    await settle();
    return running;
  }

  it('is held where others have taken the room, with what was let pass and has not gone', async () => {
    const { gate, run } = await woken(1);
    assert.deepEqual([gate.waiting, gate.underWay, run.meter.hold?.cause], [1, 0, 'policy']);
  });

  it('goes on where there is room', async () => {
    const { gate, run, around } = await woken(undefined);
    assert.deepEqual([gate.waiting, gate.underWay, run.meter.hold], [0, 1, undefined]);
    assert.ok(around.store.calls.includes('extend decision-1 to 6000000'));
  });

  it('lets nothing pass where nobody can be asked', async () => {
    const running = startGatedRun();
    await step(running, 1);
    running.around.store.renewal = 'lapsed';
    running.around.store.failing = 'extend';
    running.around.tick();
    await settle();
    await arrive(running);
    assert.deepEqual([running.gate.passed, running.run.meter.hold?.cause], [1, 'policy']);
  });
});

describe('a managed cap', () => {
  it('cannot be raised', async () => {
    const managed = policyFile({ file: '/etc/policy.json', level: 'managed', runCap: credits(3) });
    const { request } = preflight();
    const running = startGatedRun(3, { request: { ...request, policy: mergePolicies([managed]) } });
    await step(running, 3);
    assert.equal(running.run.meter.hold?.canBeRaised, false);
  });
});

describe('a response of another model', () => {
  it('is priced by that model', () => {
    const { turn, run } = startGatedRun();
    use(turn, 1);
    use(turn, 1, 'gpt-99');
    assert.deepEqual([run.meter.spent, run.meter.unpricedRequests], [credits(1), 1]);
  });
});
