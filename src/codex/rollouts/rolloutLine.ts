import type { EndedTurn } from '../../core/hooks/hookedRun.ts';
import type { TokenUsage } from '../../core/usage/tokenUsage.ts';

/**
 * A line that says something about usage, in our words: of a rollout, or of a saved `codex exec --json` stream. All
 * other lines are passed over unparsed. What is not recorded is undefined.
 */
export type RolloutLine =
  | SessionMetaLine
  | TurnContextLine
  | ThreadSettingsLine
  | TaskStartedLine
  | TaskEndedLine
  | UserMessageLine
  | ModelRerouteLine
  | CompactedLine
  | UsageRecordLine
  | TokenCountLine
  | StreamThreadLine
  | StreamTotalLine;

export interface SessionMetaLine {
  readonly kind: 'sessionMeta';
  readonly occurredAtMs: number;
  readonly threadId: string;
  /** The root of the tree of threads this one belongs to. */
  readonly rootThreadId: string;
  readonly parentThreadId: string | undefined;
  readonly forkedFromId: string | undefined;
  readonly startedAtMs: number;
  readonly cwd: string | undefined;
  readonly originator: string | undefined;
  /** As in `Surroundings`. */
  readonly account: string | undefined;
  readonly codexVersion: string | undefined;
  readonly branch: string | undefined;
  readonly repository: string | undefined;
}

export interface TurnContextLine {
  readonly kind: 'turnContext';
  readonly occurredAtMs: number;
  readonly turnId: string | undefined;
  readonly rootTurnId: string | undefined;
  readonly cwd: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
}

export interface ThreadSettingsLine {
  readonly kind: 'threadSettings';
  readonly threadId: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  /** Undefined: the account's default. */
  readonly tier: string | undefined;
}

interface TaskStartedLine {
  readonly kind: 'taskStarted';
  readonly occurredAtMs: number;
  readonly turnId: string | undefined;
  readonly rootTurnId: string | undefined;
  /** In whole seconds; undefined in older versions. */
  readonly startedAtMs: number | undefined;
}

export interface TaskEndedLine {
  readonly kind: 'taskEnded';
  /** Undefined where the line is not dated. */
  readonly occurredAtMs: number | undefined;
  readonly turnId: string | undefined;
  /** `stopped`: broken off, by whomever. */
  readonly how: EndedTurn['how'];
}

/** What a person (or, in a subagent, its parent) asked for. */
export interface UserMessageLine {
  readonly kind: 'userMessage';
  readonly occurredAtMs: number;
  readonly turnId: string | undefined;
  readonly text: string;
  readonly images: number;
}

/** The provider answers with another model than the one asked for. */
interface ModelRerouteLine {
  readonly kind: 'modelReroute';
  readonly model: string;
}

/** The thread goes on with a summary in the place of its history. */
interface CompactedLine {
  readonly kind: 'compacted';
  /** The summary is not told: OpenAI made it, or an old version of Codex. */
  readonly isSummaryHidden: boolean;
}

export interface UsageRecordLine {
  readonly kind: 'usageRecord';
  readonly occurredAtMs: number;
  readonly threadId: string;
  readonly responseId: string;
  readonly turnId: string | undefined;
  readonly rootTurnId: string | undefined;
  /** The tier that answered, where it is told. */
  readonly tier: string | undefined;
  readonly usage: TokenUsage;
}

export interface TokenCountLine {
  readonly kind: 'tokenCount';
  readonly occurredAtMs: number;
  readonly total: TokenUsage | undefined;
  readonly last: TokenUsage | undefined;
}

/** A saved `codex exec --json` stream begins, or goes on in another thread. */
interface StreamThreadLine {
  readonly kind: 'streamThread';
  readonly threadId: string;
}

/** The end of a turn in a saved stream. Its usage is the running total of the thread, and it bears no time. */
interface StreamTotalLine {
  readonly kind: 'streamTotal';
  readonly total: TokenUsage;
}
