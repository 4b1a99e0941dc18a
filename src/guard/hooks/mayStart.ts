import {
  APPROVAL_MS,
  type Approval,
  type ApprovalPlace,
  type NewApproval,
  isApproved,
} from '../../core/decisions/approval.ts';
import type { CreditsMicros } from '../../core/money.ts';
import { type Waiting, awaitAnswer } from './awaitAnswer.ts';
import type { ApprovalStore } from '../ports.ts';
import type { Preflight } from '../runs/preflight.ts';

/** A run that the policy does not deny. */
interface StartQuestion {
  readonly prompt: string;
  readonly place: ApprovalPlace;
  readonly decisionId: string;
  readonly preflight: Preflight;
  /** What a person has approved of the same prompt. */
  readonly approval: Approval | undefined;
}

/**
 * Whether it starts, and who says so; `cap` where they want another than was decided. `ask`: it may be approved under an
 * id, and is to be sent again then.
 */
export type StartVerdict =
  | { readonly kind: 'start'; readonly by: string; readonly cap: CreditsMicros | undefined }
  | { readonly kind: 'ask'; readonly by: string; readonly approvalId: string }
  | { readonly kind: 'no'; readonly by: string };

/** Who asks, and where. */
export interface Asking extends Waiting {
  readonly store: Waiting['store'] & ApprovalStore;
  /** The process that waits for the answer. */
  readonly pid: number;
  /** Hears that a window asks, and under which id others can answer. */
  readonly onAsked: (approvalId: string) => Promise<void>;
}

/**
 * Whether a run may start: by the policy, by what a person has approved before, by what they say in the window that had
 * the focus last, or else by what the policy says of nobody.
 */
export async function mayStart(question: StartQuestion, asking: Asking): Promise<StartVerdict> {
  const { preflight, approval } = question;
  const { store, nowMs } = asking;
  const { decision, request } = preflight;
  const isGood = approval !== undefined && isApproved(decision.findings, approval);
  if (isGood && (await store.takeApproval(approval.id, nowMs()))) {
    return { kind: 'start', by: approval.answeredBy ?? 'person', cap: undefined };
  }
  if (decision.effect !== 'confirm') {
    return { kind: 'start', by: 'policy', cap: undefined };
  }
  const windowId = await store.windowToAsk(nowMs());
  const answer = windowId === undefined ? undefined : await askWindow(question, windowId, asking);
  if (answer !== undefined) {
    const by = answer.answeredBy ?? 'person';
    return answer.state === 'approved' ? { kind: 'start', by, cap: answer.credits } : { kind: 'no', by };
  }
  if (request.policy.noAnswer.value === 'allow') {
    return { kind: 'start', by: 'nobody', cap: undefined };
  }
  const { id } = await store.raiseApproval(asked(question), nowMs() + APPROVAL_MS, nowMs());
  return { kind: 'ask', by: 'nobody', approvalId: id };
}

async function askWindow(question: StartQuestion, windowId: string, asking: Asking): Promise<Approval | undefined> {
  const { store, nowMs, pid, onAsked } = asking;
  const untilMs = nowMs() + question.preflight.request.policy.answerWithinMs.value;
  const waiting = { ...asked(question), prompt: undefined, waiterPid: pid, windowId };
  const approval = await store.raiseApproval(waiting, untilMs, nowMs());
  await onAsked(approval.id);
  return awaitAnswer(approval, asking);
}

function asked({ prompt, place, decisionId, preflight }: StartQuestion): NewApproval {
  const { decision, estimate } = preflight;
  const { findings, cap } = decision;
  return {
    kind: 'prompt',
    decisionId,
    runId: undefined,
    prompt,
    place,
    question: { findings, estimate, cap, spent: undefined },
    waiterPid: undefined,
    windowId: undefined,
  };
}
