import * as z from 'zod';

import { creditsToMicros } from '../core/money.ts';
import type { KnownKeys } from './expectedKey.ts';

/** The rate card, version 1: as it is shipped, and as people write their own. Unknown keys are errors. */

/** A request of the most tokens that a log may claim, at the dearest rates and factors, can still be counted exactly. */
const MAX_CREDITS_PER_MTOK = 10_000;
const MAX_USD_PER_MTOK = 400;
const MAX_FACTOR = 20;

const date = z.iso.date({ error: 'expected a date such as “2026-11-22”' });
const text = z.string().min(1);
const rate = (max: number) => z.number().nonnegative().max(max).transform(creditsToMicros);
const milli = z
  .number()
  .min(0.001)
  .max(MAX_FACTOR)
  .transform((factor) => Math.round(factor * 1000));
const perUnit = z.number().min(1e-6).max(1e6);
const sources = z.record(z.string(), z.strictObject({ text, seenAt: text.optional() }));

const dated = {
  model: text,
  effectiveFrom: date.nullable().default(null),
  effectiveTo: date.nullable().default(null),
  verifiedAt: date.optional(),
  reviewAfter: date.optional(),
};
const creditRates = {
  input: rate(MAX_CREDITS_PER_MTOK),
  cachedInput: rate(MAX_CREDITS_PER_MTOK).nullable().default(null),
  output: rate(MAX_CREDITS_PER_MTOK),
};
const usdRates = {
  input: rate(MAX_USD_PER_MTOK),
  cachedInput: rate(MAX_USD_PER_MTOK).nullable().default(null),
  cacheWrite: rate(MAX_USD_PER_MTOK).nullable().default(null),
  output: rate(MAX_USD_PER_MTOK),
};
const tierFigures = {
  tier: text,
  aliases: z.array(text).default([]),
  models: z.union([z.literal('all'), z.array(text).min(1)], { error: 'expected "all" or a list of models' }),
  effectiveFrom: date.nullable().default(null),
  creditsFactor: milli.nullable().default(null),
  allowanceFactor: milli.nullable().default(null),
  apiFactor: milli.nullable().default(null),
};

interface PricedRow {
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly input: number;
  readonly cachedInput: number | null;
}

/** What no single field can tell: a row that is never in force, and a cache that costs more than it saves. */
function checkRow({ effectiveFrom, effectiveTo, input, cachedInput }: PricedRow, context: z.RefinementCtx): void {
  const report = (key: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [key], message });
  };
  if (effectiveFrom !== null && effectiveTo !== null && effectiveTo <= effectiveFrom) {
    report('effectiveTo', 'expected a date after “effectiveFrom”');
  }
  if (cachedInput !== null && cachedInput > input) {
    report('cachedInput', 'expected no more than “input”');
  }
}

const SHIPPED_GRADES = ['official', 'corroborated', 'quoted', 'assumed', 'derived'] as const;
const shippedOrigin = { grade: z.enum(SHIPPED_GRADES), source: text };
const ownOrigin = {
  grade: z.enum(['own', 'calibrated']).default('own'),
  source: text.default('your own rate card'),
};

const longContext = z.strictObject({
  thresholdInputTokens: z.int().positive(),
  inputFactor: milli,
  outputFactor: milli,
  exemptModels: z.array(text),
  possiblyExemptModels: z.array(text),
});

export const shippedRateCardSchema = z.strictObject({
  version: z.literal(1),
  verifiedAt: date,
  reviewAfter: date,
  unit: z.string().optional(),
  creditsPerUsd: perUnit,
  sources,
  tiers: z.array(z.strictObject({ ...tierFigures, ...shippedOrigin })),
  modelsWithUnknownDefaultTier: z.array(text),
  longContext,
  apiLongContext: longContext,
  rows: z.array(z.strictObject({ ...dated, ...creditRates, ...shippedOrigin }).superRefine(checkRow)),
  apiRows: z.array(z.strictObject({ ...dated, ...usdRates, ...shippedOrigin }).superRefine(checkRow)),
});
export type ShippedRateCardJson = z.output<typeof shippedRateCardSchema>;

const ownRow = z.strictObject({ ...dated, ...creditRates, ...ownOrigin });
const ownApiRow = z.strictObject({ ...dated, ...usdRates, ...ownOrigin });
const ownTier = z.strictObject({ ...tierFigures, models: tierFigures.models.default('all'), ...ownOrigin });
const money = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'expected a code of ISO 4217 such as “EUR”' }),
  creditsPerUnit: perUnit,
});

export const ownRateCardSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  verifiedAt: date.optional(),
  reviewAfter: date.optional(),
  creditsPerUsd: perUnit.optional(),
  money: money.optional(),
  sources: sources.default({}),
  rows: z.array(ownRow.superRefine(checkRow)).default([]),
  apiRows: z.array(ownApiRow.superRefine(checkRow)).default([]),
  tiers: z.array(ownTier).default([]),
});
export type OwnRateCardJson = z.output<typeof ownRateCardSchema>;

/** For saying which key was meant. */
export const OWN_RATE_CARD_KEYS: KnownKeys = {
  fileName: 'the rate card, version 1',
  byPlace: new Map([
    ['', Object.keys(ownRateCardSchema.shape)],
    ...Object.entries({ money, rows: ownRow, apiRows: ownApiRow, tiers: ownTier }).map(
      ([place, { shape }]): [string, string[]] => [place, Object.keys(shape)],
    ),
  ]),
};
