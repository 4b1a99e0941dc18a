import type { Decision } from '../decisions/decide.ts';
import type { RunEstimate } from '../estimate/estimateRun.ts';
import type { Finding } from '../decisions/finding.ts';
import type { HoldCause } from '../decisions/hold.ts';
import type { RunSubject } from '../decisions/judgement.ts';
import type { CreditsMicros } from '../money.ts';

/** Where a run waits at its gate for another guard, should its own end. */
export interface WaitingPlace {
  readonly place: string;
  /** Where its agent works. */
  readonly cwd: string;
}

/** A hold that nobody has answered, or that is to last until a reset. */
export interface OpenHold {
  readonly cause: HoldCause;
  readonly heldAtMs: number;
  readonly findings: readonly Finding[];
  readonly resetsAtMs: number | undefined;
  /** It has been told to wait for that. */
  readonly waits: boolean;
}

/** A run whose guard has gone, and that waits for another: all that is needed to go on with it as if nothing had been. */
export interface LeftRun extends WaitingPlace {
  readonly runId: string;
  readonly threadId: string;
  readonly decisionId: string;
  readonly startedAtMs: number;
  readonly subject: RunSubject;
  readonly estimate: RunEstimate;
  readonly decision: Decision;
  /** What it may cost at most, with what persons have answered to its holds. */
  readonly cap: CreditsMicros | undefined;
  /** In micro-credits: below, a person has granted what the rules did not. */
  readonly overriddenUntil: number;
  readonly hold: OpenHold | undefined;
}
