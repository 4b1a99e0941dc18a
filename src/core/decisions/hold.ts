import type { Finding } from './finding.ts';
import type { CreditsMicros } from '../money.ts';
import type { Remainder } from '../estimate/remainder.ts';

/** Why a run is held: it has reached its cap, or budgets and other rules grant it no more. */
export type HoldCause = 'cap' | 'policy';

/** A pause: requests wait until a person has answered. */
export interface Hold {
  readonly cause: HoldCause;
  /** What the rules say against more. */
  readonly findings: readonly Finding[];
  /** False where a managed rule holds it: then it can wait or stop. */
  readonly canBeRaised: boolean;
  readonly heldAtMs: number;
  /** What the run likely still needs; undefined where it has no estimate. */
  readonly remainder: Remainder | undefined;
  readonly suggestedRaise: CreditsMicros;
  /** When the budget that holds the run begins anew, which can be waited for. */
  readonly resetsAtMs: number | undefined;
  /** It has been told to wait, and goes on by itself then. */
  readonly waitsUntilMs: number | undefined;
}

/** What a person may say to a run that is held. */
export type HoldAnswer =
  | { readonly kind: 'raise'; readonly by: CreditsMicros }
  | { readonly kind: 'uncap' }
  /** Goes on by itself when the budget that holds it begins anew. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'stop' }
  /** There is nobody to ask: it ends at its cap. */
  | { readonly kind: 'noAnswer' };

/** A hold as the ledger keeps it: never what was asked of the agent, but enough to go on with its thread. */
export interface RecordedHold {
  readonly runId: string;
  readonly heldAtMs: number;
  readonly cause: HoldCause;
  readonly cap: CreditsMicros | undefined;
  readonly spent: CreditsMicros;
  readonly cwd: string;
  /** What the rules say against more, and when it begins anew: for a guard that comes later. */
  readonly findings?: readonly Finding[];
  readonly resetsAtMs?: number | undefined;
}

/** What became of a hold. `resumed`: it had been told to wait, and went on; `continued`: as a run of its own. */
export interface RecordedAnswer {
  readonly kind: HoldAnswer['kind'] | 'resumed' | 'continued';
  /** What the run may cost at most from now on; undefined: no cap, or none any more. */
  readonly cap: CreditsMicros | undefined;
  readonly reason: string | undefined;
  readonly answeredBy: string;
  readonly answeredAtMs: number;
}

/** A hold whose process ended before there was an answer. Its thread can be gone on with. */
export interface LeftHold extends RecordedHold {
  readonly threadId: string;
  readonly workspace: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
}
