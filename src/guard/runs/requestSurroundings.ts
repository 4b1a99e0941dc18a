import type { Approval, ApprovalPlace } from '../../core/decisions/approval.ts';
import type { RunSubject } from '../../core/decisions/judgement.ts';
import type { HookedRun, Unlogged } from '../../core/hooks/hookedRun.ts';
import type { Room } from '../hooks/hookedRoom.ts';
import type { ApprovalStore, DecisionStore, HookedRunStore, SetTimer, RunUsageStore } from '../ports.ts';
import type { Circumstances } from './preflight.ts';

/** A request, or a compaction, that waits in Codex until it is answered. */
export interface HookedRequest {
  /** `threadId` is the person's thread, also where a subagent asks. */
  readonly subject: RunSubject & { readonly threadId: string };
  readonly turnId: string;
  readonly isSubagent: boolean;
  readonly place: ApprovalPlace;
  /** Where its Codex keeps no log. */
  readonly unlogged?: Unlogged | undefined;
}

/** `stop`: its run is to end, and this request must not start. */
export type RequestAnswer = 'pass' | 'stop';

/** What an answer to a request needs of its surroundings. */
export interface RequestSurroundings {
  readonly store: RunUsageStore & DecisionStore & HookedRunStore & ApprovalStore;
  /** Brings the ledger up to date with what the thread has logged, and tells what is to be judged on. */
  readonly look: () => Promise<Circumstances>;
  /** Hears what room a run has whose request passes: the next ones may pass on it, too. */
  readonly onRoom: (run: HookedRun, room: Room) => void;
  /** Hears once that the request is held, and by which question it can be answered; undefined: by none. */
  readonly onHeld: (asked: Approval | undefined) => Promise<void>;
  /** What this file says, no answer of a person undoes. */
  readonly managedPolicyFile: string;
  readonly newId: () => string;
  readonly nowMs: () => number;
  readonly setTimer: SetTimer;
  readonly pid: number;
}
