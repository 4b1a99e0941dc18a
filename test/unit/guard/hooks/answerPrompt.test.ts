import assert from 'node:assert/strict';

import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import { type HookedPrompt, answerPrompt } from '../../../../src/guard/hooks/answerPrompt.ts';
import { after } from '../../../../src/base/timers.ts';
import { remoteLedger } from '../../../../src/ingest/remoteLedger.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { waitUntil } from '../../../support/codex/waitUntil.ts';
import { batch, ledgerFixture } from '../../ledger/openLedger.ts';
import { HOUR_MS, NOW_MS, budget, card, credits, eventOfCredits, policy, wallet } from '../../make.ts';

const subject = {
  surface: 'tui',
  workspace: '/work/api',
  model: 'gpt-5.5',
  effort: 'medium',
  tier: undefined,
  threadId: 'thread-1',
} as const;

const place = { folder: '/work/api', surface: 'tui', terminal: '/dev/pts/3' } as const;
const prompted: HookedPrompt = { subject, prompt: 'Fix it.', turnId: 'turn-1', isSubagent: false, place };
const agent = (turnId: string, change: Partial<typeof subject> | { readonly model: string } = {}): HookedPrompt => ({
  subject: { ...subject, ...change },
  prompt: 'Look.',
  turnId,
  isSubagent: true,
  place,
});

describe('a prompt that waits in Codex', () => {
  const { open } = ledgerFixture();
  let ids = 0;
  let asked: string[] = [];
  beforeEach(() => {
    asked = [];
  });

  function answer(ledger: Ledger, wish: HookedPrompt, rules: Partial<PolicyFile> = {}, nowMs = NOW_MS) {
    const inForce = { policy: policy(rules), problems: [], unreadablePolicyFiles: [] };
    return answerPrompt(wish, {
      store: remoteLedger(ledger),
      circumstances: { inForce, wallet: wallet(), card, timezone: 'UTC', nowMs },
      newId: () => `decision-${(ids += 1)}`,
      nowMs: () => nowMs,
      setTimer: after,
      pid: process.pid,
      onAsked: (approvalId) => {
        asked.push(approvalId);
        return Promise.resolve();
      },
    });
  }

  const entries = (ledger: Ledger) => ledger.audit(0, Number.MAX_SAFE_INTEGER);
  const reserved = (ledger: Ledger, nowMs = NOW_MS) =>
    ledger.budgets(policy({ budgets: [budget()] }), 'UTC', nowMs)[0]?.reserved ?? NaN;

  it('begins a run with its reservation where nothing speaks against it', async () => {
    const ledger = open();
    assert.equal((await answer(ledger, prompted)).kind, 'go');
    const [entry] = entries(ledger);
    assert.deepEqual(
      [
        entry?.effect,
        entry?.answers.map((each) => [each.answer, each.answeredBy]),
        entry?.run?.runId,
        entry?.run?.status,
      ],
      ['allow', [['run', 'policy']], 'turn-1', 'running'],
    );
    assert.ok(reserved(ledger) > 0);
  });

  it('is refused where the policy denies it, and holds nothing', async () => {
    const ledger = open();
    assert.equal((await answer(ledger, prompted, { modelsDeny: ['gpt-5.5'] })).kind, 'refuse');
    const [entry] = entries(ledger);
    assert.deepEqual(
      [entry?.answers.map((each) => each.answer), entry?.run, reserved(ledger)],
      [['refused'], undefined, 0],
    );
  });

  for (const [noAnswer, kind, answers] of [
    ['deny', 'refuse', ['cancelled']],
    ['allow', 'go', ['run']],
  ] as const) {
    it(`that is to be asked about, with nobody there, goes by the policy: ${noAnswer}`, async () => {
      const ledger = open();
      assert.equal((await answer(ledger, prompted, { confirmAbove: credits(0), noAnswer })).kind, kind);
      assert.deepEqual(
        entries(ledger)[0]?.answers.map((each) => each.answer),
        answers,
      );
    });
  }

  describe('that is to be asked about, with nobody to ask,', () => {
    const rules = { confirmAbove: credits(0) };
    const approve = (ledger: Ledger, granted?: number) => {
      const [approval] = ledger.openApprovals(NOW_MS);
      const given = granted === undefined ? undefined : credits(granted);
      ledger.answerApproval(approval?.id ?? '', { state: 'approved', credits: given, answeredBy: 'ada' }, NOW_MS);
    };

    it('is refused with the id under which it can be approved', async () => {
      const ledger = open();
      const answered = await answer(ledger, prompted, rules);
      const [approval] = ledger.openApprovals(NOW_MS);
      assert.ok(answered.kind === 'refuse');
      assert.deepEqual(answered.why, { kind: 'ask', by: 'nobody', approvalId: approval?.id });
      assert.deepEqual([approval?.place, reserved(ledger)], [place, 0]);
    });

    it('starts once when it has been approved', async () => {
      const ledger = open();
      await answer(ledger, prompted, rules);
      approve(ledger, 7);
      const kinds = [];
      for (const turnId of ['turn-2', 'turn-3']) {
        kinds.push((await answer(ledger, { ...prompted, turnId }, rules)).kind);
      }
      assert.deepEqual(kinds, ['go', 'refuse']);
      const [, second] = entries(ledger);
      assert.deepEqual([second?.answers[0]?.answeredBy, second?.cap], ['ada', credits(7)]);
    });

    it('is asked about again where something else speaks against it now', async () => {
      const ledger = open();
      await answer(ledger, prompted, rules);
      approve(ledger);
      const dear = { ...rules, budgets: [budget({ limit: credits(0.001), mode: 'soft' as const })] };
      assert.equal((await answer(ledger, prompted, dear)).kind, 'refuse');
      assert.equal(ledger.openApprovals(NOW_MS).length, 1);
    });

    it('is not let past a rule that denies it', async () => {
      const ledger = open();
      await answer(ledger, prompted, rules);
      approve(ledger);
      assert.equal((await answer(ledger, prompted, { ...rules, modelsDeny: ['gpt-5.5'] })).kind, 'refuse');
    });
  });

  describe('that is to be asked about, with a window open,', () => {
    const rules = { confirmAbove: credits(0), answerWithinMs: 60_000 };

    /** What the hook says, when whoever is asked in the window says this. */
    async function asking(ledger: Ledger, respond: (id: string) => void, more: Partial<PolicyFile> = {}) {
      ledger.noteWindow('window-1', true, NOW_MS);
      const waiting = answer(ledger, prompted, { ...rules, ...more });
      await waitUntil('the question', () => ledger.openApprovals(NOW_MS).length > 0, 5_000);
      const [approval] = ledger.openApprovals(NOW_MS);
      assert.deepEqual([approval?.windowId, approval?.waiterPid], ['window-1', process.pid]);
      assert.ok(reserved(ledger) > 0, 'credits are held while a person thinks');
      assert.deepEqual(asked, [approval?.id], 'whoever sits at the terminal hears of it');
      respond(approval?.id ?? '');
      return waiting;
    }
    const respond = (ledger: Ledger, state: 'approved' | 'denied', granted?: number) => (id: string) =>
      void ledger.answerApproval(
        id,
        { state, credits: granted === undefined ? undefined : credits(granted), answeredBy: 'ada' },
        NOW_MS,
      );

    it('starts when the answer is yes', async () => {
      const ledger = open();
      assert.equal((await asking(ledger, respond(ledger, 'approved'))).kind, 'go');
      assert.deepEqual(
        entries(ledger)[0]?.answers.map((each) => [each.answer, each.answeredBy]),
        [['run', 'ada']],
      );
    });

    it('is refused when the answer is no, and holds nothing', async () => {
      const ledger = open();
      const { kind } = await asking(ledger, respond(ledger, 'denied'));
      assert.deepEqual([kind, entries(ledger)[0]?.answers[0]?.answer, reserved(ledger)], ['refuse', 'cancelled', 0]);
    });

    it('starts with the cap that the answer names, as a decision of its own', async () => {
      const ledger = open();
      assert.equal((await asking(ledger, respond(ledger, 'approved', 4))).kind, 'go');
      const [first, second] = entries(ledger);
      assert.deepEqual(
        [first?.answers[0]?.answer, second?.cap, second?.run?.status],
        ['cancelled', credits(4), 'running'],
      );
    });

    for (const [noAnswer, kind] of [
      ['deny', 'refuse'],
      ['allow', 'go'],
    ] as const) {
      it(`goes by the policy when nobody answers in time: ${noAnswer}`, async () => {
        const ledger = open();
        ledger.noteWindow('window-1', true, NOW_MS);
        assert.equal((await answer(ledger, prompted, { ...rules, noAnswer, answerWithinMs: 0 })).kind, kind);
        const approvable = ledger.openApprovals(NOW_MS).filter(({ waiterPid }) => waiterPid === undefined);
        assert.equal(approvable.length, noAnswer === 'deny' ? 1 : 0);
      });
    }

    it('is told of there where `codex exec` was refused', async () => {
      const ledger = open();
      ledger.noteWindow('window-1', true, NOW_MS);
      const byExec = { ...prompted, place: { ...place, surface: 'exec' as const } };
      await answer(ledger, byExec, { modelsDeny: ['gpt-5.5'] });
      const [notice] = ledger.openApprovals(NOW_MS);
      assert.deepEqual(
        [notice?.kind, notice?.windowId, notice?.question.findings[0]?.ruleId],
        ['refusal', 'window-1', 'models.deny'],
      );
    });
  });

  it('said in the middle of a run is no run of its own', async () => {
    const ledger = open();
    await answer(ledger, prompted);
    assert.deepEqual(await answer(ledger, prompted), { kind: 'go', preflight: undefined });
    assert.equal(entries(ledger).length, 1);
  });

  it('still counts while it is silent for longer than a run of ours may be, and lapses in the end', async () => {
    const ledger = open();
    await answer(ledger, prompted);
    assert.ok(reserved(ledger, NOW_MS + 10 * 60_000) > 0);
    assert.equal(reserved(ledger, NOW_MS + HOUR_MS), 0);
  });

  for (const how of ['completed', 'failed', 'stopped'] as const) {
    it(`is settled when its log says that it has ${how}, and holds nothing any more`, async () => {
      const ledger = open();
      await answer(ledger, prompted);
      const endedTurns = [{ turnId: 'turn-1', how, endedAtMs: NOW_MS + 5 }];
      ledger.writer.append([batch([eventOfCredits(3)], { endedTurns })]);
      const run = entries(ledger)[0]?.run;
      assert.deepEqual([run?.status, run?.endedAtMs, run?.cost, reserved(ledger)], [how, NOW_MS + 5, credits(3), 0]);
    });
  }

  it('that had lapsed is settled all the same', async () => {
    const ledger = open();
    await answer(ledger, prompted);
    assert.equal(reserved(ledger, NOW_MS + HOUR_MS), 0);
    assert.equal(entries(ledger)[0]?.run?.status, 'failed');
    ledger.writer.append([
      batch([eventOfCredits(3)], {
        endedTurns: [{ turnId: 'turn-1', how: 'completed', endedAtMs: NOW_MS + 2 * HOUR_MS }],
      }),
    ]);
    assert.equal(entries(ledger)[0]?.run?.status, 'completed');
  });

  it('leaves runs of our own to those who guard them', () => {
    const ledger = open();
    const preflight = { subject, policy: policy(), unreadablePolicyFiles: [], wallet: wallet(), timezone: 'UTC' };
    const estimate = { kind: 'unpriced', model: undefined, units: { p05: 1, p10: 1, p50: 1, p90: 1, p95: 1 } } as const;
    const rest = { basis: 'prior', runsConsidered: 0, reasons: [], meter: 'included' } as const;
    ledger.decide({ ...preflight, estimate: { ...estimate, ...rest }, requestedCap: undefined, nowMs: NOW_MS }, 'own');
    ledger.answerDecision('own', 'run', 'person', NOW_MS);
    assert.ok(ledger.isGuardedHere('own', 'thread-1', NOW_MS), 'its thread is not known yet');
    ledger.beginRun('own', 'turn-1', 'thread-1', NOW_MS);
    ledger.writer.append([batch([], { endedTurns: [{ turnId: 'turn-1', how: 'stopped', endedAtMs: NOW_MS }] })]);
    assert.equal(entries(ledger)[0]?.run?.status, 'running');
    assert.deepEqual(
      ['thread-1', 'thread-2'].map((thread) => ledger.isGuardedHere('own', thread, NOW_MS)),
      [true, false],
    );
    ledger.settleRun('turn-1', 'completed', NOW_MS);
    assert.equal(ledger.isGuardedHere('own', 'thread-1', NOW_MS), false);
  });

  describe('given to a subagent', () => {
    const rules = { maxSubagentsPerRun: 2, budgets: [budget({ limit: credits(100) })] };
    const kinds = async (ledger: Ledger, ...wishes: readonly HookedPrompt[]) => {
      const told: string[] = [];
      for (const wish of wishes) {
        told.push((await answer(ledger, wish, rules)).kind);
      }
      return told;
    };

    it('is part of its parent’s run, and refused where there would be too many', async () => {
      const ledger = open();
      const told = await kinds(ledger, prompted, agent('a'), agent('b'), agent('c'));
      assert.deepEqual([told, entries(ledger).length], [['go', 'go', 'go', 'refuseAgent'], 1]);
    });

    it('finds room again when another has ended', async () => {
      const ledger = open();
      await kinds(ledger, prompted, agent('a'), agent('b'));
      ledger.writer.append([batch([], { endedTurns: [{ turnId: 'a', how: 'completed', endedAtMs: NOW_MS }] })]);
      assert.deepEqual(await kinds(ledger, agent('c')), ['go']);
    });

    it('is refused where the policy does not allow its model', async () => {
      const ledger = open();
      await answer(ledger, prompted);
      const { kind } = await answer(ledger, agent('a', { model: 'gpt-6-sol' }), { modelsDeny: ['gpt-6*'] });
      assert.equal(kind, 'refuseAgent');
    });

    it('is refused where nothing is left of its parent’s budget', async () => {
      const ledger = open();
      await kinds(ledger, prompted);
      ledger.writer.append([batch([eventOfCredits(120)])]);
      assert.deepEqual(await kinds(ledger, agent('a')), ['refuseAgent']);
    });

    it('is judged by itself where its parent’s run is over', async () => {
      const ledger = open();
      await kinds(ledger, prompted);
      ledger.settleRun('turn-1', 'completed', NOW_MS);
      await kinds(ledger, agent('a'));
      assert.deepEqual(
        entries(ledger).map(({ run }) => run?.runId),
        ['turn-1', 'a'],
      );
    });
  });
});
