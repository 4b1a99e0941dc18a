import { messageOf } from '../../base/errors.ts';
import { GuardedRun, type RunSurroundings } from './guardedRun.ts';
import type { Preflight } from './preflight.ts';
import type { RunningTurn, TurnRequest, TurnStarter } from '../turnPorts.ts';

/**
 * Starts a run that was decided upon under `decisionId` and that the person wants. A run that cannot start gives its
 * reservation back, and what kept it from starting is thrown on.
 */
export async function startGuardedRun(
  starter: TurnStarter,
  request: TurnRequest,
  decisionId: string,
  preflight: Preflight,
  answeredBy: string,
  around: RunSurroundings,
): Promise<GuardedRun> {
  const { store, nowMs } = around;
  await store.answerDecision(decisionId, 'run', answeredBy, nowMs());
  const run = new GuardedRun(await startTurn(starter, request, decisionId, around), decisionId, preflight, around);
  try {
    const { place } = run.turn;
    const kept = place === undefined ? undefined : { place, cwd: around.cwd };
    await store.beginRun(decisionId, run.meter.runId, run.meter.threadId, nowMs(), kept);
    await run.turn.noted();
    return run;
  } catch (error) {
    // A run that cannot be recorded must not go on spending unseen.
    run.stop();
    throw error;
  }
}

async function startTurn(
  starter: TurnStarter,
  request: TurnRequest,
  decisionId: string,
  { store, nowMs, log }: RunSurroundings,
): Promise<RunningTurn> {
  try {
    return await starter.startTurn(request, decisionId);
  } catch (error) {
    await store.answerDecision(decisionId, 'cancelled', 'could not start', nowMs()).catch((failure: unknown) => {
      log.error('a reservation could not be given back; it lapses by itself', { error: messageOf(failure) });
    });
    throw error;
  }
}
