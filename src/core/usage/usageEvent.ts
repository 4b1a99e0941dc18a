import type { TokenUsage } from './tokenUsage.ts';

/** Where a run was started. */
export const SURFACES = ['tui', 'exec', 'ide', 'desktop', 'guardrails', 'other'] as const;
export type Surface = (typeof SURFACES)[number];

/** Stands for the account where an API key pays: what it uses draws on no one's credits. */
export const API_KEY_ACCOUNT = 'api-key';

/** What a request ran in: all that usage is cut or filtered by, beside time, thread and run. */
export interface Surroundings {
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  /** What had been asked for, where another model answered. */
  readonly requestedModel: string | undefined;
  /** What had been asked for, where another tier answered. */
  readonly requestedTier: string | undefined;
  /** The folder the turn worked in. */
  readonly cwd: string | undefined;
  /** The git top level that `cwd` lies in, else `cwd` itself. */
  readonly workspace: string | undefined;
  /** Where the workspace's git repository comes from, and the branch its thread began on. */
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  readonly surface: Surface;
  /** The client's own name for itself, from which the surface is told. */
  readonly originator: string | undefined;
  /** The ChatGPT account that is drawn on, or {@link API_KEY_ACCOUNT}. Versions that know of no accounts tell of none. */
  readonly account: string | undefined;
}

export const NOTHING_KNOWN: Surroundings = {
  model: undefined,
  effort: undefined,
  tier: undefined,
  requestedModel: undefined,
  requestedTier: undefined,
  cwd: undefined,
  workspace: undefined,
  repository: undefined,
  branch: undefined,
  surface: 'other',
  originator: undefined,
  account: undefined,
};

/**
 * One completed model request: the fact that everything else is computed from. Unique by
 * (`threadId`, `responseId`). What was not recorded is undefined, never guessed.
 */
export interface ModelRequest {
  readonly threadId: string;
  readonly responseId: string;
  /** The turn of the thread the request belongs to; made up where older versions gave it no id. */
  readonly turnId: string;
  /** The root turn, whose id is the run's: subagents and reviews carry their root's. */
  readonly runId: string;
  readonly occurredAtMs: number;
  readonly usage: TokenUsage;
}

/** A request with what it ran in. */
export interface UsageEvent extends ModelRequest, Surroundings {}

export const MANAGED_PREFIX = 'managed:';

/** One response, as a witness saw it that knows no response id. It gives way to what the rollout tells of its turn. */
export interface WitnessedUsage {
  readonly threadId: string;
  readonly turnId: string;
  readonly runId: string;
  readonly witness: 'appServer' | 'hook';
  /**
   * Tells what the witness saw in a turn apart: seen again under the same name, it is the same response. What an
   * administrator's hooks saw begins with `MANAGED_PREFIX`, and counts where the home has none of its own.
   */
  readonly observation: string;
  readonly surroundings: Surroundings;
  readonly occurredAtMs: number;
  readonly usage: TokenUsage;
}
