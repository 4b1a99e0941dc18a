import assert from 'node:assert/strict';

import type { JudgeRequest } from '../../../../src/core/decisions/judgement.ts';
import type { Effect, PolicyFile } from '../../../../src/core/policy/policy.ts';
import { NOW_MS, budget, credits, estimate, eventOfCredits, unpricedEstimate } from '../../make.ts';
import { request, standing } from '../judging.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

describe('two decisions in a row', () => {
  const { open } = ledgerFixture();

  it('see each other’s reservation', () => {
    const ledger = open();
    const reserved = ['a', 'b', 'c', 'd'].map((id) => ledger.decide(request(), id).budgets[0]?.reserved);
    assert.deepEqual(reserved, [0, 30, 60, 80].map(credits));
  });

  it('cannot both pass what has room for one', () => {
    const ledger = open();
    const rules = { budgets: [budget({ limit: credits(10) })] };
    const effects = ['a', 'b'].map((id) => ledger.decide(request({}, rules), id).decision.effect);
    assert.deepEqual(effects, ['warn', 'deny']);
  });

  it('share what has room for one and a half: the second is warned', () => {
    const ledger = open();
    const rules = { budgets: [budget({ limit: credits(30) })] };
    const effects = ['a', 'b'].map((id) => ledger.decide(request({}, rules), id).decision.effect);
    assert.deepEqual(effects, ['allow', 'warn']);
  });

  it('see each other from two windows', () => {
    const [first, second] = [open(), open()];
    first.decide(request(), 'a');
    assert.deepEqual(standing(second), [0, 30]);
  });

  it('count as runs going on', () => {
    const ledger = open();
    const effects = ['a', 'b', 'c'].map((id) => ledger.decide(request({}, { maxRuns: 2 }), id).decision.effect);
    assert.deepEqual(effects, ['allow', 'allow', 'deny']);
  });
});

describe('the tiers that a policy allows', () => {
  const { open } = ledgerFixture();
  const cases: readonly (readonly [asked: string | undefined, allowed: string, effect: Effect])[] = [
    [undefined, 'standard', 'allow'],
    [undefined, 'default', 'allow'],
    ['default', 'standard', 'allow'],
    ['auto', 'default', 'allow'],
    ['fast', 'priority', 'allow'],
    ['priority', 'fast', 'allow'],
    ['priority', 'standard', 'deny'],
    ['ultrafast', 'fast', 'deny'],
    ['warp', 'warp', 'allow'],
    [undefined, 'fast', 'deny'],
  ];
  for (const [tier, allowed, effect] of cases) {
    it(`${tier ?? 'none asked for'} where “${allowed}” is allowed: ${effect}`, () => {
      const subject = { ...request().subject, tier };
      assert.equal(open().assess(request({ subject }, { tiers: [allowed] })).decision.effect, effect);
    });
  }

  it('are told by one name, by whichever the run was asked for', () => {
    const subject = { ...request().subject, tier: 'priority' };
    const { findings } = open().assess(request({ subject }, { tiers: ['standard'] })).decision;
    assert.deepEqual(
      findings.map(({ reason }) => reason),
      [{ kind: 'tierNotAllowed', tier: 'fast' }],
    );
  });
});

describe('what is reserved', () => {
  const { open } = ledgerFixture();
  const cases: readonly (readonly [
    says: string,
    change: Partial<JudgeRequest>,
    rules: Partial<PolicyFile>,
    reserved: number,
  ])[] = [
    ['is what nine runs in ten stay under', {}, {}, 30],
    ['is never more than the run’s cap', { requestedCap: credits(12) }, {}, 12],
    ['is the cap of a run without a price', { estimate: unpricedEstimate, requestedCap: credits(12) }, {}, 12],
    ['is half of what remains for a run without a price', { estimate: unpricedEstimate }, {}, 50],
    ['is at most half of what remains', { estimate: estimate(10, 80) }, {}, 50],
    ['is more than half where the run needs more in half of all cases', { estimate: estimate(70, 80) }, {}, 70],
    ['is all that remains where not even that is enough', { estimate: estimate(120, 180) }, {}, 100],
    ['is nothing where the run is refused', {}, { modelsDeny: ['*'] }, 0],
    ['is held while the person is asked', {}, { confirmAbove: credits(1) }, 30],
  ];
  for (const [says, change, rules, reserved] of cases) {
    it(says, () => {
      const ledger = open();
      ledger.decide(request(change, rules), 'a');
      assert.deepEqual(standing(ledger), [0, reserved]);
    });
  }

  it('is nothing where only an opinion is asked for', () => {
    const ledger = open();
    ledger.assess(request());
    assert.deepEqual(standing(ledger), [0, 0]);
  });
});

describe('a run of ours', () => {
  const { open } = ledgerFixture();

  it('has the estimate, the cap and the end it had', () => {
    const ledger = open();
    ledger.decide(request({ requestedCap: credits(20) }), 'a');
    ledger.beginRun('a', 'run-a', 'thread-1', NOW_MS);
    ledger.writer.append([batch([eventOfCredits(21, { runId: 'run-a' })])]);
    ledger.settleRun('run-a', 'capped', NOW_MS);
    const run = ledger.run('run-a');
    assert.deepEqual([run?.estimate, run?.cap, run?.status], [estimate(10, 30), credits(20), 'capped']);
  });

  it('by somebody else has none of them', () => {
    const ledger = open();
    ledger.writer.append([batch([eventOfCredits(21)])]);
    const run = ledger.run('turn-1');
    assert.deepEqual([run?.estimate, run?.cap, run?.status], [undefined, undefined, undefined]);
  });

  it('is judged in the policy’s time zone, else in the person’s', () => {
    const ledger = open();
    const resets = ([zone, timezone]: readonly [string | undefined, string]) =>
      ledger.assess(request({ timezone }, zone === undefined ? {} : { timezone: zone })).budgets[0]?.resetsAtMs;
    const [tokyo, auckland] = [Date.parse('2026-11-20T15:00:00Z'), Date.parse('2026-11-21T11:00:00Z')];
    assert.deepEqual(
      [resets([undefined, 'Asia/Tokyo']), resets(['Pacific/Auckland', 'Asia/Tokyo'])],
      [tokyo, auckland],
    );
  });
});
