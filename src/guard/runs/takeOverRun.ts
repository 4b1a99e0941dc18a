import { messageOf } from '../../base/errors.ts';
import type { JudgeRequest } from '../../core/decisions/judgement.ts';
import type { LeftRun } from '../../core/usage/leftRun.ts';
import { type CreditsMicros, minCredits, subtractCredits } from '../../core/money.ts';
import { GuardedRun, type RunSurroundings } from './guardedRun.ts';
import type { LeftRunStore, UsageStore } from '../ports.ts';
import type { RunningTurn } from '../turnPorts.ts';
import type { Circumstances, Preflight } from './preflight.ts';

/** What a run that is taken over needs of its surroundings. */
interface TakingSurroundings extends RunSurroundings {
  readonly store: RunSurroundings['store'] & LeftRunStore & Pick<UsageStore, 'spentByRun'>;
}

/** Finds the turn of a run where it waits. Throws `GuardError`s with codes `codex.…`; it has ended then. */
type AttachTurn = (run: LeftRun) => Promise<RunningTurn>;

/**
 * Goes on with a run whose guard has gone, from where it stands: of all that try, one. Undefined: another one was
 * quicker. Where its turn has ended meanwhile, or it cannot be told how it stands, the run ends, and why is thrown on.
 */
export async function takeOverRun(
  runId: string,
  attach: AttachTurn,
  circumstances: Omit<Circumstances, 'nowMs' | 'card'>,
  around: TakingSurroundings,
): Promise<GuardedRun | undefined> {
  const { store } = around;
  const left = await store.takeRun(runId);
  if (left === undefined) {
    return undefined;
  }
  let turn: RunningTurn | undefined;
  try {
    turn = await attach(left);
    await around.ingest();
    const { credits: spent } = await store.spentByRun(runId);
    const preflight = await preflightOf(left, spent, circumstances, around);
    return new GuardedRun(turn, left.decisionId, preflight, around, { ...left, spent });
  } catch (error) {
    // It is this guard's by now, and no other would ever find it.
    turn?.dispose();
    await settleFailed(left, around);
    throw error;
  }
}

async function settleFailed({ runId }: LeftRun, { store, nowMs, log }: TakingSurroundings): Promise<void> {
  try {
    await store.settleRun(runId, 'failed', nowMs());
  } catch (failure) {
    log.error('a run that was left could not be settled', { error: messageOf(failure) });
  }
}

/** What it was started on, under the rules of now. Of budgets it says what they left when the run had spent nothing. */
async function preflightOf(
  { subject, estimate, decision }: LeftRun,
  spent: CreditsMicros,
  { inForce, wallet, timezone }: Omit<Circumstances, 'nowMs' | 'card'>,
  { store, nowMs }: TakingSurroundings,
): Promise<Preflight> {
  const request: JudgeRequest = {
    subject,
    policy: inForce.policy,
    unreadablePolicyFiles: inForce.unreadablePolicyFiles,
    estimate,
    wallet,
    requestedCap: undefined,
    timezone,
    nowMs: nowMs(),
  };
  const { budgets } = await store.assess(request);
  const before = budgets.map((status) => {
    return { ...status, spent: subtractCredits(status.spent, minCredits(status.spent, spent)) };
  });
  return { subject, estimate, decision, budgets: before, request };
}
