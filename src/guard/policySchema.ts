import * as z from 'zod';

import { EFFORTS } from '../core/effort.ts';
import { creditsToMicros } from '../core/money.ts';
import { EFFECTS } from '../core/policy.ts';
import type { KnownKeys } from './expectedKey.ts';

/** The policy file, version 1, as people write it. Every key is optional but the version; unknown keys are errors. */

const MAX_CREDITS = 1e9;
const MAX_ANSWER_WITHIN_SECONDS = 3600;

const credits = z.number().nonnegative().max(MAX_CREDITS).transform(creditsToMicros);
const count = z.int().nonnegative();
const patterns = z.array(z.string().min(1));
const effect = z.enum(EFFECTS);
const timezone = z.string().refine(isTimezone, { error: 'expected an IANA time zone such as “Europe/Berlin”' });

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('account') }),
  z.strictObject({ kind: z.literal('workspace'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('model'), model: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('surface'),
    surface: z.enum(['tui', 'exec', 'ide', 'desktop', 'guardrails', 'other']),
  }),
  z.strictObject({ kind: z.literal('thread') }),
]);

const budget = z.strictObject({
  id: z.string().min(1),
  period: z.enum(['day', 'week', 'month', 'rolling-24h', 'rolling-7d', 'rolling-30d', 'utc-month']),
  limitCredits: credits,
  mode: z.enum(['hard', 'soft']).default('hard'),
  scope: scope.default({ kind: 'account' }),
  meter: z.enum(['any', 'paid']).default('any'),
  alertsAtPercent: z.array(z.number().positive().max(100)).default([50, 80, 90, 100]),
});

const run = z.strictObject({
  capCredits: credits.optional(),
  onCap: z.enum(['pause', 'stop']).optional(),
  confirmAboveCredits: credits.optional(),
});

const models = z.strictObject({
  allow: patterns.optional(),
  deny: patterns.default([]),
  maxEffort: z.enum(EFFORTS).optional(),
  tiers: patterns.optional(),
});

const unknown = z.strictObject({
  price: effect.optional(),
  balance: effect.optional(),
  effort: effect.optional(),
  tier: effect.optional(),
  maxBalanceAgeMinutes: z.number().nonnegative().optional(),
});

const concurrency = z.strictObject({ maxRuns: count.optional(), maxSubagentsPerRun: count.optional() });

const autoReload = z.strictObject({
  minimumBalanceCredits: credits.optional(),
  targetBalanceCredits: credits.optional(),
  monthlyMaximumCredits: credits.optional(),
  maxPerMonth: count.optional(),
});

const accounts = z.strictObject({ allow: patterns.optional() });

export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  timezone: timezone.optional(),
  budgets: z.array(budget).default([]),
  run: run.default({}),
  models: models.default({ deny: [] }),
  paidCredits: z.enum(['allow', 'ask', 'deny']).optional(),
  reserveCredits: credits.optional(),
  unknown: unknown.default({}),
  concurrency: concurrency.default({}),
  autoReload: autoReload.optional(),
  accounts: accounts.default({}),
  noAnswer: z.enum(['allow', 'deny']).optional(),
  answerWithinSeconds: z.number().positive().max(MAX_ANSWER_WITHIN_SECONDS).optional(),
  onGuardFailure: z.enum(['allow', 'deny']).optional(),
});
export type PolicyJson = z.output<typeof policySchema>;

/** For saying which key was meant. */
export const POLICY_KEYS: KnownKeys = {
  fileName: 'the policy file, version 1',
  byPlace: new Map([
    ['', Object.keys(policySchema.shape)],
    ['budgets', Object.keys(budget.shape)],
    ['budgets.scope', ['kind', 'path', 'model', 'surface']],
    ...Object.entries({ run, models, unknown, concurrency, autoReload, accounts }).map(
      ([place, { shape }]): [string, string[]] => [place, Object.keys(shape)],
    ),
  ]),
};

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
