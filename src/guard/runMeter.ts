import { remainingOf } from '../core/budgetStatus.ts';
import type { Hold, HoldCause } from '../core/hold.ts';
import { type CreditsMicros, NO_CREDITS, addCredits } from '../core/money.ts';
import type { Cost } from '../core/pricing.ts';
import { remainderOf, suggestedRaise } from '../core/remainder.ts';
import type { RunStatus } from '../core/run.ts';
import type { Preflight } from './preflight.ts';

/** What a run has used so far, from what its agent reports; the ledger has the last word afterwards. */
export interface RunMeter {
  readonly runId: string;
  readonly threadId: string;
  readonly startedAtMs: number;
  readonly preflight: Preflight;
  /** False: at its cap it is stopped, either because the policy says so or because its agent cannot be made to wait. */
  readonly canBeHeld: boolean;
  readonly cap: CreditsMicros | undefined;
  readonly spent: CreditsMicros;
  readonly requests: number;
  readonly unpricedRequests: number;
  readonly status: RunStatus;
  /** Undefined while requests pass. */
  readonly hold: Hold | undefined;
  readonly errorMessage: string | undefined;
}

/** A raise where nothing is known of what is needed. */
const SMALLEST_RAISE = 1_000_000 as CreditsMicros;

/** Nothing used yet. */
export function newMeter(
  run: Pick<RunMeter, 'runId' | 'threadId' | 'startedAtMs' | 'preflight' | 'canBeHeld'>,
): RunMeter {
  return {
    ...run,
    cap: run.preflight.decision.cap,
    spent: NO_CREDITS,
    requests: 0,
    unpricedRequests: 0,
    status: 'running',
    hold: undefined,
    errorMessage: undefined,
  };
}

/** The meter after one more response. */
export function countResponse(meter: RunMeter, cost: Cost): RunMeter {
  const { spent, requests, unpricedRequests } = meter;
  return {
    ...meter,
    spent: cost.kind === 'priced' ? addCredits(spent, cost.credits) : spent,
    requests: requests + 1,
    unpricedRequests: unpricedRequests + (cost.kind === 'unpriced' ? 1 : 0),
  };
}

export function isAtCap({ cap, spent }: RunMeter): boolean {
  return cap !== undefined && spent >= cap;
}

/** A hold that begins now, with what a person needs to know to answer. */
export function holdOf(meter: RunMeter, cause: HoldCause, nowMs: number): Hold {
  const { preflight, spent, cap } = meter;
  const { estimate, budgets } = preflight;
  const remainder = estimate.kind === 'priced' ? remainderOf(estimate.credits, spent) : undefined;
  return {
    cause,
    heldAtMs: nowMs,
    remainder,
    suggestedRaise: remainder === undefined ? (cap ?? SMALLEST_RAISE) : suggestedRaise(remainder),
    resetsAtMs: resetOf(budgets, cap, nowMs),
    waitsUntilMs: undefined,
  };
}

/** The latest reset of the budgets that left no more than the cap when the run began: before, none of it helps. */
function resetOf(budgets: Preflight['budgets'], cap: CreditsMicros | undefined, nowMs: number): number | undefined {
  const binding = budgets.filter((status) => cap !== undefined && remainingOf(status) <= cap);
  const resets = binding.map(({ resetsAtMs }) => resetsAtMs);
  return resets.length === 0 || resets.some((atMs) => atMs === undefined || atMs <= nowMs)
    ? undefined
    : Math.max(...resets.filter((atMs) => atMs !== undefined));
}
