import type { ApprovalPlace } from '../../core/decisions/approval.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { HookedRun, Unlogged } from '../../core/hooks/hookedRun.ts';
import type { RunSubject } from '../../core/decisions/judgement.ts';
import { type CreditsMicros, addCredits } from '../../core/money.ts';
import { LEAST_AHEAD } from '../../core/decisions/reservation.ts';
import { requestOf } from './hookedRoom.ts';
import { type Asking, type StartVerdict, mayStart } from './mayStart.ts';
import type { ApprovalStore, DecisionStore, HookedRunStore, RunUsageStore } from '../ports.ts';
import { type Circumstances, type Preflight, decideRun } from '../runs/preflight.ts';

/** A prompt that waits in Codex until it is answered. */
export interface HookedPrompt {
  /** `threadId` is the person's thread, also where a subagent is given the prompt. */
  readonly subject: RunSubject & { readonly threadId: string };
  readonly prompt: string;
  readonly turnId: string;
  readonly isSubagent: boolean;
  readonly place: ApprovalPlace;
  /** Where its Codex keeps no log. */
  readonly unlogged?: Unlogged | undefined;
}

/** Why a run does not start: the policy denies it, or nobody has said yes. */
export type Refusal = { readonly kind: 'denied' } | Exclude<StartVerdict, { readonly kind: 'start' }>;

/** What becomes of it. A preflight is there where a decision was made on it. */
export type PromptAnswer =
  | { readonly kind: 'go'; readonly preflight: Preflight | undefined }
  | { readonly kind: 'refuse'; readonly preflight: Preflight; readonly why: Refusal }
  /** Its run has been told to end at its limit, and waits for that. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'refuseAgent'; readonly findings: readonly Finding[] };

/** What a hook's answer needs of its surroundings. */
export interface HookSurroundings extends Asking {
  readonly store: RunUsageStore & DecisionStore & HookedRunStore & ApprovalStore;
  readonly circumstances: Circumstances;
  readonly newId: () => string;
}

/**
 * Decides on a prompt: what may start is recorded as a run with its reservation, and what may not is refused. What
 * comes in the middle of a run that goes on, be it said by the person or given to a subagent, is part of that run.
 */
export async function answerPrompt(wish: HookedPrompt, around: HookSurroundings): Promise<PromptAnswer> {
  const { store } = around;
  const goingOn = await store.hookedRun(wish.turnId);
  if (goingOn !== undefined) {
    return goingOn.status === 'capped' ? { kind: 'ended' } : { kind: 'go', preflight: undefined };
  }
  const parent = wish.isSubagent ? await store.lastHookedRunOf(wish.subject.threadId) : undefined;
  return parent?.status === 'running' ? answerAgent(wish, parent, around) : decideOnRun(wish, around);
}

async function decideOnRun(wish: HookedPrompt, around: HookSurroundings): Promise<PromptAnswer> {
  const { store, nowMs } = around;
  const { prompt, place } = wish;
  const approval = await store.approvedPrompt(prompt, place.folder, nowMs());
  const { decisionId, preflight } = await decide(wish, approval?.credits, around);
  if (preflight.decision.effect === 'deny') {
    return refuse(wish, decisionId, preflight, around);
  }
  const verdict = await mayStart({ prompt, place, decisionId, preflight, approval }, around);
  if (verdict.kind !== 'start') {
    await store.answerDecision(decisionId, 'cancelled', verdict.by, nowMs());
    return { kind: 'refuse', preflight, why: verdict };
  }
  if (verdict.cap === undefined) {
    return start(wish, decisionId, preflight, verdict.by, around);
  }
  // What is decided is never changed: another cap is another decision.
  await store.answerDecision(decisionId, 'cancelled', verdict.by, nowMs());
  const again = await decide(wish, verdict.cap, around);
  return again.preflight.decision.effect === 'deny'
    ? refuse(wish, again.decisionId, again.preflight, around)
    : start(wish, again.decisionId, again.preflight, verdict.by, around);
}

async function decide(
  { subject, prompt }: HookedPrompt,
  requestedCap: CreditsMicros | undefined,
  { store, circumstances, newId, nowMs }: HookSurroundings,
): Promise<{ readonly decisionId: string; readonly preflight: Preflight }> {
  const decisionId = newId();
  const wanted = { subject, prompt, requestedCap, assumedCredits: undefined };
  // A person may have taken their time.
  const now = { ...circumstances, nowMs: nowMs() };
  return { decisionId, preflight: await decideRun(store, wanted, now, decisionId) };
}

async function start(
  { turnId, subject, unlogged }: HookedPrompt,
  decisionId: string,
  preflight: Preflight,
  by: string,
  { store, nowMs }: HookSurroundings,
): Promise<PromptAnswer> {
  await store.answerDecision(decisionId, 'run', by, nowMs());
  await store.beginHookedRun(decisionId, turnId, subject.threadId, nowMs(), unlogged);
  return { kind: 'go', preflight };
}

/** How long a window may take to tell a refusal. */
const TELL_WITHIN_MS = 60_000;

/** `codex exec` does not say why a prompt was refused: a window tells it, where one is open. */
async function refuse(
  { place }: HookedPrompt,
  decisionId: string,
  preflight: Preflight,
  { store, nowMs }: HookSurroundings,
): Promise<PromptAnswer> {
  await store.answerDecision(decisionId, 'refused', 'policy', nowMs());
  const windowId = place.surface === 'exec' ? await store.windowToAsk(nowMs()) : undefined;
  if (windowId !== undefined) {
    const { estimate, decision } = preflight;
    const question = { findings: decision.findings, estimate, cap: decision.cap, spent: undefined };
    const told = { runId: undefined, prompt: undefined, waiterPid: undefined, windowId };
    const notice = { kind: 'refusal', decisionId, place, question, ...told } as const;
    await store.raiseApproval(notice, nowMs() + TELL_WITHIN_MS, nowMs());
  }
  return { kind: 'refuse', preflight, why: { kind: 'denied' } };
}

/** Rules on how many subagents there are and on their model, and what is left for the run that they belong to. */
async function answerAgent(
  { subject, turnId }: HookedPrompt,
  parent: HookedRun,
  { store, circumstances, nowMs }: HookSurroundings,
): Promise<PromptAnswer> {
  const { runId, decisionId } = parent;
  const asAgent = { ...parent.subject, model: subject.model, effort: subject.effort, tier: subject.tier };
  const request = {
    ...requestOf({ ...parent, subject: asAgent }, { ...circumstances, nowMs: nowMs() }),
    subagents: (await store.activeAgents(runId)) + 1,
  };
  const { decision } = await store.assess(request);
  const { credits: spent } = await store.spentByRun(runId);
  const { total, findings } = await store.extendReservation(decisionId, addCredits(spent, LEAST_AHEAD), request);
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
