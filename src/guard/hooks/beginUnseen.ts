import type { HookedRun } from '../../core/hooks/hookedRun.ts';
import { type Circumstances, decideRun } from '../runs/preflight.ts';
import type { HookedRequest, RequestSurroundings } from '../runs/requestSurroundings.ts';

/** A run whose prompt nobody has decided on: hooks were installed in its midst, or the guard had failed. */
export async function beginUnseen(
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
