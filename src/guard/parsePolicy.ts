import { type Node, findNodeAtLocation, getNodeValue } from 'jsonc-parser';
import type * as z from 'zod';

import { INTERPRETED } from '../base/interpreted.ts';
import type { AutoReload, Budget, BudgetScope, PolicyFile, PolicyLevel } from '../core/policy.ts';
import { expectedInstead } from './expectedKey.ts';
import { type PolicyJson, policySchema } from './policySchema.ts';
import { readJson } from './readJson.ts';

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

/**
 * Reads a policy file's text. Comments and trailing commas are let pass; anything else that is not known is an error.
 * It never throws: a bad file is a value like any other.
 */
export function parsePolicy(text: string, source: PolicySource): ParsedPolicy {
  const read = readJson(text);
  if (read.kind === 'invalid') {
    return invalid(source, lineAt(text, read.offset), read.text);
  }
  const { root } = read;
  const parsed = policySchema.safeParse(getNodeValue(root), INTERPRETED);
  if (!parsed.success) {
    const { issues } = parsed.error;
    // A misspelt key is also a missing one; its own name says more.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    return issue === undefined ? invalid(source, 1, 'not valid') : describe(text, root, issue, source);
  }
  const repeated = firstRepeated(parsed.data.budgets.map(({ id }) => id));
  if (repeated !== undefined) {
    const index = parsed.data.budgets.findLastIndex(({ id }) => id === repeated);
    const line = lineOfPath(text, root, ['budgets', index, 'id']);
    return invalid(source, line, `two budgets have the id “${repeated}”; expected each id once`);
  }
  const unplaced = parsed.data.budgets.findIndex(({ scope }) => !isPlaced(scope, source));
  if (unplaced >= 0) {
    const path = ['budgets', unplaced, 'scope', 'path'];
    const words = `“${path.join('.')}”: expected an absolute path, or one that begins with “~/”`;
    return invalid(source, lineOfPath(text, root, path), words);
  }
  return { kind: 'valid', policy: policyFile(parsed.data, source) };
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

function invalid({ file }: PolicySource, line: number, text: string): ParsedPolicy {
  return { kind: 'invalid', issue: { file, line, text } };
}

function describe(text: string, root: Node, issue: z.core.$ZodIssue, source: PolicySource): ParsedPolicy {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const place = path.filter((part) => typeof part === 'string').join('.');
    return invalid(
      source,
      lineOfPath(text, root, [...path, key]),
      `“${key}” is not known${expectedInstead(key, place)}`,
    );
  }
  const key = path.join('.');
  const words = issue.message.replace(/^Invalid input: /, '');
  return invalid(source, lineOfPath(text, root, path), key === '' ? words : `“${key}”: ${words}`);
}

/** The line of a value, or of the nearest place around it that is there. */
function lineOfPath(text: string, root: Node, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
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

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}
