import type { ApprovalPlace } from '../../core/decisions/approval.ts';
import type { HookedRun, Unlogged } from '../../core/hooks/hookedRun.ts';
import type { RunSubject } from '../../core/decisions/judgement.ts';
import { roomFor } from './hookedRoom.ts';
import { type Circumstances, decideRun } from '../runs/preflight.ts';
import type { RequestAnswer, RequestSurroundings } from '../runs/requestSurroundings.ts';

/** A request, or a compaction, that waits in Codex until it is answered. */
export interface HookedRequest {
  /** `threadId` is the person's thread, also where a subagent asks. */
  readonly subject: RunSubject & { readonly threadId: string };
  readonly turnId: string;
  readonly isSubagent: boolean;
  readonly place: ApprovalPlace;
  /** Where its Codex keeps no log. */
  readonly unlogged?: Unlogged | undefined;
}

/**
 * Lets a request pass while its run is within its cap and the rules grant it room, subagents' requests with their
 * parent's; holds it where not, until a person has answered or there is room again.
 */
export async function answerRequest(
  request: HookedRequest,
  circumstances: Circumstances,
  around: RequestSurroundings,
): Promise<RequestAnswer> {
  const run = (await findRun(request, around)) ?? (await beginUnseen(request, circumstances, around));
  if (run.status === 'capped') {
    return 'stop';
  }
  const verdict = await roomFor(run, around.store, circumstances);
  if (verdict.kind === 'none') {
    // Most requests have room, and do without.
    const { holdRequest } = await import('./holdRequest.ts');
    return holdRequest(run, verdict, request.place, circumstances, around);
  }
  around.onRoom(run, verdict);
  return 'pass';
}

/** A subagent that outlives its parent's run has one of its own. */
async function findRun(
  { subject, turnId, isSubagent }: HookedRequest,
  { store }: RequestSurroundings,
): Promise<HookedRun | undefined> {
  const own = await store.hookedRun(turnId);
  const parent = isSubagent && own === undefined ? await store.lastHookedRunOf(subject.threadId) : undefined;
  const isOver = parent === undefined || parent.status === 'completed' || parent.status === 'stopped';
  return isOver ? own : parent;
}

/** A run whose prompt nobody has decided on: hooks were installed in its midst, or the guard had failed. */
async function beginUnseen(
  { subject, turnId, unlogged }: HookedRequest,
  circumstances: Circumstances,
  { store, newId, nowMs }: RequestSurroundings,
): Promise<HookedRun> {
  const decisionId = newId();
  const wish = { subject, requestedCap: undefined, assumedCredits: undefined };
  const { decision, estimate } = await decideRun(store, wish, circumstances, decisionId);
  // What is denied or asked about holds nothing, so that the rules are asked for each of its requests.
  const by = decision.effect === 'deny' || decision.effect === 'confirm' ? 'nobody' : 'policy';
  await store.answerDecision(decisionId, by === 'policy' ? 'run' : 'cancelled', by, nowMs());
  await store.beginHookedRun(decisionId, turnId, subject.threadId, nowMs(), unlogged);
  const run = await store.hookedRun(turnId);
  return (
    run ?? {
      runId: turnId,
      decisionId,
      threadId: subject.threadId,
      status: 'running',
      subject,
      estimate,
      firstCap: decision.cap,
      answers: [],
    }
  );
}
