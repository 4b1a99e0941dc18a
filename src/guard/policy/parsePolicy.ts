import { phrase } from '../../base/phrase.ts';
import type { AutoReload, Budget, BudgetScope, PolicyFile, PolicyLevel } from '../../core/policy/policy.ts';
import { type FileIssue, type TextIssue, checkJson } from '../json/checkedJson.ts';
import { POLICY_KEYS, type PolicyJson, policySchema } from './policySchema.ts';

/** Where a policy text comes from, and what its paths are relative to. */
export interface PolicySource {
  readonly file: string;
  readonly level: PolicyLevel;
  readonly homeFolder: string;
  /** The folder a workspace file lies in: its budgets count nothing else. */
  readonly workspace: string | undefined;
}

export type ParsedPolicy =
  { readonly kind: 'valid'; readonly policy: PolicyFile } | { readonly kind: 'invalid'; readonly issue: FileIssue };

/**
 * Reads a policy file's text. Comments and trailing commas are let pass; anything else that is not known is an error.
 * It never throws: a bad file is a value like any other.
 */
export function parsePolicy(text: string, source: PolicySource): ParsedPolicy {
  const checked = checkJson(text, policySchema, POLICY_KEYS);
  if (checked.kind === 'invalid') {
    return invalid(source, checked.issue);
  }
  const { data, lineOf } = checked;
  const repeated = firstRepeated(data.budgets.map(({ id }) => id));
  if (repeated !== undefined) {
    const index = data.budgets.findLastIndex(({ id }) => id === repeated);
    const line = lineOf(['budgets', index, 'id']);
    return invalid(source, { line, text: phrase('two budgets have the id “{0}”; expected each id once', repeated) });
  }
  const unplaced = data.budgets.findIndex(({ scope }) => !isPlaced(scope, source));
  if (unplaced >= 0) {
    const path = ['budgets', unplaced, 'scope', 'path'];
    const words = phrase('expected an absolute path, or one that begins with “~/”');
    return invalid(source, { line: lineOf(path), text: phrase('“{0}”: {1}', path.join('.'), words) });
  }
  return { kind: 'valid', policy: policyFile(data, source) };
}

const ABSOLUTE_FOLDER = /^(?:\/|~$|~\/|\\\\|[A-Za-z]:[\\/])/;

/** Whether it is clear which folder a scope means: one that no run is ever in would make a budget that counts nothing. */
function isPlaced(scope: BudgetScope, { level }: PolicySource): boolean {
  if (scope.kind !== 'workspace' || level === 'workspace') {
    return true;
  }
  const hasDots = scope.path.split(/[\\/]/).some((part) => part === '.' || part === '..');
  return ABSOLUTE_FOLDER.test(scope.path) && !hasDots;
}

function invalid({ file }: PolicySource, issue: TextIssue): ParsedPolicy {
  return { kind: 'invalid', issue: { file, ...issue } };
}

function firstRepeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

function policyFile(json: PolicyJson, source: PolicySource): PolicyFile {
  const { run, models, unknown, concurrency, accounts } = json;
  return {
    file: source.file,
    level: source.level,
    budgets: json.budgets.map((budget) => budgetOf(budget, source)),
    modelsDeny: models.deny,
    ...defined({
      timezone: json.timezone,
      runCap: run.capCredits,
      confirmAbove: run.confirmAboveCredits,
      onCap: run.onCap,
      modelsAllow: models.allow,
      maxEffort: models.maxEffort,
      tiers: models.tiers,
      paidCredits: json.paidCredits,
      reserve: json.reserveCredits,
      unknownPrice: unknown.price,
      unknownBalance: unknown.balance,
      unknownEffort: unknown.effort,
      unknownTier: unknown.tier,
      maxBalanceAgeMs: inMs(unknown.maxBalanceAgeMinutes, MINUTE_MS),
      maxRuns: concurrency.maxRuns,
      maxSubagentsPerRun: concurrency.maxSubagentsPerRun,
      accountsAllow: accounts.allow,
      autoReload: json.autoReload === undefined ? undefined : autoReloadOf(json.autoReload),
      noAnswer: json.noAnswer,
      answerWithinMs: inMs(json.answerWithinSeconds, SECOND_MS),
      onGuardFailure: json.onGuardFailure,
    }),
  };
}

function budgetOf({ limitCredits, scope, ...rest }: PolicyJson['budgets'][number], source: PolicySource): Budget {
  const within = source.level === 'workspace' ? source.workspace : undefined;
  return { ...rest, limit: limitCredits, scope: scopeOf(scope, source), within };
}

/** A workspace file speaks for its own folder only, whatever it says. */
function scopeOf(scope: BudgetScope, { level, workspace, homeFolder }: PolicySource): BudgetScope {
  if (level === 'workspace' && workspace !== undefined && (scope.kind === 'account' || scope.kind === 'workspace')) {
    return { kind: 'workspace', path: workspace };
  }
  return scope.kind === 'workspace' ? { kind: 'workspace', path: absolutePath(scope.path, homeFolder) } : scope;
}

function absolutePath(path: string, homeFolder: string): string {
  const whole = path === '~' || path.startsWith('~/') ? homeFolder + path.slice(1) : path;
  const plain = whole.replaceAll(/\/{2,}/g, '/');
  return plain.length > 1 ? plain.replace(/\/$/, '') : plain;
}

function autoReloadOf(json: NonNullable<PolicyJson['autoReload']>): AutoReload {
  return defined({
    minimumBalance: json.minimumBalanceCredits,
    targetBalance: json.targetBalanceCredits,
    monthlyMaximum: json.monthlyMaximumCredits,
    maxPerMonth: json.maxPerMonth,
  });
}

/** In whole milliseconds, which the ledger keeps no parts of; never less than was written. */
function inMs(value: number | undefined, unitMs: number): number | undefined {
  return value === undefined ? undefined : Math.ceil(value * unitMs);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}
