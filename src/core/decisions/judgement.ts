import type { BudgetStatus } from '../budgets/budgetStatus.ts';
import type { Decision } from './decide.ts';
import type { RunEstimate } from '../estimate/estimateRun.ts';
import type { CreditsMicros } from '../money.ts';
import type { Policy } from '../policy/policy.ts';
import type { Surface } from '../usage/usageEvent.ts';
import type { WalletState } from '../wallet/wallet.ts';

/** What a run is about, for the record and for the budgets it counts in. */
export interface RunSubject {
  readonly surface: Surface;
  readonly workspace: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  readonly threadId: string | undefined;
}

/** A run to be judged. */
export interface JudgeRequest {
  readonly subject: RunSubject;
  readonly policy: Policy;
  readonly unreadablePolicyFiles: readonly string[];
  readonly estimate: RunEstimate;
  readonly wallet: WalletState;
  readonly requestedCap: CreditsMicros | undefined;
  /** Subagents that the run would have at the same time; left out before it has begun. */
  readonly subagents?: number;
  /** The person's time zone, for policies that name none. */
  readonly timezone: string;
  readonly nowMs: number;
}

/** A decision with the standing of the budgets it was made on. */
export interface Judgement {
  readonly decision: Decision;
  readonly budgets: readonly BudgetStatus[];
}

/** What became of a decision: the run was started, the policy refused it, or the person did not want it. */
export type Answer = 'run' | 'refused' | 'cancelled';
