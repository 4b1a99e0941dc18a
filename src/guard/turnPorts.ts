import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { Said } from '../base/phrase.ts';
import type { TokenUsage } from '../core/usage/tokenUsage.ts';
import type { AccountFacts } from '../core/wallet/wallet.ts';

/** What a run needs of the agent that it watches. */

/** How a turn ended, as the agent tells it. */
export interface TurnEnd {
  readonly status: 'completed' | 'interrupted' | 'failed';
  readonly errorMessage: Said | undefined;
}

/** Something the agent did in a turn. */
export interface TurnItem {
  readonly kind: 'message' | 'command' | 'fileChange' | 'other';
  readonly text: string | undefined;
}

/** What a response used. */
export interface TurnUse {
  /** That of the turn, or of a subagent. */
  readonly threadId: string;
  readonly usage: TokenUsage;
  /** Subagents may have another than the run; undefined: not known. */
  readonly model: string | undefined;
}

/** Where each request of a turn waits, before it starts, until it is let pass; subagents' too. */
export interface TurnGate {
  /** A request waits, or one that was let pass has ended: what it used has been told by then. */
  readonly onDidMove: Event<void>;
  /** How many wait to be let pass. */
  readonly waiting: number;
  /** Subagents that wait for another one to end, as {@link limitSubagents} says; they are not among those. */
  readonly queuedSubagents: number;
  /** How many were let pass and have not ended. */
  readonly underWay: number;
  /** No more than so many subagents begin at the same time. */
  limitSubagents(most: number): void;
  /** Lets so many of those pass that wait. */
  pass(most: number): void;
  /** Makes those wait again that were let pass and have not gone yet. */
  recall(): Promise<void>;
}

/** A turn under way. */
export interface RunningTurn extends Disposable {
  readonly threadId: string;
  readonly turnId: string;
  /** Undefined where the agent cannot be made to wait, only interrupted. */
  readonly gate: TurnGate | undefined;
  /** The tokens of each response, as it comes in; subagents' too. */
  readonly onDidUseTokens: Event<TurnUse>;
  readonly onDidItem: Event<TurnItem>;
  /** What each response says of the wallet it drew on, and one that is turned away; what is left out is not said. */
  readonly onDidSeeWallet: Event<AccountFacts>;
  /** Resolves once, however the turn ends. */
  readonly ended: Promise<TurnEnd>;
  /** Where it waits at its gate for another guard, should this one end; undefined: it ends with its guard. */
  readonly place: string | undefined;
  /** Ends the turn as soon as the agent can; no further request starts. */
  interrupt(): Promise<void>;
  /** Its place is noted where other guards look: from now on it waits there for them, and not only for a moment. */
  noted(): Promise<void>;
  /** Lets go of it, that another guard may go on with it; nothing of it is heard any more. */
  leave(): void;
}

/** What an agent is told to do. */
export interface TurnRequest {
  /** Undefined: goes on where the thread was interrupted. */
  readonly prompt: string | undefined;
  /** The thread to go on with; undefined: a new one. */
  readonly threadId: string | undefined;
  readonly cwd: string;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
}

/** Starts turns. Throws `GuardError`s with codes `codex.…` when it cannot. */
export interface TurnStarter {
  /** `decisionId`: hooks of the person's own leave the turn to whoever guards it under this decision. */
  startTurn(request: TurnRequest, decisionId: string): Promise<RunningTurn>;
}
