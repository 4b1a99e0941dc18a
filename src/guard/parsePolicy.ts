import { type ParseError, findNodeAtLocation, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import type * as z from 'zod';

import type { AutoReload, Budget, BudgetScope, PolicyFile, PolicyLevel } from '../core/policy.ts';
import { POLICY_KEYS, type PolicyJson, policySchema } from './policySchema.ts';

/** Where a policy text comes from, and what its paths are relative to. */
export interface PolicySource {
  readonly file: string;
  readonly level: PolicyLevel;
  readonly homeFolder: string;
  /** The folder a workspace file lies in: its budgets count nothing else. */
  readonly workspace: string | undefined;
}

/** What is wrong with a policy file, for a person: the line, the key, and what was expected. */
export interface PolicyIssue {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export type ParsedPolicy =
  { readonly kind: 'valid'; readonly policy: PolicyFile } | { readonly kind: 'invalid'; readonly issue: PolicyIssue };

/** Reads a policy file's text. Comments and trailing commas are let pass; anything else that is not known is an error. */
export function parsePolicy(text: string, source: PolicySource): ParsedPolicy {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { allowTrailingComma: true });
  const [syntaxError] = errors;
  if (syntaxError !== undefined) {
    const words = printParseErrorCode(syntaxError.error)
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase();
    return invalid(source, lineAt(text, syntaxError.offset), `not valid JSON: ${words}`);
  }
  const parsed = policySchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return issue === undefined ? invalid(source, 1, 'not valid') : describe(text, issue, source);
  }
  const repeated = firstRepeated(parsed.data.budgets.map(({ id }) => id));
  if (repeated !== undefined) {
    const line = lineOfPath(text, ['budgets', parsed.data.budgets.findLastIndex(({ id }) => id === repeated), 'id']);
    return invalid(source, line, `two budgets have the id “${repeated}”; expected each id once`);
  }
  return { kind: 'valid', policy: policyFile(parsed.data, source) };
}

function invalid({ file }: PolicySource, line: number, text: string): ParsedPolicy {
  return { kind: 'invalid', issue: { file, line, text } };
}

function describe(text: string, issue: z.core.$ZodIssue, source: PolicySource): ParsedPolicy {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const meant = nearestKey(key);
    const expected = meant === undefined ? 'expected a key of the policy file, version 1' : `expected “${meant}”`;
    return invalid(source, lineOfPath(text, [...path, key]), `“${key}” is not known; ${expected}`);
  }
  const key = path.join('.');
  const words = issue.message.replace(/^Invalid input: /, '');
  return invalid(source, lineOfPath(text, path), key === '' ? words : `“${key}”: ${words}`);
}

/** The line of a value, or of the nearest place around it that is there. */
function lineOfPath(text: string, path: readonly (string | number)[]): number {
  const root = parseTree(text, [], { allowTrailingComma: true });
  for (let length = path.length; root !== undefined && length >= 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) {
      return lineAt(text, node.offset);
    }
  }
  return 1;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const MAX_SUGGESTION_DISTANCE = 3;

/** The known key that differs least from the one written, where it is near enough to have been meant. */
function nearestKey(written: string): string | undefined {
  return POLICY_KEYS.map((key) => ({ key, distance: editDistance(written.toLowerCase(), key.toLowerCase()) }))
    .filter(({ distance }) => distance <= MAX_SUGGESTION_DISTANCE)
    .sort((a, b) => a.distance - b.distance)
    .at(0)?.key;
}

/** Levenshtein's distance: the fewest letters put in, taken out or changed that make one word of the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function firstRepeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

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
      maxBalanceAgeMs: scaled(unknown.maxBalanceAgeMinutes, MINUTE_MS),
      maxRuns: concurrency.maxRuns,
      maxSubagentsPerRun: concurrency.maxSubagentsPerRun,
      accountsAllow: accounts.allow,
      autoReload: json.autoReload === undefined ? undefined : autoReloadOf(json.autoReload),
      noAnswer: json.noAnswer,
      answerWithinMs: scaled(json.answerWithinSeconds, 1000),
      onGuardFailure: json.onGuardFailure,
    }),
  };
}

function budgetOf({ limitCredits, scope, ...rest }: PolicyJson['budgets'][number], source: PolicySource): Budget {
  return { ...rest, limit: limitCredits, scope: scopeOf(scope, source) };
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
  return whole.length > 1 ? whole.replace(/\/+$/, '') : whole;
}

function autoReloadOf(json: NonNullable<PolicyJson['autoReload']>): AutoReload {
  return defined({
    minimumBalance: json.minimumBalanceCredits,
    targetBalance: json.targetBalanceCredits,
    monthlyMaximum: json.monthlyMaximumCredits,
    maxPerMonth: json.maxPerMonth,
  });
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}
