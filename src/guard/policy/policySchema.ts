import * as z from 'zod/mini';

import { phrase } from '../../base/phrase.ts';
import { EFFORTS } from '../../core/effort.ts';
import { MOST_CREDITS, creditsToMicros, microsToCredits } from '../../core/money.ts';
import { EFFECTS } from '../../core/policy/policy.ts';
import type { KnownKeys } from '../json/expectedKey.ts';
import { ownText } from '../json/issueText.ts';

/** The policy file, version 1, as people write it. Every key is optional but the version; unknown keys are errors. */

const MAX_ANSWER_WITHIN_SECONDS = 3600;

const text = z.string().check(z.minLength(1));
const credits = z.pipe(
  z.number().check(z.nonnegative(), z.maximum(microsToCredits(MOST_CREDITS))),
  z.transform(creditsToMicros),
);
const count = z.int().check(z.nonnegative());
const patterns = z.array(text);
const effect = z.enum(EFFECTS);
const timezone = z
  .string()
  .check(z.refine(isTimezone, { error: ownText(phrase('expected an IANA time zone such as “Europe/Berlin”')) }));

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('account') }),
  z.strictObject({ kind: z.literal('workspace'), path: text }),
  z.strictObject({ kind: z.literal('model'), model: text }),
  z.strictObject({
    kind: z.literal('surface'),
    surface: z.enum(['tui', 'exec', 'ide', 'desktop', 'guardrails', 'other']),
  }),
  z.strictObject({ kind: z.literal('thread') }),
]);

const budget = z.strictObject({
  id: text.check(z.describe('Names the budget. The same id in two files is one budget, with the lower limit.')),
  period: z
    .enum(['day', 'week', 'month', 'rolling-24h', 'rolling-7d', 'rolling-30d', 'utc-month'])
    .check(z.describe('Calendar periods begin in the policy’s time zone, weeks on Monday; rolling ones never reset.')),
  limitCredits: credits.check(z.describe('So many credits at list price may be spent in a period.')),
  mode: z
    ._default(z.enum(['hard', 'soft']), 'hard')
    .check(z.describe('Once nothing is left: “hard” refuses new runs and holds those under way, “soft” asks.')),
  scope: z
    ._default(scope, { kind: 'account' })
    .check(z.describe('What is counted: everything, a folder, a model, a surface or a thread.')),
  meter: z
    ._default(z.enum(['any', 'paid']), 'any')
    .check(
      z.describe(
        '“any” counts list price on either meter, “paid” only purchased credits; what is not known counts as paid.',
      ),
    ),
  alertsAtPercent: z
    ._default(z.array(z.number().check(z.positive(), z.maximum(100))), [50, 80, 90, 100])
    .check(z.describe('Each of these is told once in each period.')),
});

const run = z.strictObject({
  capCredits: optional(credits, 'A run may cost so much; then it is held or stopped.'),
  onCap: optional(z.enum(['pause', 'stop']), 'At the cap: “pause” holds the run and asks, “stop” ends it.'),
  confirmAboveCredits: optional(credits, 'Asks before a run that may cost more, nine times of ten counted.'),
});

const models = z.strictObject({
  allow: optional(patterns, 'Only these models; * stands for anything.'),
  deny: z._default(patterns, []).check(z.describe('Not these models; * stands for anything.')),
  maxEffort: optional(z.enum(EFFORTS), 'The highest reasoning effort allowed.'),
  tiers: optional(patterns, 'Only these service tiers, by any of their names, for instance “standard”.'),
});

const unknown = z.strictObject({
  price: optional(effect, 'What happens when a model has no known price. Without it: confirm.'),
  balance: optional(effect, 'What happens when it is not known what a run draws on. Without it: warn.'),
  effort: optional(effect, 'What happens when the reasoning effort is not known. Without it: allow.'),
  tier: optional(effect, 'What happens when it is not known what the tier costs. Without it: allow.'),
  maxBalanceAgeMinutes: optional(
    z.number().check(z.nonnegative()),
    'An older balance counts as not known. Without it: 15.',
  ),
});

const concurrency = z.strictObject({
  maxRuns: optional(count, 'So many runs at the same time.'),
  maxSubagentsPerRun: optional(count, 'So many subagents of one run at the same time.'),
});

const autoReload = z.strictObject({
  minimumBalanceCredits: optional(credits, 'Below this, OpenAI tops up.'),
  targetBalanceCredits: optional(credits, 'Up to this.'),
  monthlyMaximumCredits: optional(credits, 'At most so much a month; one-time purchases do not count.'),
  maxPerMonth: optional(count, 'More top-ups in a month are told as unusual.'),
});

const accounts = z.strictObject({
  allow: optional(patterns, 'Only these: account ids, addresses, or domains such as “@example.com”.'),
});

export const policySchema = z.strictObject({
  $schema: z.optional(z.string()),
  version: z._default(z.literal(1), 1),
  timezone: optional(timezone, 'In which days, weeks and months are counted. Without it: the system’s.'),
  budgets: z._default(z.array(budget), []).check(z.describe('All of them apply.')),
  run: z._default(run, {}).check(z.describe('Every run by itself.')),
  models: z._default(models, { deny: [] }).check(z.describe('Which models, efforts and tiers may be used.')),
  paidCredits: optional(
    z.enum(['allow', 'ask', 'deny']),
    'What happens when a run draws, or may come to draw, purchased credits. Without it: ask.',
  ),
  reserveCredits: optional(credits, 'So many purchased credits are never touched.'),
  unknown: z._default(unknown, {}).check(z.describe('What happens where something is not known.')),
  concurrency: z._default(concurrency, {}).check(z.describe('How much may go on at the same time.')),
  autoReload: optional(autoReload, 'How automatic top-up is set at OpenAI: no interface tells it.'),
  accounts: z._default(accounts, {}).check(z.describe('Which ChatGPT accounts may be used.')),
  noAnswer: optional(z.enum(['allow', 'deny']), 'What a question that nobody answers counts as. Without it: deny.'),
  answerWithinSeconds: optional(
    z.number().check(z.positive(), z.maximum(MAX_ANSWER_WITHIN_SECONDS)),
    'How long a question waits for its answer. Without it: 300.',
  ),
  onGuardFailure: optional(
    z.enum(['allow', 'deny']),
    'What happens to prompts when the guard itself cannot answer. Without it: allow.',
  ),
});
export type PolicyJson = z.output<typeof policySchema>;

/** For saying which key was meant. */
export const POLICY_KEYS: KnownKeys = {
  fileName: phrase('the policy file, version 1'),
  byPlace: new Map([
    ['', Object.keys(policySchema.shape)],
    ['budgets', Object.keys(budget.shape)],
    ['budgets.scope', ['kind', 'path', 'model', 'surface']],
    ...Object.entries({ run, models, unknown, concurrency, autoReload, accounts }).map(
      ([place, { shape }]): [string, string[]] => [place, Object.keys(shape)],
    ),
  ]),
};

/** A key that may be left out, and what an editor says of it. */
function optional<Schema extends z.ZodMiniType>(schema: Schema, says: string): z.ZodMiniOptional<Schema> {
  return z.optional(schema.check(z.describe(says)));
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
