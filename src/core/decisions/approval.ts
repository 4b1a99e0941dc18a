import type { RunEstimate } from '../estimate/estimateRun.ts';
import type { Finding } from './finding.ts';
import type { CreditsMicros } from '../money.ts';
import type { Surface } from '../usage/usageEvent.ts';

/** A prompt that is to start, or a run that is held; a refusal asks for nothing, and is only told. */
export type ApprovalKind = 'prompt' | 'hold' | 'refusal';

/** What a person is told who is asked: never what the agent was asked. */
export interface ApprovalQuestion {
  readonly findings: readonly Finding[];
  readonly estimate: RunEstimate;
  /** What the run may cost at most, of one that is held after a yes; undefined: no cap. */
  readonly cap: CreditsMicros | undefined;
  /** What a run that is held has spent. */
  readonly spent: CreditsMicros | undefined;
}

/** Where Codex runs whose hook asks. */
export interface ApprovalPlace {
  readonly folder: string;
  readonly surface: Surface;
  /** The terminal's file; undefined where it has none. */
  readonly terminal: string | undefined;
}

/** A question that is to be kept. */
export interface NewApproval {
  readonly kind: ApprovalKind;
  readonly decisionId: string;
  /** The run that is held. */
  readonly runId: string | undefined;
  /** Kept as a hash alone, until it is used or has expired: the approval is for this prompt and folder. */
  readonly prompt: string | undefined;
  readonly place: ApprovalPlace;
  readonly question: ApprovalQuestion;
  /** The process that waits for the answer; undefined: none does, and the prompt is to be sent again. */
  readonly waiterPid: number | undefined;
  /** The window that is to ask; undefined: none is open. */
  readonly windowId: string | undefined;
}

/** `used`: what was approved has begun. */
export type ApprovalState = 'open' | 'approved' | 'denied' | 'expired' | 'used';

export interface Approval extends Omit<NewApproval, 'prompt'> {
  /** What a person types. */
  readonly id: string;
  readonly raisedAtMs: number;
  readonly expiresAtMs: number;
  readonly state: ApprovalState;
  /** What the person grants: of a prompt its cap, of a held run what it may cost more. */
  readonly credits: CreditsMicros | undefined;
  readonly answeredBy: string | undefined;
}

/** A yes or a no, and who said it. */
export interface ApprovalAnswer {
  readonly state: 'approved' | 'denied';
  readonly credits: CreditsMicros | undefined;
  readonly answeredBy: string;
}

/** So long is a question good, and so long what was approved. */
export const APPROVAL_MS = 600_000;

/** Whether what a decision asks is what was asked when it was approved: a yes to one question is no yes to another. */
export function isApproved(asked: readonly Finding[], { question }: Approval): boolean {
  return asked
    .filter(({ effect }) => effect === 'confirm')
    .every(({ ruleId, reason }) =>
      question.findings.some((given) => given.ruleId === ruleId && given.reason.kind === reason.kind),
    );
}
