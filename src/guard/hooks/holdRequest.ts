import type { Approval, ApprovalPlace } from '../../core/decisions/approval.ts';
import { rangeDuringRun } from '../../core/estimate/duringRun.ts';
import type { QuantileValues } from '../../core/estimate/quantiles.ts';
import type { RecordedAnswer } from '../../core/decisions/hold.ts';
import type { HookedRun } from '../../core/hooks/hookedRun.ts';
import { type CreditsMicros, addCredits, maxCredits } from '../../core/money.ts';
import { SMALLEST_RAISE, costRangeOf, remainderOf, suggestedRaise } from '../../core/estimate/remainder.ts';
import { pause } from '../pause.ts';
import { type RoomVerdict, roomFor } from './hookedRoom.ts';
import { isHeldByManaged } from '../policy/managedLimit.ts';
import type { Circumstances } from '../runs/preflight.ts';
import type { RequestAnswer, RequestSurroundings } from '../runs/requestSurroundings.ts';

type NoRoom = Extract<RoomVerdict, { readonly kind: 'none' }>;

const LOOK_EVERY_MS = 250;
/** So often the rules are asked again while nobody has answered: a budget may begin anew, or its limit be another. */
const ASK_RULES_EVERY_MS = 2_000;

/**
 * Holds a request until a person has answered, the rules grant it room again, or nobody has answered for as long as the
 * policy says. Of several agents of a run one asks; the others go on, or stop, when it has an answer.
 */
export async function holdRequest(
  run: HookedRun,
  noRoom: NoRoom,
  place: ApprovalPlace,
  circumstances: Circumstances,
  around: RequestSurroundings,
): Promise<RequestAnswer> {
  const { policy } = circumstances.inForce;
  if (policy.onCap.value === 'stop') {
    return stop(run, around);
  }
  const { store, nowMs } = around;
  const untilMs = nowMs() + policy.answerWithinMs.value;
  const { findings, spent } = noRoom;
  const canBeRaised = !isHeldByManaged(policy, findings, spent, around.managedPolicyFile);
  let asked = canBeRaised ? await ask(run, noRoom, place, untilMs, around) : undefined;
  await around.onHeld(asked);
  let askedRulesAtMs = nowMs();
  for (;;) {
    await pause(around.setTimer, LOOK_EVERY_MS);
    const approval = asked === undefined ? undefined : await store.approval(asked.id);
    if (approval !== undefined && isAnswered(approval)) {
      return takeAnswer(run, noRoom, approval, around);
    }
    if (nowMs() - askedRulesAtMs >= ASK_RULES_EVERY_MS) {
      askedRulesAtMs = nowMs();
      const again = await lookAgain(run, around);
      if (again !== undefined) {
        await expire(asked, around);
        return again;
      }
      // Whoever asked may have ended without a word.
      asked = asked && (await ask(run, noRoom, place, untilMs, around));
    }
    if (nowMs() >= untilMs) {
      const last = asked === undefined ? undefined : await lastAnswer(asked, around);
      return last === undefined
        ? withoutAnswer(run, policy.noAnswer.value === 'allow' && canBeRaised, around)
        : takeAnswer(run, noRoom, last, around);
    }
  }
}

/** Asks, unless another agent of the run does so already: then its question is this one's, too. */
async function ask(
  run: HookedRun,
  { cause, cap, spent, findings }: NoRoom,
  place: ApprovalPlace,
  untilMs: number,
  { store, nowMs, pid }: RequestSurroundings,
): Promise<Approval> {
  const { runId, decisionId, estimate } = run;
  const heldAtMs = nowMs();
  const windowId = await store.windowToAsk(heldAtMs);
  const question = { findings, estimate, cap: raisedCap(run, cap, spent, undefined), spent };
  const told = {
    kind: 'hold',
    decisionId,
    runId,
    prompt: undefined,
    place,
    question,
    waiterPid: pid,
    windowId,
  } as const;
  return store.raiseHold(told, { runId, heldAtMs, cause, cap, spent, cwd: place.folder }, untilMs);
}

/** What the run may cost at most when it is raised by so much; without an amount, by what it likely needs. */
function raisedCap(
  { estimate }: HookedRun,
  cap: CreditsMicros | undefined,
  spent: CreditsMicros,
  by: CreditsMicros | undefined,
): CreditsMicros {
  const likely = estimate.kind === 'priced' ? likelyRaise(estimate.credits, spent) : SMALLEST_RAISE;
  const from = cap !== undefined && spent >= cap ? maxCredits(cap, spent) : spent;
  return addCredits(from, by ?? likely);
}

/** What runs need that have come as far as this one. */
function likelyRaise(estimate: QuantileValues, spent: CreditsMicros): CreditsMicros {
  // What its next request reads is not known here: at least nothing.
  const range = costRangeOf(rangeDuringRun(estimate, { spent, leastNext: 0 }));
  return suggestedRaise(remainderOf(range, spent), SMALLEST_RAISE);
}

async function takeAnswer(
  run: HookedRun,
  { cap, spent }: NoRoom,
  approval: Approval,
  around: RequestSurroundings,
): Promise<RequestAnswer> {
  const { store, nowMs } = around;
  const answeredBy = approval.answeredBy ?? 'person';
  if (approval.state === 'denied') {
    if ((await store.hookedRun(run.runId))?.status !== 'capped') {
      await store.answerHold(run.runId, recorded('stop', cap, answeredBy, nowMs()));
    }
    return stop(run, around);
  }
  // Of several agents that wait for it, one records it.
  if (await store.takeApproval(approval.id, nowMs())) {
    const newCap = raisedCap(run, cap, spent, approval.credits);
    await store.answerHold(run.runId, recorded('raise', newCap, answeredBy, nowMs()));
  }
  return 'pass';
}

async function withoutAnswer(run: HookedRun, goesOn: boolean, around: RequestSurroundings): Promise<RequestAnswer> {
  const { store, nowMs } = around;
  await store.answerHold(run.runId, recorded(goesOn ? 'uncap' : 'noAnswer', undefined, 'nobody', nowMs()));
  return goesOn ? 'pass' : stop(run, around);
}

/** Undefined: it is held as before. */
async function lookAgain({ runId }: HookedRun, around: RequestSurroundings): Promise<RequestAnswer | undefined> {
  const run = await around.store.hookedRun(runId);
  if (run === undefined || run.status === 'capped') {
    return 'stop';
  }
  const verdict = await roomFor(run, around.store, await around.look());
  return verdict.kind === 'room' ? 'pass' : undefined;
}

/** The run is to end at its limit; what is held for it is given back. */
async function stop({ runId }: HookedRun, { store, nowMs }: RequestSurroundings): Promise<RequestAnswer> {
  await store.settleRun(runId, 'capped', nowMs());
  return 'stop';
}

/** An answer may have come in the last moment. */
async function lastAnswer(asked: Approval, around: RequestSurroundings): Promise<Approval | undefined> {
  await expire(asked, around);
  const last = await around.store.approval(asked.id);
  return last !== undefined && isAnswered(last) ? last : undefined;
}

/** `used`: another agent of the run has taken the yes already. */
function isAnswered({ state }: Approval): boolean {
  return state === 'approved' || state === 'denied' || state === 'used';
}

async function expire(asked: Approval | undefined, { store }: RequestSurroundings): Promise<void> {
  if (asked !== undefined) {
    await store.expireApproval(asked.id);
  }
}

function recorded(
  kind: RecordedAnswer['kind'],
  cap: CreditsMicros | undefined,
  answeredBy: string,
  answeredAtMs: number,
): RecordedAnswer {
  return { kind, cap, reason: undefined, answeredBy, answeredAtMs };
}
