import type { TokenUsage } from '../../core/usage/tokenUsage.ts';
import { NO_TOKENS } from '../../core/usage/tokenUsage.ts';
import { NOTHING_KNOWN, type Surroundings } from '../../core/usage/usageEvent.ts';
import type { SessionMetaLine } from './rolloutLine.ts';

/** What must be remembered between two lines of a rollout: plain JSON, kept beside the place read up to. */
export interface RolloutState {
  readonly thread: SessionMetaLine | undefined;
  readonly turn: TurnState | undefined;
  /** What the next request runs in, as far as the log tells. The same object for as long as nothing changes. */
  readonly surroundings: DecodedSurroundings;
  /** Settings that were changed in a turn, for the next one. */
  readonly nextSettings: TurnSettings | undefined;
  /** Lines copied from a fork's parent are going by. */
  readonly copying: CopyState | undefined;
  /** Where a copy's end was told by a pause alone: the running total it ended with, for holding against the parent's. */
  readonly inheritedTotal: TokenUsage | undefined;
  readonly totals: TotalsState;
  /** Messages of the person so far; turns without an id are told apart by it. */
  readonly messages: number;
  /** The last request of the thread, inherited ones too. */
  readonly lastRequest: { readonly atMs: number; readonly contextTokens: number } | undefined;
  /** The thread of a saved stream; see `StreamThreadLine`. */
  readonly streamThreadId: string | undefined;
  /** Something is surely missing, and no rule can know what. */
  readonly isIncomplete: boolean;
}

/** The workspace only the disk knows. */
export type DecodedSurroundings = Omit<Surroundings, 'workspace'>;

/** A turn of the thread's own. */
export interface TurnState {
  readonly turnId: string;
  /** Undefined where the log does not tell it. */
  readonly rootTurnId: string | undefined;
  readonly isIdMadeUp: boolean;
  readonly hasPrompt: boolean;
  /** Its responses have records of their own, so its running totals are not counted. */
  readonly hasRecords: boolean;
  readonly hasEnded: boolean;
}

/** What a turn is run with beside its model, which its context names. */
interface TurnSettings {
  readonly effort: string | undefined;
  readonly tier: string | undefined;
}

export interface CopyState {
  readonly lastAtMs: number;
  /** The copied turns bear a date, so that the first turn of the thread's own will, too. */
  readonly isDated: boolean;
}

/** Running totals, for what has no records. */
export interface TotalsState {
  readonly last: TokenUsage | undefined;
  readonly lastRecord: TokenUsage | undefined;
  /** What records have told since, so that a total that catches up with them is not counted again. */
  readonly recordedSince: TokenUsage;
  /** How often the totals began anew. */
  readonly restarts: number;
  /** A compaction has gone by whose summary is hidden; the next total tells whether it was counted. */
  readonly isCompactionOpen: boolean;
}

export const INITIAL_STATE: RolloutState = {
  thread: undefined,
  turn: undefined,
  surroundings: NOTHING_KNOWN,
  nextSettings: undefined,
  copying: undefined,
  inheritedTotal: undefined,
  totals: { last: undefined, lastRecord: undefined, recordedSince: NO_TOKENS, restarts: 0, isCompactionOpen: false },
  messages: 0,
  lastRequest: undefined,
  streamThreadId: undefined,
  isIncomplete: false,
};
