import type { Said } from '../../base/phrase.ts';
import { remainingOf } from '../../core/budgets/budgetStatus.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { Hold, HoldCause } from '../../core/decisions/hold.ts';
import { type CapOutlook, NO_OUTLOOK, chanceToPassCap } from '../../core/estimate/duringRun.ts';
import { type CreditsMicros, NO_CREDITS, addCredits, creditsMicros } from '../../core/money.ts';
import type { Cost } from '../../core/prices/pricing.ts';
import {
  type CostRange,
  SMALLEST_RAISE,
  costRangeOf,
  remainderOf,
  suggestedRaise,
} from '../../core/estimate/remainder.ts';
import type { RunStatus } from '../../core/usage/run.ts';
import { isHeldByManaged } from '../policy/managedLimit.ts';
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
  /** What its thread's last response read: about what the next one reads again. */
  readonly contextTokens: number;
  /** What it will likely have cost at its end; undefined where it has no price. */
  readonly range: CostRange | undefined;
  /** Undefined where it has no cap, or no price. */
  readonly capOutlook: CapOutlook | undefined;
  /** Subagents that the policy lets begin when another one has ended. */
  readonly queuedSubagents: number;
  readonly status: RunStatus;
  /** Undefined while requests pass. */
  readonly hold: Hold | undefined;
  readonly errorMessage: Said | undefined;
}

/** A raise lasts for so many responses at least, as those so far were. */
const RESPONSES_OF_A_RAISE = 4;

const NOTHING_DONE = { spent: 0, leastNext: 0 };

/** Nothing used yet. */
export function newMeter(
  run: Pick<RunMeter, 'runId' | 'threadId' | 'startedAtMs' | 'preflight' | 'canBeHeld'>,
): RunMeter {
  const { estimate, decision } = run.preflight;
  const { cap } = decision;
  return {
    ...run,
    cap,
    contextTokens: 0,
    range: estimate.kind === 'priced' ? costRangeOf(estimate.credits) : undefined,
    capOutlook:
      estimate.kind === 'priced' && cap !== undefined
        ? { ...NO_OUTLOOK, chance: chanceToPassCap(estimate.credits, NOTHING_DONE, cap) }
        : undefined,
    spent: NO_CREDITS,
    requests: 0,
    unpricedRequests: 0,
    queuedSubagents: 0,
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

/** Whether a run has reached its cap, so that nothing more of it may start. */
export function isAtCap({ cap, spent }: RunMeter): boolean {
  return cap !== undefined && spent >= cap;
}

/** A hold that begins now, with what a person needs to know to answer. */
export function holdOf(
  meter: RunMeter,
  cause: HoldCause,
  findings: readonly Finding[],
  managedPolicyFile: string,
  nowMs: number,
): Hold {
  const { preflight, spent, cap, range } = meter;
  const { budgets, request } = preflight;
  const resets = cause === 'cap' ? bindingResets(budgets, cap) : findings.map(({ resetsAtMs }) => resetsAtMs);
  const remainder = range === undefined ? undefined : remainderOf(range, spent);
  return {
    cause,
    findings,
    canBeRaised: !isHeldByManaged(request.policy, findings, spent, managedPolicyFile),
    heldAtMs: nowMs,
    remainder,
    suggestedRaise: remainder === undefined ? (cap ?? SMALLEST_RAISE) : suggestedRaise(remainder, leastRaise(meter)),
    resetsAtMs: latestOf(resets, nowMs),
    waitsUntilMs: undefined,
  };
}

function leastRaise({ spent, requests }: RunMeter): CreditsMicros {
  return creditsMicros(Math.ceil((RESPONSES_OF_A_RAISE * spent) / Math.max(1, requests)));
}

/** When those budgets begin anew that left no more than the cap when the run began. */
function bindingResets(budgets: Preflight['budgets'], cap: CreditsMicros | undefined): readonly (number | undefined)[] {
  const binding = budgets.filter((status) => cap !== undefined && remainingOf(status) <= cap);
  return binding.map(({ resetsAtMs }) => resetsAtMs);
}

/** Before the last of them, none helps; where one is not known or past, there is nothing to wait for. */
function latestOf(resetsAtMs: readonly (number | undefined)[], nowMs: number): number | undefined {
  const known = resetsAtMs.filter((atMs) => atMs !== undefined && atMs > nowMs) as readonly number[];
  return known.length === 0 || known.length < resetsAtMs.length ? undefined : Math.max(...known);
}
