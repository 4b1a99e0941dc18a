import type { Approval } from '../../core/decisions/approval.ts';
import { pause } from '../pause.ts';
import type { ApprovalStore, DecisionStore, SetTimer } from '../ports.ts';

/** What waiting needs of its surroundings. */
export interface Waiting {
  readonly store: Pick<ApprovalStore, 'approval' | 'expireApproval'> & Pick<DecisionStore, 'renewReservation'>;
  readonly setTimer: SetTimer;
  readonly nowMs: () => number;
}

/** A person who has answered does not notice so little. */
const LOOK_EVERY_MS = 200;
const RENEW_EVERY_MS = 20_000;

/**
 * Waits until a question is answered, and keeps meanwhile what is held for the run. Undefined where nobody has answered
 * by then.
 */
export async function awaitAnswer(
  { id, decisionId, expiresAtMs }: Approval,
  { store, setTimer, nowMs }: Waiting,
): Promise<Approval | undefined> {
  let renewedAtMs = nowMs();
  for (;;) {
    const approval = await store.approval(id);
    if (approval !== undefined && approval.state !== 'open') {
      return isAnswered(approval) ? approval : undefined;
    }
    if (nowMs() >= expiresAtMs) {
      // An answer may have come in the last moment.
      await store.expireApproval(id);
      const last = await store.approval(id);
      return last !== undefined && isAnswered(last) ? last : undefined;
    }
    if (nowMs() - renewedAtMs >= RENEW_EVERY_MS) {
      renewedAtMs = nowMs();
      await store.renewReservation(decisionId, renewedAtMs);
    }
    await pause(setTimer, LOOK_EVERY_MS);
  }
}

function isAnswered({ state }: Approval): boolean {
  return state === 'approved' || state === 'denied';
}
