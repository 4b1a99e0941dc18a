import assert from 'node:assert/strict';

import type { JudgeRequest, Judgement } from '../../../src/core/decisions/judgement.ts';
import { type Circumstances, type RunWish, assessRun, decideRun } from '../../../src/guard/runs/preflight.ts';
import type { DecisionStore, UsageStore } from '../../../src/guard/ports.ts';
import { NOW_MS, card, credits, policy, wallet } from '../make.ts';

const judgement: Judgement = { decision: { effect: 'warn', findings: [], cap: credits(7) }, budgets: [] };

const wish: RunWish = {
  subject: {
    surface: 'guardrails',
    workspace: '/work/api',
    model: 'gpt-5.5',
    effort: 'medium',
    tier: 'fast',
    threadId: 'thread-1',
  },
  requestedCap: credits(3),
  assumedCredits: undefined,
};

const circumstances: Circumstances = {
  inForce: { policy: policy({ runCap: credits(5) }), problems: [], unreadablePolicyFiles: ['/bad.json'] },
  wallet: wallet(),
  card,
  timezone: 'Europe/Berlin',
  nowMs: NOW_MS,
};

/** On the fast tier of gpt-5.5, 10,000 units are 2.5 credits. */
const units = { p05: 1_000, p10: 2_000, p50: 10_000, p90: 20_000, p95: 30_000 };

/** A store that writes down what it is asked to judge. */
function scene() {
  const judged: { request: JudgeRequest; decisionId: string | undefined }[] = [];
  const asked: unknown[][] = [];
  const judge = (request: JudgeRequest, decisionId?: string): Promise<Judgement> => {
    judged.push({ request, decisionId });
    return Promise.resolve(judgement);
  };
  const store = {
    assess: (request: JudgeRequest) => judge(request),
    decide: judge,
    estimateUnits: (...about: unknown[]) => {
      asked.push(about);
      return Promise.resolve({ units, basis: 'prior', runsConsidered: 0, reasons: [] });
    },
  } as unknown as UsageStore & DecisionStore;
  return { store, judged, asked };
}

describe('what a run is judged on', () => {
  it('is the wish with its cap, under the rules in force, at this instant', async () => {
    const { store, judged } = scene();
    await decideRun(store, wish, circumstances, 'decision-1');
    const { request, decisionId } = judged[0] ?? assert.fail('not judged');
    const { estimate, ...rest } = request;
    assert.deepEqual(
      [rest, decisionId, estimate.kind],
      [
        {
          subject: wish.subject,
          policy: circumstances.inForce.policy,
          unreadablePolicyFiles: ['/bad.json'],
          wallet: circumstances.wallet,
          requestedCap: credits(3),
          timezone: 'Europe/Berlin',
          nowMs: NOW_MS,
        },
        'decision-1',
        'priced',
      ],
    );
  });

  it('is the same where it is only asked about', async () => {
    const { store, judged } = scene();
    await assessRun(store, wish, circumstances);
    await decideRun(store, wish, circumstances, 'decision-1');
    assert.deepEqual(judged[0]?.request, judged[1]?.request);
  });

  it('has an estimate of this prompt, after the runs of the past', async () => {
    const { store, judged, asked } = scene();
    await assessRun(store, { ...wish, prompt: 'Fix the build' }, circumstances);
    const estimate = judged[0]?.request.estimate;
    assert.deepEqual(asked, [[wish.subject, 'Fix the build', NOW_MS]]);
    assert.equal(estimate?.kind === 'priced' && estimate.credits.p50, credits(2.5));
  });

  it('is an assumed figure as it is, without a look at the past', async () => {
    const { store, judged, asked } = scene();
    await assessRun(store, { ...wish, assumedCredits: credits(12) }, circumstances);
    const estimate = judged[0]?.request.estimate;
    assert.deepEqual([estimate?.kind === 'priced' && estimate.credits.p90, asked], [credits(12), []]);
  });

  it('comes back with the estimate and the decision', async () => {
    const { subject, decision } = await decideRun(scene().store, wish, circumstances, 'decision-1');
    assert.deepEqual([subject, decision], [wish.subject, judgement.decision]);
  });
});
