import type { RunEstimate } from '../estimate/estimateRun.ts';
import type { RecordedAnswer } from '../decisions/hold.ts';
import type { RunSubject } from '../decisions/judgement.ts';
import type { CreditsMicros } from '../money.ts';
import type { RunStatus } from '../usage/run.ts';

/** A run that a person started in Codex itself, and that hooks keep watch of. */
export interface HookedRun {
  readonly runId: string;
  readonly decisionId: string;
  readonly threadId: string;
  readonly status: RunStatus;
  readonly subject: RunSubject;
  readonly estimate: RunEstimate;
  /** The cap that it began with. */
  readonly firstCap: CreditsMicros | undefined;
  /** What was answered when it was held, in the order of answering. */
  readonly answers: readonly RecordedAnswer[];
}

/** A run of which its Codex keeps no log. */
export interface Unlogged {
  /** The process that works on this run alone; undefined where it serves others, too, or is not known. */
  readonly codexPid: number | undefined;
}

/** A turn whose end its log tells. */
export interface EndedTurn {
  readonly turnId: string;
  readonly how: 'completed' | 'failed' | 'stopped';
  readonly endedAtMs: number;
}
