import type { TokenUsage } from '../core/tokenUsage.ts';

/** A line of a rollout that says something about usage, in our words. All other lines are passed over unparsed. */
export type RolloutLine =
  | SessionMetaLine
  | {
      readonly kind: 'turnContext';
      readonly turnId?: string;
      readonly rootTurnId?: string;
      readonly cwd?: string;
      readonly model?: string;
      readonly effort?: string;
    }
  | {
      readonly kind: 'threadSettings';
      readonly threadId?: string;
      readonly model?: string;
      readonly effort?: string;
      readonly tier?: string;
    }
  | {
      readonly kind: 'taskStarted';
      readonly turnId?: string;
      readonly rootTurnId?: string;
      readonly startedAtMs?: number;
    }
  | UsageRecordLine
  | {
      readonly kind: 'tokenCount';
      readonly occurredAtMs: number;
      readonly total?: TokenUsage;
      readonly last?: TokenUsage;
    };

export interface SessionMetaLine {
  readonly kind: 'sessionMeta';
  readonly threadId: string;
  /** The root of the tree of threads this one belongs to. */
  readonly rootThreadId: string;
  readonly parentThreadId?: string;
  readonly forkedFromId?: string;
  readonly startedAtMs: number;
  readonly cwd?: string;
  readonly originator?: string;
  readonly codexVersion?: string;
  readonly gitBranch?: string;
}

export interface UsageRecordLine {
  readonly kind: 'usageRecord';
  readonly occurredAtMs: number;
  readonly threadId: string;
  readonly responseId: string;
  readonly turnId?: string;
  readonly rootTurnId?: string;
  readonly usage: TokenUsage;
}
