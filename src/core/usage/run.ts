import type { RunEstimate } from '../estimate/estimateRun.ts';
import type { CreditsMicros, UsdMicros } from '../money.ts';
import type { Surface } from './usageEvent.ts';

/** How a guarded turn ended. `stopped`: by the person; `capped`: by us, at its cap. */
export type RunStatus = 'running' | 'completed' | 'stopped' | 'capped' | 'failed';

/** A run as a table shows it: one root turn, its subagents and reviews rolled up. */
export interface RunSummary {
  readonly runId: string;
  readonly threadId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly workspace: string | undefined;
  readonly surface: Surface;
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** At list price, whoever pays. Undefined where no request of it has a price in credits. */
  readonly credits: CreditsMicros | undefined;
  /** What an API key paid, at list price; undefined where none did, or where nothing of it has a price in dollars. */
  readonly usd: UsdMicros | undefined;
  readonly unpricedRequests: number;
  readonly subagents: number;
  /** Only for runs that were started through us. */
  readonly estimate: RunEstimate | undefined;
  readonly cap: CreditsMicros | undefined;
  readonly status: RunStatus | undefined;
}
