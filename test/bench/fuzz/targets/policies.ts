import assert from 'node:assert/strict';

import { parse } from 'jsonc-parser';

import { saidInEnglish } from '../../../../src/base/phrase.ts';
import { fromTaggedJson, toTaggedJson } from '../../../../src/base/taggedJson.ts';
import { EFFORTS } from '../../../../src/core/effort.ts';
import { matchesPattern, type PolicyFile } from '../../../../src/core/policy/policy.ts';
import { type PolicySource, parsePolicy } from '../../../../src/guard/policy/parsePolicy.ts';
import { PRESETS, presetText } from '../../../../src/guard/policy/policyPresets.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { lawfulAmount, lawfulData, mustHold } from '../laws.ts';

const USER: PolicySource = { file: '/p.json', level: 'user', homeFolder: '/home/me', workspace: undefined };
const WORKSPACE: PolicySource = { ...USER, level: 'workspace', workspace: '/work/api' };
const MICROS = 1e6;
/** A model as long as no real one is: what is matched against it must not take for ever. */
const LONG_MODEL = `gpt-${'5.'.repeat(60)}x`;

/** All that a policy may say. */
const ALL = {
  version: 1,
  timezone: 'Europe/Berlin',
  budgets: [
    { id: 'daily', period: 'day', limitCredits: 200, mode: 'hard', scope: { kind: 'account' }, alertsAtPercent: [50] },
    { id: 'api', period: 'rolling-7d', limitCredits: 5.25, mode: 'soft', scope: { kind: 'workspace', path: '~/src' } },
    { id: 'big', period: 'month', limitCredits: 900, scope: { kind: 'model', model: 'gpt-6*' }, meter: 'paid' },
    { id: 'ide', period: 'utc-month', limitCredits: 1, scope: { kind: 'surface', surface: 'ide' } },
    { id: 'one', period: 'week', limitCredits: 1, scope: { kind: 'thread' } },
  ],
  run: { capCredits: 50, onCap: 'pause', confirmAboveCredits: 20 },
  models: { allow: ['gpt-5.*'], deny: ['gpt-6.2-astra', '*x*y*z'], maxEffort: 'high', tiers: ['standard'] },
  paidCredits: 'ask',
  reserveCredits: 100,
  unknown: { price: 'confirm', balance: 'warn', effort: 'allow', tier: 'deny', maxBalanceAgeMinutes: 15 },
  concurrency: { maxRuns: 4, maxSubagentsPerRun: 6 },
  autoReload: { minimumBalanceCredits: 125, targetBalanceCredits: 500, monthlyMaximumCredits: 2000, maxPerMonth: 4 },
  accounts: { allow: ['@example.com'] },
  noAnswer: 'deny',
  answerWithinSeconds: 300,
  onGuardFailure: 'allow',
};

/** A policy as people write it, in a file of their own and in one of a workspace. */
export function policyTarget(): FuzzTarget {
  const { budgets, run } = ALL;
  const texts = [ALL, { budgets, run }, { run }].map((policy) => JSON.stringify(policy, null, 1));
  return {
    name: 'policy',
    corpus: [...texts, ...PRESETS.map(presetText)],
    read: (input) => [USER, WORKSPACE].map((source) => isLawful(input, source)).includes(true),
  };
}

function isLawful(text: string, source: PolicySource): boolean {
  const parsed = parsePolicy(text, source);
  if (parsed.kind === 'invalid') {
    mustHold(parsed.issue.line >= 1 && parsed.issue.line <= text.split('\n').length, 'an issue of no line');
    mustHold(saidInEnglish(parsed.issue.text) !== '', 'an issue without words');
    return false;
  }
  const { policy } = parsed;
  lawfulData(policy);
  lawfulRules(policy);
  nothingDropped(parse(text.replace(/^\ufeff/, ''), [], { allowTrailingComma: true }) as Written, policy, source);
  const kept = toTaggedJson(policy);
  assert.equal(toTaggedJson(fromTaggedJson(kept)), kept, 'as it is kept it says something else');
  [...policy.modelsDeny, ...(policy.modelsAllow ?? [])].forEach((pattern) => matchesPattern(LONG_MODEL, pattern));
  return true;
}

function lawfulRules({ budgets, runCap, confirmAbove, reserve, maxRuns, maxEffort, ...rest }: PolicyFile): void {
  for (const amount of [runCap, confirmAbove, reserve, maxRuns, ...budgets.map(({ limit }) => limit)]) {
    lawfulAmount(amount, 'a limit');
    mustHold(amount === undefined || amount >= 0, 'a limit below nothing');
  }
  mustHold(maxEffort === undefined || EFFORTS.includes(maxEffort), `no effort: ${String(maxEffort)}`);
  mustHold(new Set(budgets.map(({ id }) => id)).size === budgets.length, 'two budgets of one id');
  mustHold(rest.answerWithinMs === undefined || rest.answerWithinMs <= 3_600_000, 'an answer is waited for too long');
  for (const { scope, within } of budgets) {
    mustHold(scope.kind !== 'workspace' || !scope.path.split('/').includes('..'), 'a budget of a folder with dots');
    mustHold(rest.level !== 'workspace' || within === WORKSPACE.workspace, 'a workspace speaks for others');
  }
}

interface Written {
  readonly budgets?: readonly { readonly id: string; readonly limitCredits: number }[];
  readonly run?: { readonly capCredits?: number; readonly confirmAboveCredits?: number };
  readonly reserveCredits?: number;
  readonly models?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] };
  readonly concurrency?: { readonly maxRuns?: number };
}

/** Each limit that is written is in force, and none is looser than it is written. */
function nothingDropped(written: Written, policy: PolicyFile, { level }: PolicySource): void {
  const { budgets = [], run = {}, models = {} } = written;
  const pairs: readonly (readonly [number | undefined, number | undefined])[] = [
    [run.capCredits, policy.runCap],
    [run.confirmAboveCredits, policy.confirmAbove],
    ...budgets.map(({ limitCredits }, index) => [limitCredits, policy.budgets[index]?.limit] as const),
  ];
  for (const [credits, micros] of pairs) {
    mustHold((credits === undefined) === (micros === undefined), 'a limit was dropped');
    mustHold(credits === undefined || (micros ?? 0) <= credits * MICROS + 1, 'a limit was loosened');
  }
  mustHold(budgets.length === policy.budgets.length, `budgets of a ${level} file were dropped`);
  mustHold((models.allow === undefined) === (policy.modelsAllow === undefined), 'the list of models was dropped');
  mustHold((models.deny ?? []).length === policy.modelsDeny.length, 'a denied model was dropped');
  mustHold(written.reserveCredits === undefined || policy.reserve !== undefined, 'the reserve was dropped');
  mustHold(written.concurrency?.maxRuns === undefined || policy.maxRuns !== undefined, 'a count was dropped');
}
