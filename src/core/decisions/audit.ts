import type { RunEstimate } from '../estimate/estimateRun.ts';
import type { Finding } from './finding.ts';
import type { RecordedAnswer } from './hold.ts';
import type { Answer, RunSubject } from './judgement.ts';
import type { CreditsMicros } from '../money.ts';
import type { Effect } from '../policy/policy.ts';
import type { RunStatus } from '../usage/run.ts';

/** What was answered to a decision; one that is run may still be cancelled, should it not be able to start. */
export interface AuditAnswer {
  readonly answer: Answer;
  /** The window, the command line, or what answered in place of a person. */
  readonly answeredBy: string;
  readonly answeredAtMs: number;
}

/** The run that came of a decision, with what it cost at today's prices. */
export interface AuditRun {
  readonly runId: string;
  readonly threadId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly status: RunStatus;
  readonly requests: number;
  /** Undefined where nothing of it has been read, or nothing of it has a price. */
  readonly cost: CreditsMicros | undefined;
  readonly unpricedRequests: number;
  /** What was answered when it was held: raised, let go on without a cap, told to wait or stopped, by whom and why. */
  readonly holdAnswers: readonly RecordedAnswer[];
}

/** One decision, and all that came of it. Nothing of it is ever changed; more may be added. */
export interface AuditEntry {
  readonly decisionId: string;
  readonly decidedAtMs: number;
  readonly subject: RunSubject;
  readonly effect: Effect;
  readonly findings: readonly Finding[];
  readonly estimate: RunEstimate;
  readonly cap: CreditsMicros | undefined;
  /** The prices that the estimate was made with. */
  readonly rateCardId: string;
  readonly answers: readonly AuditAnswer[];
  readonly run: AuditRun | undefined;
}
