import type { HookedRun } from '../../core/hooks/hookedRun.ts';
import { roomFor } from './hookedRoom.ts';
import type { Circumstances } from '../runs/preflight.ts';
import type { HookedRequest, RequestAnswer, RequestSurroundings } from '../runs/requestSurroundings.ts';

/**
 * Lets a request pass while its run is within its cap and the rules grant it room, subagents' requests with their
 * parent's; holds it where not, until a person has answered or there is room again.
 */
export async function answerRequest(
  request: HookedRequest,
  circumstances: Circumstances,
  around: RequestSurroundings,
): Promise<RequestAnswer> {
  const run = (await findRun(request, around)) ?? (await beginRun(request, circumstances, around));
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

/** Nearly all requests are of a run that its prompt has begun, and do without. */
async function beginRun(...asked: Parameters<typeof answerRequest>): Promise<HookedRun> {
  const { beginUnseen } = await import('./beginUnseen.ts');
  return beginUnseen(...asked);
}
