import * as z from 'zod';

import { GuardError } from '../base/errors.ts';
import { INTERPRETED } from '../base/interpreted.ts';
import { type CreditsMicrosPerMTok, creditsToMicros } from '../core/money.ts';
import type { RateCard, RateRow, TierFactor } from '../core/rateCard.ts';
import { firstIssue } from './firstIssue.ts';

const date = z.iso.date();
const rate = z
  .number()
  .nonnegative()
  .transform((credits) => creditsToMicros(credits) as number as CreditsMicrosPerMTok);
const milli = z
  .number()
  .positive()
  .transform((factor) => Math.round(factor * 1000));

const rateCardFile = z.strictObject({
  version: z.literal(1),
  verifiedAt: date,
  reviewAfter: date,
  unit: z.string().optional(),
  creditsPerUsd: z.number().positive(),
  sources: z.record(z.string(), z.strictObject({ text: z.string(), seenAt: z.string() })),
  tiers: z.array(
    z.strictObject({
      tier: z.string(),
      aliases: z.array(z.string()),
      effectiveFrom: date.nullable(),
      creditsFactor: milli,
      allowanceFactor: milli,
    }),
  ),
  modelsWithUnknownDefaultTier: z.array(z.string()),
  longContext: z.strictObject({
    thresholdInputTokens: z.int().positive(),
    inputFactor: milli,
    outputFactor: milli,
    exemptModels: z.array(z.string()),
  }),
  rows: z.array(
    z.strictObject({
      model: z.string().min(1),
      input: rate,
      cachedInput: rate.nullable(),
      output: rate,
      effectiveFrom: date.nullable(),
      effectiveTo: date.nullable(),
      grade: z.enum(['official', 'corroborated', 'quoted', 'assumed', 'derived']),
      source: z.string(),
    }),
  ),
});

/** Reads a rate card's JSON. Throws `rateCard.invalid`, naming the place, where it does not fit. */
export function parseRateCard(json: unknown): RateCard {
  const parsed = rateCardFile.safeParse(json, INTERPRETED);
  if (!parsed.success) {
    throw new GuardError('rateCard.invalid', `the rate card cannot be used: ${firstIssue(parsed.error)}`);
  }
  const file = parsed.data;
  const rows = file.rows.map((row): RateRow => ({
    model: row.model,
    effectiveFromMs: instantOf(row.effectiveFrom),
    effectiveToMs: instantOf(row.effectiveTo),
    input: row.input,
    cachedInput: row.cachedInput ?? undefined,
    output: row.output,
    grade: row.grade,
    source: row.source,
  }));
  return {
    id: file.verifiedAt,
    reviewAfterMs: Date.parse(file.reviewAfter),
    creditsPerUsd: file.creditsPerUsd,
    rowsByModel: Map.groupBy(rows, ({ model }) => model),
    tierFactors: file.tiers.map(({ tier, aliases, effectiveFrom, creditsFactor }): TierFactor => ({
      tier,
      aliases,
      effectiveFromMs: instantOf(effectiveFrom),
      creditsFactorMilli: creditsFactor,
    })),
    modelsWithUnknownDefaultTier: new Set(file.modelsWithUnknownDefaultTier),
    longContext: {
      thresholdInputTokens: file.longContext.thresholdInputTokens,
      inputFactorMilli: file.longContext.inputFactor,
      outputFactorMilli: file.longContext.outputFactor,
      exemptModels: new Set(file.longContext.exemptModels),
    },
  };
}

/** Dates on the card begin at midnight UTC. */
function instantOf(isoDate: string | null): number | undefined {
  return isoDate === null ? undefined : Date.parse(isoDate);
}
