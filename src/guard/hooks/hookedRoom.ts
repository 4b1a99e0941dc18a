import type { Finding } from '../../core/decisions/finding.ts';
import type { HoldCause } from '../../core/decisions/hold.ts';
import type { HookedRun } from '../../core/hooks/hookedRun.ts';
import type { JudgeRequest } from '../../core/decisions/judgement.ts';
import { type CreditsMicros, addCredits, creditsMicros, minCredits } from '../../core/money.ts';
import { HOOKED_RESPONSES_AHEAD, LEAST_AHEAD, LOOKED_AT_RESPONSES } from '../../core/decisions/reservation.ts';
import type { DecisionStore, RunUsageStore } from '../ports.ts';
import type { Circumstances } from '../runs/preflight.ts';

/** A run may make another request. */
export interface Room {
  readonly kind: 'room';
  readonly spent: CreditsMicros;
  /** Below this, the same holds for the requests after it; undefined where each is to be looked at. */
  readonly passBelow: CreditsMicros | undefined;
}

/** More than any run spends: where a person has lifted the cap altogether. */
const MOST_UNTIL = 1e14;

/** Whether a run may make another request as things stand. */
export type RoomVerdict =
  | Room
  | {
      readonly kind: 'none';
      readonly cause: HoldCause;
      readonly findings: readonly Finding[];
      readonly cap: CreditsMicros | undefined;
      readonly spent: CreditsMicros;
    };

/** Holds a run in Codex against its cap, and asks the rules for more room. A person's raise goes before the rules. */
export async function roomFor(
  run: HookedRun,
  store: Pick<DecisionStore, 'assess' | 'extendReservation' | 'renewReservation'> & Pick<RunUsageStore, 'spentByRun'>,
  circumstances: Circumstances,
): Promise<RoomVerdict> {
  const { nowMs } = circumstances;
  const { credits: spent, requests } = await store.spentByRun(run.runId);
  const { cap, grantedUntil } = grantOf(run);
  if (cap !== undefined && spent >= cap) {
    return { kind: 'none', cause: 'cap', findings: [], cap, spent };
  }
  if (spent < grantedUntil) {
    await store.renewReservation(run.decisionId, nowMs);
    return roomUpTo(grantedUntil, spent, requests);
  }
  const ahead = creditsMicros(
    Math.max(LEAST_AHEAD, Math.ceil((HOOKED_RESPONSES_AHEAD * spent) / Math.max(1, requests))),
  );
  const wanted = addCredits(spent, ahead);
  const request = requestOf(run, circumstances);
  const { granted, total, findings } = await store.extendReservation(
    run.decisionId,
    cap === undefined ? wanted : minCredits(wanted, cap),
    request,
  );
  if (total <= spent) {
    // Where nothing is held for it, the rules say why.
    const against = findings.length > 0 ? findings : (await store.assess(request)).decision.findings;
    return { kind: 'none', cause: 'policy', findings: against, cap, spent };
  }
  // A run that was silent for long counts as going on again.
  await store.renewReservation(run.decisionId, nowMs);
  return granted
    ? roomUpTo(Math.min(total, cap ?? total), spent, requests)
    : { kind: 'room', spent, passBelow: undefined };
}

/** Where all that was asked for is held, only the last responses before its end are looked at one by one. */
function roomUpTo(until: number, spent: CreditsMicros, requests: number): Room {
  const kept = requests === 0 ? LEAST_AHEAD : Math.ceil((LOOKED_AT_RESPONSES * spent) / requests);
  const passBelow = Math.min(until, MOST_UNTIL) - kept;
  return { kind: 'room', spent, passBelow: passBelow > spent ? creditsMicros(passBelow) : undefined };
}

/** A run under way, to be judged again. */
export function requestOf(
  { subject, estimate }: HookedRun,
  { inForce, wallet, timezone, nowMs }: Circumstances,
): JudgeRequest {
  const { policy, unreadablePolicyFiles } = inForce;
  return { subject, policy, unreadablePolicyFiles, estimate, wallet, requestedCap: undefined, timezone, nowMs };
}

/** The last raise counts, in micro-credits up to where it goes; one that lifts the cap altogether grants all. */
function grantOf({ firstCap, answers }: HookedRun): {
  readonly cap: CreditsMicros | undefined;
  readonly grantedUntil: number;
} {
  const raised = answers.findLast(({ kind }) => kind === 'raise' || kind === 'uncap');
  return raised === undefined
    ? { cap: firstCap, grantedUntil: 0 }
    : { cap: raised.cap, grantedUntil: raised.cap ?? Number.MAX_SAFE_INTEGER };
}
