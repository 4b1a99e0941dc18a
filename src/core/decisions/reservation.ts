import { type BudgetStatus, remainingOf } from '../budgets/budgetStatus.ts';
import type { Decision } from './decide.ts';
import type { Finding, FindingReason } from './finding.ts';
import {
  type CreditsMicros,
  NO_CREDITS,
  addCredits,
  creditsMicros,
  lowestCredits,
  maxCredits,
  minCredits,
} from '../money.ts';
import { type Budget, severity } from '../policy/policy.ts';

/** What a run asks for beyond what it has spent: so many responses, so that not each one asks. */
export const RESPONSES_AHEAD = 4;
/** What a run in Codex asks for: all but the last few of these start without being looked at one by one. */
export const HOOKED_RESPONSES_AHEAD = 10;
export const LOOKED_AT_RESPONSES = 3;
/** At least a credit: what it asks for ahead of its first response. */
export const LEAST_AHEAD = creditsMicros(1_000_000);

/** Whether credits are still held: `lapsed` ones others may hold by now, `gone` ones were given back. */
export type Renewal = 'held' | 'lapsed' | 'gone';

/** A run under way that wants to hold more. */
interface ExtensionInput {
  /** What is held for it now, nothing where that has lapsed; what it has spent, and what it wants to be held in all. */
  readonly held: CreditsMicros;
  readonly spent: CreditsMicros;
  readonly wanted: CreditsMicros;
  /** What would be decided on a run that costs what is still to be spent of `wanted`. */
  readonly decision: Decision;
  /** The budgets it draws on, as they stand without what is held for it. */
  readonly budgets: readonly BudgetStatus[];
  /** Of the balance above its reserve; undefined where that does not bind. */
  readonly available: CreditsMicros | undefined;
  /** What the person was asked about this run, and said yes to. */
  readonly consented: readonly Finding[];
}

/** What a run may spend from now on. */
export interface Extension {
  /** Whether all of what was wanted is held now. */
  readonly granted: boolean;
  /** What is held in all, with what is spent of it. */
  readonly total: CreditsMicros;
  /** What speaks against more; strictest first. */
  readonly findings: readonly Finding[];
}

/**
 * How much more a run may hold. Where budgets or the balance leave a part of what it wants, it gets that part; where
 * something else is to be asked or is forbidden, nothing. What is held already is never taken back.
 */
export function extend(input: ExtensionInput): Extension {
  const { held, spent, wanted, decision, consented } = input;
  const findings = decision.findings.filter(
    (asked) => severity(asked.effect) >= severity('confirm') && !consented.some((given) => covers(given, asked)),
  );
  const isStopped = findings.some(({ reason }) => !OF_AMOUNTS.has(reason.kind));
  const room = isStopped ? NO_CREDITS : roomFor(input);
  const allowed = room === undefined ? wanted : minCredits(wanted, addCredits(spent, room));
  const total = maxCredits(held, isStopped ? held : allowed);
  return { granted: total >= wanted, total, findings: total >= wanted ? [] : findings };
}

/** Findings that leave a part of what is wanted, should a part fit. */
const OF_AMOUNTS: ReadonlySet<FindingReason['kind']> = new Set([
  'budgetSpent',
  'budgetMedianDoesNotFit',
  'budgetHighDoesNotFit',
  'reserveReached',
  'reserveMedianDoesNotFit',
  'reserveHighDoesNotFit',
]);

function roomFor({ budgets, available, consented }: ExtensionInput): CreditsMicros | undefined {
  const binding = budgets.filter(({ budget: { value } }) => !consented.some((given) => letsPass(given, value)));
  const rooms = [...binding.map(remainingOf), available].filter((room) => room !== undefined);
  const lowest = lowestCredits(rooms);
  return lowest === undefined ? undefined : maxCredits(NO_CREDITS, lowest);
}

/** Whether a yes that was given answers what is asked now. */
function covers(given: Finding, asked: Finding): boolean {
  if ('budget' in asked.reason) {
    return letsPass(given, asked.reason.budget);
  }
  // A yes to purchased credits holds whether they only may be drawn or are.
  const isSameQuestion = given.reason.kind === asked.reason.kind || asked.ruleId === 'paidCredits';
  return !OF_AMOUNTS.has(asked.reason.kind) && given.ruleId === asked.ruleId && isSameQuestion;
}

/** Who agreed to a soft budget's being spent is not bound by it any more. */
function letsPass({ ruleId, reason }: Finding, budget: Budget): boolean {
  return budget.mode === 'soft' && reason.kind === 'budgetSpent' && ruleId === `budgets.${budget.id}`;
}
