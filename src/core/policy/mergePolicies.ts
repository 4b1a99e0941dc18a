import { effortRank } from '../effort.ts';
import { NO_CREDITS, lowestCredits } from '../money.ts';
import {
  type AllowOrDeny,
  type Budget,
  type BudgetRule,
  type OnCap,
  type PaidCreditsRule,
  type Policy,
  type PolicyFile,
  type PolicyLevel,
  type Sourced,
  severity,
} from './policy.ts';

const LEVELS: readonly PolicyLevel[] = ['managed', 'user', 'workspace'];
const DEFAULT_BALANCE_AGE_MS = 15 * 60_000;
const DEFAULT_ANSWER_WITHIN_MS = 300_000;
const PAID_ORDER: readonly PaidCreditsRule[] = ['allow', 'ask', 'deny'];
const ON_CAP_ORDER: readonly OnCap[] = ['pause', 'stop'];
const ALLOW_OR_DENY_ORDER: readonly AllowOrDeny[] = ['allow', 'deny'];

/**
 * The rules in force when all of `files` speak: the strictest wins, whatever the order they come in. Where two say the
 * same, the outer file is named. What no file says has its default, with no file beside it. A default gives way to the
 * person's and the administrator's files, but not to a workspace's: a repository must not be able to loosen it.
 */
export function mergePolicies(files: readonly PolicyFile[]): Policy {
  const ordered = files.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  const aboveWorkspace = ordered.filter(({ level }) => level !== 'workspace');
  const inWorkspace = ordered.filter(({ level }) => level === 'workspace');
  const strictest = <T>(read: Read<T>, rank: Rank<T>) => strictestOf(said(ordered, read), rank);
  const lowest = <T extends number>(read: Read<T>) => strictest(read, (value) => -value);
  const strictestOr = <T>(fallback: T, read: Read<T>, rank: Rank<T>): Sourced<T> => {
    const outer = strictestOf(said(aboveWorkspace, read), rank) ?? byDefault(fallback);
    return said(inWorkspace, read).reduce((best, next) => stricterOf(best, next, rank), outer);
  };
  const lowestOr = (fallback: number, read: Read<number>) => strictestOr(fallback, read, (value) => -value);
  const byPlaceIn =
    <T>(order: readonly T[]): Rank<T> =>
    (value) =>
      order.indexOf(value);
  return {
    timezone: said(aboveWorkspace, ({ timezone }) => timezone).at(0) ?? byDefault(undefined),
    budgets: mergeBudgets(ordered),
    runCap: lowest(({ runCap }) => runCap),
    confirmAbove: lowest(({ confirmAbove }) => confirmAbove),
    onCap: strictestOr('pause', ({ onCap }) => onCap, byPlaceIn(ON_CAP_ORDER)),
    modelsAllow: said(ordered, ({ modelsAllow }) => modelsAllow),
    modelsDeny: said(ordered, ({ modelsDeny }) => (modelsDeny.length > 0 ? modelsDeny : undefined)),
    maxEffort: strictest(
      ({ maxEffort }) => maxEffort,
      (value) => -(effortRank(value) ?? 0),
    ),
    tiers: said(ordered, ({ tiers }) => tiers),
    paidCredits: strictestOr('ask', ({ paidCredits }) => paidCredits, byPlaceIn(PAID_ORDER)),
    reserve: strictestOr(
      NO_CREDITS,
      ({ reserve }) => reserve,
      (value) => value,
    ),
    unknownPrice: strictestOr('confirm', ({ unknownPrice }) => unknownPrice, severity),
    unknownBalance: strictestOr('warn', ({ unknownBalance }) => unknownBalance, severity),
    unknownEffort: strictestOr('allow', ({ unknownEffort }) => unknownEffort, severity),
    unknownTier: strictestOr('allow', ({ unknownTier }) => unknownTier, severity),
    maxBalanceAgeMs: lowestOr(DEFAULT_BALANCE_AGE_MS, ({ maxBalanceAgeMs }) => maxBalanceAgeMs),
    maxRuns: lowest(({ maxRuns }) => maxRuns),
    maxSubagentsPerRun: lowest(({ maxSubagentsPerRun }) => maxSubagentsPerRun),
    accountsAllow: said(ordered, ({ accountsAllow }) => accountsAllow),
    autoReload: said(aboveWorkspace, ({ autoReload }) => autoReload).at(0),
    noAnswer: strictestOr('deny', ({ noAnswer }) => noAnswer, byPlaceIn(ALLOW_OR_DENY_ORDER)),
    answerWithinMs: lowestOr(DEFAULT_ANSWER_WITHIN_MS, ({ answerWithinMs }) => answerWithinMs),
    onGuardFailure: strictestOr('allow', ({ onGuardFailure }) => onGuardFailure, byPlaceIn(ALLOW_OR_DENY_ORDER)),
  };
}

type Read<T> = (file: PolicyFile) => T | undefined;

/** How strict a value is: the higher, the stricter. */
type Rank<T> = (value: T) => number;

function strictestOf<T>(values: readonly Sourced<T>[], rank: Rank<T>): Sourced<T> | undefined {
  return values.reduce<Sourced<T> | undefined>(
    (best, next) => (best === undefined ? next : stricterOf(best, next, rank)),
    undefined,
  );
}

function stricterOf<T>(a: Sourced<T>, b: Sourced<T>, rank: Rank<T>): Sourced<T> {
  return rank(b.value) > rank(a.value) ? b : a;
}

function byDefault<T>(value: T): Sourced<T> {
  return { value, file: undefined };
}

function said<T>(files: readonly PolicyFile[], read: Read<T>): Sourced<T>[] {
  return files.flatMap((file) => {
    const value = read(file);
    return value === undefined ? [] : [{ value, file: file.file }];
  });
}

/** All budgets apply. The same id in two files is one budget where both count the same thing, else they are two. */
function mergeBudgets(files: readonly PolicyFile[]): BudgetRule[] {
  const merged: BudgetRule[] = [];
  for (const next of files.flatMap(rulesOf)) {
    const at = merged.findIndex(({ value }) => countsTheSame(value, next.value));
    const existing = merged[at];
    if (existing === undefined) {
      merged.push(next);
    } else {
      merged[at] = stricterBudget(existing, next);
    }
  }
  return merged;
}

function rulesOf({ file, level, budgets }: PolicyFile): BudgetRule[] {
  return budgets.map((value) => ({ value, file, ...(level === 'managed' ? { managedLimit: value.limit } : {}) }));
}

function countsTheSame(a: Budget, b: Budget): boolean {
  return (
    a.id === b.id &&
    a.period === b.period &&
    a.meter === b.meter &&
    a.within === b.within &&
    JSON.stringify(a.scope) === JSON.stringify(b.scope)
  );
}

function stricterBudget(a: BudgetRule, b: BudgetRule): BudgetRule {
  const tighter = b.value.limit < a.value.limit ? b : a;
  const mode = a.value.mode === 'hard' || b.value.mode === 'hard' ? 'hard' : 'soft';
  const managedLimit = lowestCredits([a, b].flatMap((rule) => rule.managedLimit ?? []));
  return {
    value: { ...tighter.value, mode },
    file: tighter.file,
    ...(managedLimit === undefined ? {} : { managedLimit }),
  };
}
