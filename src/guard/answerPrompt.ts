import type { ApprovalPlace } from '../core/approval.ts';
import type { Finding } from '../core/finding.ts';
import type { HookedRun } from '../core/hookedRun.ts';
import type { RunSubject } from '../core/judgement.ts';
import { NO_CREDITS, addCredits, creditsMicros } from '../core/money.ts';
import { type StartVerdict, mayStart } from './mayStart.ts';
import type { ApprovalStore, DecisionStore, HookedRunStore, UsageStore } from './ports.ts';
import { type Circumstances, type Preflight, decideRun } from './preflight.ts';

/** A prompt that waits in Codex until it is answered. */
export interface HookedPrompt {
  /** `threadId` is the person's thread, also where a subagent is given the prompt. */
  readonly subject: RunSubject & { readonly threadId: string };
  readonly prompt: string;
  readonly turnId: string;
  readonly isSubagent: boolean;
  readonly place: ApprovalPlace;
}

/** Why a run does not start: the policy denies it, or nobody has said yes. */
export type Refusal = { readonly kind: 'denied' } | Exclude<StartVerdict, { readonly kind: 'start' }>;

/** What becomes of it. A preflight is there where a decision was made on it. */
export type PromptAnswer =
  | { readonly kind: 'go'; readonly preflight: Preflight | undefined }
  | { readonly kind: 'refuse'; readonly preflight: Preflight; readonly why: Refusal }
  | { readonly kind: 'refuseAgent'; readonly findings: readonly Finding[] };

/** What a hook's answer needs of its surroundings. */
export interface HookSurroundings {
  readonly store: UsageStore & DecisionStore & HookedRunStore & ApprovalStore;
  readonly circumstances: Circumstances;
  readonly newId: () => string;
  readonly nowMs: () => number;
}

/**
 * Decides on a prompt: what may start is recorded as a run with its reservation, and what may not is refused. What
 * comes in the middle of a run that goes on, be it said by the person or given to a subagent, is part of that run.
 */
export async function answerPrompt(wish: HookedPrompt, around: HookSurroundings): Promise<PromptAnswer> {
  const { store } = around;
  if ((await store.hookedRun(wish.turnId)) !== undefined) {
    return { kind: 'go', preflight: undefined };
  }
  const parent = wish.isSubagent ? await store.lastHookedRunOf(wish.subject.threadId) : undefined;
  return parent?.status === 'running' ? answerAgent(wish, parent, around) : decideOnRun(wish, around);
}

async function decideOnRun(wish: HookedPrompt, around: HookSurroundings): Promise<PromptAnswer> {
  const { store, circumstances, nowMs } = around;
  const { subject, prompt, turnId, place } = wish;
  const decisionId = around.newId();
  const approval = await store.approvedPrompt(prompt, place.folder, nowMs());
  const wanted = { subject, prompt, requestedCap: approval?.credits, assumedCredits: undefined };
  const preflight = await decideRun(store, wanted, circumstances, decisionId);
  if (preflight.decision.effect === 'deny') {
    await store.answerDecision(decisionId, 'refused', 'policy', nowMs());
    return { kind: 'refuse', preflight, why: { kind: 'denied' } };
  }
  const verdict = await mayStart({ prompt, place, decisionId, preflight, approval }, around);
  if (verdict.kind !== 'start') {
    await store.answerDecision(decisionId, 'cancelled', verdict.by, nowMs());
    return { kind: 'refuse', preflight, why: verdict };
  }
  await store.answerDecision(decisionId, 'run', verdict.by, nowMs());
  await store.beginHookedRun(decisionId, turnId, subject.threadId, nowMs());
  return { kind: 'go', preflight };
}

/** A credit: what a subagent must find left of its parent's budgets. */
const LEAST_ROOM = creditsMicros(1_000_000);

/** Rules on how many subagents there are and on their model, and what is left for the run that they belong to. */
async function answerAgent(
  { subject, turnId }: HookedPrompt,
  parent: HookedRun,
  { store, circumstances, nowMs }: HookSurroundings,
): Promise<PromptAnswer> {
  const { inForce, wallet, timezone } = circumstances;
  const { estimate, runId, decisionId } = parent;
  const request = {
    subject: { ...parent.subject, model: subject.model, effort: subject.effort, tier: subject.tier },
    policy: inForce.policy,
    unreadablePolicyFiles: inForce.unreadablePolicyFiles,
    estimate,
    wallet,
    requestedCap: undefined,
    subagents: (await store.activeAgents(runId)) + 1,
    timezone,
    nowMs: nowMs(),
  };
  const { decision } = await store.assess(request);
  const spent = (await store.run(runId))?.credits ?? NO_CREDITS;
  const { total, findings } = await store.extendReservation(decisionId, addCredits(spent, LEAST_ROOM), request);
  const against = [
    ...decision.findings.filter(({ ruleId }) => isOnAgents(ruleId)),
    ...(total > spent ? [] : findings),
  ].filter(({ effect }) => effect === 'deny');
  if (against.length > 0) {
    return { kind: 'refuseAgent', findings: against };
  }
  await store.beginAgent(turnId, runId, nowMs());
  return { kind: 'go', preflight: undefined };
}

function isOnAgents(ruleId: string): boolean {
  return ruleId === 'concurrency.maxSubagentsPerRun' || ruleId.startsWith('models');
}
