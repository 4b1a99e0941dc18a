import assert from 'node:assert/strict';

import { after } from '../../../../src/base/timers.ts';
import type { RunEstimate } from '../../../../src/core/estimate/estimateRun.ts';
import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import { answerRequest } from '../../../../src/guard/hooks/answerRequest.ts';
import type { HookedRequest } from '../../../../src/guard/runs/requestSurroundings.ts';
import { remoteLedger } from '../../../../src/ingest/remoteLedger.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { waitUntil } from '../../../support/codex/waitUntil.ts';
import { request as judged } from '../../ledger/judging.ts';
import { batch, ledgerFixture } from '../../ledger/openLedger.ts';
import { NOW_MS, budget, card, credits, estimate, eventOfCredits, policy, wallet } from '../../make.ts';

const subject = {
  surface: 'exec',
  workspace: '/work/api',
  model: 'gpt-5.5',
  effort: 'medium',
  tier: undefined,
  threadId: 'thread-1',
} as const;
const place = { folder: '/work/api', surface: 'exec', terminal: undefined } as const;
const own: HookedRequest = { subject, turnId: 'turn-1', isSubagent: false, place };
const ofAgent: HookedRequest = { ...own, turnId: 'turn-of-agent', isSubagent: true };
const MANAGED = '/etc/managed.json';
const PATIENT_MS = 60_000;

describe('a request that waits in Codex', () => {
  const { open } = ledgerFixture();
  let ids = 0;
  let clockMs = NOW_MS;
  const rooms: [string, number, number | undefined][] = [];
  beforeEach(() => {
    clockMs = NOW_MS;
    rooms.splice(0);
  });

  function circumstances(rules: Partial<PolicyFile>) {
    const inForce = { policy: policy(rules), problems: [], unreadablePolicyFiles: [] };
    // The rules are asked again by a clock that stands still unless it is moved.
    return { inForce, wallet: wallet(), card, timezone: 'UTC', nowMs: NOW_MS };
  }

  /** Time passes for whoever waits: each look at the clock is 100 ms later. */
  function answer(ledger: Ledger, request: HookedRequest, rules: Partial<PolicyFile> = {}) {
    return answerRequest(request, circumstances(rules), {
      store: remoteLedger(ledger),
      look: () => Promise.resolve(circumstances(rules)),
      onRoom: (of, { spent, passBelow }) => rooms.push([of.runId, spent / 1e6, passBelow && passBelow / 1e6]),
      onHeld: () => Promise.resolve(),
      managedPolicyFile: MANAGED,
      newId: () => `decision-${(ids += 1)}`,
      nowMs: () => (clockMs += 100),
      setTimer: (_delayMs, callback) => after(1, callback),
      pid: process.pid,
    });
  }

  /** A run with this cap, of which so much is spent. */
  function begun(cap: number, spent: number, rules: Partial<PolicyFile> = {}, likely = estimate(10, 30)): Ledger {
    const ledger = open();
    ledger.decide(judged({ subject, requestedCap: credits(cap), estimate: likely }, rules), 'decision-0');
    ledger.answerDecision('decision-0', 'run', 'policy', NOW_MS);
    ledger.beginHookedRun('decision-0', 'turn-1', 'thread-1', NOW_MS);
    spend(ledger, spent);
    return ledger;
  }
  function spend(ledger: Ledger, amount: number): void {
    if (amount > 0) {
      const responseId = `resp-${(ids += 1)}`;
      ledger.writer.append([batch([eventOfCredits(amount, { responseId })])]);
    }
  }
  const run = (ledger: Ledger) => ledger.audit(0, Number.MAX_SAFE_INTEGER)[0]?.run;
  const asked = (ledger: Ledger) => ledger.openApprovals(NOW_MS).filter(({ kind }) => kind === 'hold');
  const patient = { answerWithinMs: PATIENT_MS * 60 };

  async function held(ledger: Ledger, request = own, rules: Partial<PolicyFile> = {}) {
    const waiting = answer(ledger, request, { ...patient, ...rules });
    await waitUntil('the question', () => asked(ledger).length > 0, 5_000);
    return { waiting, approval: asked(ledger)[0] };
  }
  const say = (ledger: Ledger, id: string | undefined, state: 'approved' | 'denied', granted?: number) =>
    ledger.answerApproval(
      id ?? '',
      { state, credits: granted === undefined ? undefined : credits(granted), answeredBy: 'ada' },
      NOW_MS,
    );

  it('passes while its run is within its cap', async () => assert.equal(await answer(begun(5, 4), own), 'pass'));

  it('is held at its cap until it is raised, and then goes on up to there', async () => {
    const ledger = begun(5, 5);
    const { waiting, approval } = await held(ledger);
    assert.deepEqual([approval?.runId, approval?.question.spent], ['turn-1', credits(5)]);
    say(ledger, approval?.id, 'approved', 2);
    assert.equal(await waiting, 'pass');
    spend(ledger, 1);
    assert.equal(await answer(ledger, own), 'pass');
    spend(ledger, 1);
    const again = await held(ledger);
    say(ledger, again.approval?.id, 'denied');
    assert.equal(await again.waiting, 'stop');
    assert.deepEqual(
      run(ledger)?.holdAnswers.map(({ kind, cap, answeredBy }) => [kind, cap, answeredBy]),
      [
        ['raise', credits(7), 'ada'],
        ['stop', credits(7), 'ada'],
      ],
    );
  });

  it('offers as much as runs need that have come so far, also beyond what was likely', async () => {
    const amounts = { p05: credits(1), p10: credits(2), p50: credits(6), p90: credits(18), p95: credits(25) };
    const ledger = begun(20, 10, {}, { ...estimate(6, 18), credits: amounts } as RunEstimate);
    spend(ledger, 10);
    const { waiting, approval } = await held(ledger);
    const { cap = NaN, spent = NaN } = approval?.question ?? {};
    // Its estimate is passed, and nothing of it left: what such runs still take is not.
    assert.equal(spent, credits(20));
    assert.ok(cap - spent > credits(5), String(cap - spent));
    say(ledger, approval?.id, 'denied');
    assert.equal(await waiting, 'stop');
  });

  it('ends its run when it is told to, and so does every other request of it', async () => {
    const ledger = begun(5, 5);
    const { waiting, approval } = await held(ledger);
    say(ledger, approval?.id, 'denied');
    assert.deepEqual([await waiting, run(ledger)?.status], ['stop', 'capped']);
    assert.equal(await answer(ledger, ofAgent), 'stop');
  });

  for (const [noAnswer, says, kind] of [
    ['deny', 'stop', 'noAnswer'],
    ['allow', 'pass', 'uncap'],
  ] as const) {
    it(`goes by the policy when nobody answers: ${noAnswer}`, async () => {
      const ledger = begun(5, 5);
      assert.equal(await answer(ledger, own, { noAnswer, answerWithinMs: 1_000 }), says);
      assert.deepEqual([run(ledger)?.holdAnswers.map((each) => each.kind), asked(ledger)], [[kind], []]);
    });
  }

  it('is not asked about where the policy stops runs at their cap', async () => {
    const ledger = begun(5, 5);
    assert.deepEqual([await answer(ledger, own, { onCap: 'stop' }), run(ledger)?.status], ['stop', 'capped']);
  });

  it('is held where the rules grant nothing more, which a person’s raise overrides', async () => {
    const rules = { budgets: [budget({ limit: credits(10) })] };
    const ledger = begun(50, 30, { budgets: [budget()] });
    const { waiting, approval } = await held(ledger, own, rules);
    assert.deepEqual(
      approval?.question.findings.map(({ ruleId }) => ruleId),
      ['budgets.daily'],
    );
    say(ledger, approval.id, 'approved', 3);
    assert.equal(await waiting, 'pass');
    assert.equal(await answer(ledger, own, rules), 'pass', 'what a person grants goes before the rules');
  });

  it('of a subagent counts in its parent’s run, and of both only one asks', async () => {
    const ledger = begun(5, 5);
    const first = await held(ledger, ofAgent);
    const second = answer(ledger, own, patient);
    say(ledger, first.approval?.id, 'approved', 2);
    assert.deepEqual([await first.waiting, await second], ['pass', 'pass']);
    assert.equal(asked(ledger).length, 0);
  });

  it('is not asked about where a managed rule holds it: no answer could raise it', async () => {
    const managed = { file: MANAGED, level: 'managed' as const, runCap: credits(5) };
    const ledger = begun(5, 5);
    assert.equal(await answer(ledger, own, { ...managed, noAnswer: 'allow', answerWithinMs: 1_000 }), 'stop');
    assert.equal(asked(ledger).length, 0);
  });

  it('whose prompt nobody has seen begins a run of its own', async () => {
    const ledger = open();
    assert.equal(await answer(ledger, own), 'pass');
    assert.deepEqual([run(ledger)?.runId, run(ledger)?.status], ['turn-1', 'running']);
  });

  it('whose prompt nobody has seen is held where the rules deny it', async () => {
    const ledger = open();
    const { waiting, approval } = await held(ledger, own, { modelsDeny: ['gpt-5.5'] });
    assert.deepEqual(
      approval?.question.findings.map(({ ruleId }) => ruleId),
      ['models.deny'],
    );
    say(ledger, approval.id, 'denied');
    assert.equal(await waiting, 'stop');
  });

  it('tells up to where the next may pass: a few responses before the end of what is held for it', async () => {
    const ledger = begun(90, 1, { budgets: [budget()] });
    await answer(ledger, ofAgent);
    for (let spent = 1; spent < 35; spent += 1) {
      spend(ledger, 1);
    }
    await answer(ledger, own);
    assert.deepEqual(rooms, [
      ['turn-1', 1, 30 - 3],
      ['turn-1', 35, 35 + 10 - 3],
    ]);
    // What a budget leaves is less than was asked for.
    await answer(ledger, own, { budgets: [budget({ limit: credits(50) })] });
    spend(ledger, 10);
    await answer(ledger, own, { budgets: [budget({ limit: credits(50) })] });
    assert.deepEqual(rooms.slice(2), [
      ['turn-1', 35, 42],
      ['turn-1', 45, undefined],
    ]);
  });

  for (const [cap, spent, upTo] of [
    [20, 1, 17],
    [20, 10, undefined],
    [5, 4, undefined],
  ] as const) {
    it(`tells that of ${cap} credits with ${spent} spent the next may pass up to ${upTo ?? 'none'}`, async () => {
      await answer(begun(cap, spent), own);
      assert.deepEqual(rooms, [['turn-1', spent, upTo]]);
    });
  }

  it('tells of none where it was held', async () => {
    const ledger = begun(5, 5);
    const { waiting, approval } = await held(ledger);
    say(ledger, approval?.id, 'approved', 2);
    await waiting;
    assert.deepEqual(rooms, []);
    await answer(ledger, own);
    assert.deepEqual(rooms, [['turn-1', 5, undefined]]);
  });

  it('whose prompt nobody has seen goes on by itself once the rules grant it', async () => {
    const ledger = open();
    const modelsDeny = ['gpt-5.5'];
    const { waiting } = await held(ledger, own, { modelsDeny });
    modelsDeny.pop();
    assert.equal(await waiting, 'pass');
    assert.equal(await answer(ledger, own), 'pass');
  });

  it('of a subagent that outlives its parent’s run is one of its own', async () => {
    const ledger = begun(5, 5);
    ledger.settleRun('turn-1', 'completed', NOW_MS);
    assert.equal(await answer(ledger, ofAgent), 'pass');
    assert.equal(ledger.hookedRun('turn-of-agent')?.status, 'running');
  });
});
