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
  id: z.string().min(1).describe('Names the budget. The same id in two files is one budget, with the lower limit.'),
  period: z
    .enum(['day', 'week', 'month', 'rolling-24h', 'rolling-7d', 'rolling-30d', 'utc-month'])
    .describe('Calendar periods begin in the policy’s time zone, weeks on Monday; rolling ones never reset.'),
  limitCredits: credits.describe('So many credits at list price may be spent in a period.'),
  mode: z
    .enum(['hard', 'soft'])
    .default('hard')
    .describe('Once nothing is left: “hard” refuses new runs and holds those under way, “soft” asks.'),
  scope: scope
    .default({ kind: 'account' })
    .describe('What is counted: everything, a folder, a model, a surface or a thread.'),
  meter: z
    .enum(['any', 'paid'])
    .default('any')
    .describe(
      '“any” counts list price on either meter, “paid” only purchased credits; what is not known counts as paid.',
    ),
  alertsAtPercent: z
    .array(z.number().positive().max(100))
    .default([50, 80, 90, 100])
    .describe('Each of these is told once in each period.'),
});

const run = z.strictObject({
  capCredits: credits.describe('A run may cost so much; then it is held or stopped.').optional(),
  onCap: z.enum(['pause', 'stop']).describe('At the cap: “pause” holds the run and asks, “stop” ends it.').optional(),
  confirmAboveCredits: credits.describe('Asks before a run that may cost more, nine times of ten counted.').optional(),
});

const models = z.strictObject({
  allow: patterns.describe('Only these models; * stands for anything.').optional(),
  deny: patterns.default([]).describe('Not these models; * stands for anything.'),
  maxEffort: z.enum(EFFORTS).describe('The highest reasoning effort allowed.').optional(),
  tiers: patterns.describe('Only these service tiers, for instance “standard”.').optional(),
});

const unknown = z.strictObject({
  price: effect.describe('What happens when a model has no known price. Without it: confirm.').optional(),
  balance: effect.describe('What happens when it is not known what a run draws on. Without it: warn.').optional(),
  effort: effect.describe('What happens when the reasoning effort is not known. Without it: allow.').optional(),
  tier: effect.describe('What happens when it is not known what the tier costs. Without it: allow.').optional(),
  maxBalanceAgeMinutes: z
    .number()
    .nonnegative()
    .describe('An older balance counts as not known. Without it: 15.')
    .optional(),
});

const concurrency = z.strictObject({
  maxRuns: count.describe('So many runs at the same time.').optional(),
  maxSubagentsPerRun: count.describe('So many subagents of one run at the same time.').optional(),
});

const autoReload = z.strictObject({
  minimumBalanceCredits: credits.describe('Below this, OpenAI tops up.').optional(),
  targetBalanceCredits: credits.describe('Up to this.').optional(),
  monthlyMaximumCredits: credits.describe('At most so much a month; one-time purchases do not count.').optional(),
  maxPerMonth: count.describe('More top-ups in a month are told as unusual.').optional(),
});

const accounts = z.strictObject({
  allow: patterns.describe('Only these: account ids, addresses, or domains such as “@example.com”.').optional(),
});

export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  timezone: timezone.describe('In which days, weeks and months are counted. Without it: the system’s.').optional(),
  budgets: z.array(budget).default([]).describe('All of them apply.'),
  run: run.default({}).describe('Every run by itself.'),
  models: models.default({ deny: [] }).describe('Which models, efforts and tiers may be used.'),
  paidCredits: z
    .enum(['allow', 'ask', 'deny'])
    .describe('What happens when a run draws, or may come to draw, purchased credits. Without it: ask.')
    .optional(),
  reserveCredits: credits.describe('So many purchased credits are never touched.').optional(),
  unknown: unknown.default({}).describe('What happens where something is not known.'),
  concurrency: concurrency.default({}).describe('How much may go on at the same time.'),
  autoReload: autoReload.describe('How automatic top-up is set at OpenAI: no interface tells it.').optional(),
  accounts: accounts.default({}).describe('Which ChatGPT accounts may be used.'),
  noAnswer: z
    .enum(['allow', 'deny'])
    .describe('What a question that nobody answers counts as. Without it: deny.')
    .optional(),
  answerWithinSeconds: z
    .number()
    .positive()
    .max(MAX_ANSWER_WITHIN_SECONDS)
    .describe('How long a question waits for its answer. Without it: 300.')
    .optional(),
  onGuardFailure: z
    .enum(['allow', 'deny'])
    .describe('What happens to prompts when the guard itself cannot answer. Without it: allow.')
    .optional(),
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
