import type { TokenUsage } from './tokenUsage.ts';

/** Where a run was started. */
export type Surface = 'tui' | 'exec' | 'ide' | 'desktop' | 'guardrails' | 'other';

/**
 * One completed model request: the fact that everything else is computed from. Unique by
 * (`threadId`, `responseId`). What was not recorded is undefined, never guessed.
 */
export interface UsageEvent {
  readonly threadId: string;
  readonly responseId: string;
  /** The turn of the thread the request belongs to. */
  readonly turnId: string | undefined;
  /** The root turn, whose id is the run's: subagents and reviews carry their root's. */
  readonly runId: string;
  readonly occurredAtMs: number;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  /** The folder the turn worked in. */
  readonly cwd: string | undefined;
  readonly surface: Surface;
  readonly usage: TokenUsage;
}
