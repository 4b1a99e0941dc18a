import * as z from 'zod/mini';

import { type Phrase, phrase } from '../../base/phrase.ts';
import type { KnownKeys } from '../json/expectedKey.ts';
import { ownText } from '../json/issueText.ts';

/** The rate card, version 1: as it is shipped, and as people write their own. Unknown keys are errors. */

/** A request of the most tokens that a log may claim, at the dearest rates and factors, can still be counted exactly. */
const MAX_CREDITS_PER_MTOK = 10_000;
const MAX_USD_PER_MTOK = 400;
const MAX_FACTOR = 20;
/** Whatever is counted in credits is then no more in dollars, and can be counted exactly in them. */
const MIN_CREDITS_PER_USD = 1;
const MAX_CREDITS_PER_USD = 1e6;

const date = z.iso.date({ error: ownText(phrase('expected a date such as “2026-11-22”')) });
const text = z.string().check(z.minLength(1));
const rate = (max: number) => z.number().check(z.nonnegative(), z.maximum(max));
const factor = z.number().check(z.minimum(0.001), z.maximum(MAX_FACTOR));
const perUnit = z.number().check(z.minimum(1e-6), z.maximum(1e6));
const usdRange = ownText(
  phrase(
    'expected how many credits one US dollar buys, from 1 to 1000000; where you know what a credit costs in dollars, write 1 divided by that',
  ),
);
const creditsPerUsd = z
  .number()
  .check(z.minimum(MIN_CREDITS_PER_USD, { error: usdRange }), z.maximum(MAX_CREDITS_PER_USD, { error: usdRange }));
const sources = z.record(z.string(), z.strictObject({ text, seenAt: z.optional(text) }));

/** What is not said is null. */
const orNull = <Schema extends z.ZodMiniType>(schema: Schema) => z._default(z.nullable(schema), null);

const dated = {
  model: text,
  effectiveFrom: orNull(date),
  effectiveTo: orNull(date),
  verifiedAt: z.optional(date),
  reviewAfter: z.optional(date),
};
const creditRates = {
  input: rate(MAX_CREDITS_PER_MTOK),
  cachedInput: orNull(rate(MAX_CREDITS_PER_MTOK)),
  output: rate(MAX_CREDITS_PER_MTOK),
};
const usdRates = {
  input: rate(MAX_USD_PER_MTOK),
  cachedInput: orNull(rate(MAX_USD_PER_MTOK)),
  cacheWrite: orNull(rate(MAX_USD_PER_MTOK)),
  output: rate(MAX_USD_PER_MTOK),
};
const tierFigures = {
  tier: text,
  aliases: z._default(z.array(text), []),
  models: z.union([z.literal('all'), z.array(text).check(z.minLength(1))], {
    error: ownText(phrase('expected "all" or a list of models')),
  }),
  effectiveFrom: orNull(date),
  creditsFactor: orNull(factor),
  allowanceFactor: orNull(factor),
  apiFactor: orNull(factor),
};

interface PricedRow {
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly input: number;
  readonly cachedInput: number | null;
}

/** What no single field can tell: a row that is never in force, and a cache that costs more than it saves. */
function checkRow({ effectiveFrom, effectiveTo, input, cachedInput }: PricedRow, context: z.core.$RefinementCtx): void {
  const report = (key: string, text: Phrase): void => {
    context.addIssue({ code: 'custom', path: [key], message: ownText(text) });
  };
  if (effectiveFrom !== null && effectiveTo !== null && effectiveTo <= effectiveFrom) {
    report('effectiveTo', phrase('expected a date after “effectiveFrom”'));
  }
  if (cachedInput !== null && cachedInput > input) {
    report('cachedInput', phrase('expected no more than “input”'));
  }
}

const SHIPPED_GRADES = ['official', 'corroborated', 'quoted', 'assumed', 'derived'] as const;
const shippedOrigin = { grade: z.enum(SHIPPED_GRADES), source: text };
const ownOrigin = {
  grade: z._default(z.enum(['own', 'calibrated']), 'own'),
  source: z._default(text, 'your own rate card'),
};

const longContext = z.strictObject({
  thresholdInputTokens: z.int().check(z.positive()),
  inputFactor: factor,
  outputFactor: factor,
  exemptModels: z.array(text),
  possiblyExemptModels: z.array(text),
});

export const shippedRateCardSchema = z.strictObject({
  version: z.literal(1),
  verifiedAt: date,
  reviewAfter: date,
  unit: z.optional(z.string()),
  creditsPerUsd,
  sources,
  tiers: z.array(z.strictObject({ ...tierFigures, ...shippedOrigin })),
  modelsWithUnknownDefaultTier: z.array(text),
  longContext,
  apiLongContext: longContext,
  rows: z.array(z.strictObject({ ...dated, ...creditRates, ...shippedOrigin }).check(z.superRefine(checkRow))),
  apiRows: z.array(z.strictObject({ ...dated, ...usdRates, ...shippedOrigin }).check(z.superRefine(checkRow))),
});
export type ShippedRateCardJson = z.input<typeof shippedRateCardSchema>;

const ownRow = z.strictObject({ ...dated, ...creditRates, ...ownOrigin });
const ownApiRow = z.strictObject({ ...dated, ...usdRates, ...ownOrigin });
const ownTier = z.strictObject({ ...tierFigures, models: z._default(tierFigures.models, 'all'), ...ownOrigin });
const money = z.strictObject({
  currency: z
    .string()
    .check(z.regex(/^[A-Z]{3}$/, { error: ownText(phrase('expected a code of ISO 4217 such as “EUR”')) })),
  creditsPerUnit: perUnit,
});

export const ownRateCardSchema = z.strictObject({
  $schema: z.optional(z.string()),
  version: z._default(z.literal(1), 1),
  verifiedAt: z.optional(date),
  reviewAfter: z.optional(date),
  creditsPerUsd: z.optional(creditsPerUsd),
  money: z.optional(money),
  sources: z._default(sources, {}),
  rows: z._default(z.array(ownRow.check(z.superRefine(checkRow))), []),
  apiRows: z._default(z.array(ownApiRow.check(z.superRefine(checkRow))), []),
  tiers: z._default(z.array(ownTier), []),
});
export type OwnRateCardJson = z.output<typeof ownRateCardSchema>;

/** For saying which key was meant. */
export const OWN_RATE_CARD_KEYS: KnownKeys = {
  fileName: phrase('the rate card, version 1'),
  byPlace: new Map([
    ['', Object.keys(ownRateCardSchema.shape)],
    ...Object.entries({ money, rows: ownRow, apiRows: ownApiRow, tiers: ownTier }).map(
      ([place, { shape }]): [string, string[]] => [place, Object.keys(shape)],
    ),
  ]),
};
