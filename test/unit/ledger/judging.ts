/** A run to be judged, and where the budget it counts in stands. */
import type { JudgeRequest, RunSubject } from '../../../src/core/decisions/judgement.ts';
import type { PolicyFile } from '../../../src/core/policy/policy.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, budget, estimate, policy, wallet } from '../make.ts';

const subject: RunSubject = {
  surface: 'guardrails',
  workspace: '/work/api',
  model: 'gpt-5.5',
  effort: 'medium',
  tier: undefined,
  threadId: undefined,
};

/** A run of 10 (p50) to 30 (p90) credits, under a daily budget of 100. */
export function request(change: Partial<JudgeRequest> = {}, rules: Partial<PolicyFile> = {}): JudgeRequest {
  return {
    subject,
    policy: policy({ budgets: [budget()], ...rules }),
    unreadablePolicyFiles: [],
    estimate: estimate(10, 30),
    wallet: wallet(),
    requestedCap: undefined,
    timezone: 'UTC',
    nowMs: NOW_MS,
    ...change,
  };
}

/** What is spent and reserved of the daily budget, in credits. */
export function standing(ledger: Ledger, nowMs = NOW_MS): readonly [spent: number, reserved: number] {
  const [status] = ledger.budgets(request().policy, 'UTC', nowMs);
  return [(status?.spent ?? NaN) / 1e6, (status?.reserved ?? NaN) / 1e6];
}
