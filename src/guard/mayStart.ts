import { APPROVAL_MS, type Approval, type ApprovalPlace, isApproved } from '../core/approval.ts';
import type { ApprovalStore } from './ports.ts';
import type { Preflight } from './preflight.ts';

/** A run that the policy does not deny. */
export interface StartQuestion {
  readonly prompt: string;
  readonly place: ApprovalPlace;
  readonly decisionId: string;
  readonly preflight: Preflight;
  /** What a person has approved of the same prompt. */
  readonly approval: Approval | undefined;
}

/** Whether it starts, and who says so. `ask`: it may be approved under an id, and is to be sent again then. */
export type StartVerdict =
  | { readonly kind: 'start'; readonly by: string }
  | { readonly kind: 'ask'; readonly by: string; readonly approvalId: string };

/** Whether a run may start: by the policy, by what a person has approved before, or else by what the policy says of nobody. */
export async function mayStart(
  { prompt, place, decisionId, preflight, approval }: StartQuestion,
  { store, nowMs }: { readonly store: ApprovalStore; readonly nowMs: () => number },
): Promise<StartVerdict> {
  const { decision, estimate, request } = preflight;
  const isGood = approval !== undefined && isApproved(decision.findings, approval);
  if (isGood && (await store.takeApproval(approval.id, nowMs()))) {
    return { kind: 'start', by: approval.answeredBy ?? 'person' };
  }
  if (decision.effect !== 'confirm') {
    return { kind: 'start', by: 'policy' };
  }
  if (request.policy.noAnswer.value === 'allow') {
    return { kind: 'start', by: 'nobody' };
  }
  const { findings, cap } = decision;
  const asked = {
    kind: 'prompt',
    decisionId,
    runId: undefined,
    prompt,
    place,
    question: { findings, estimate, cap, spent: undefined },
    waiterPid: undefined,
    windowId: undefined,
  } as const;
  const { id } = await store.raiseApproval(asked, nowMs() + APPROVAL_MS, nowMs());
  return { kind: 'ask', by: 'nobody', approvalId: id };
}
