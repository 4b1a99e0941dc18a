import type { ApiRow, DatedRow, LongContextRule, RateRow, TierFactor } from '../../core/prices/rateCard.ts';

/** A row in JSON; its rates are micro-credits per million tokens. */
export function rateRowFields(row: RateRow) {
  return {
    model: row.model,
    inputCreditsMicros: row.input,
    cachedInputCreditsMicros: row.cachedInput ?? null,
    outputCreditsMicros: row.output,
    ...datedFields(row),
  };
}

/** The same in micro-dollars per million tokens. */
export function apiRowFields(row: ApiRow) {
  return {
    model: row.model,
    inputUsdMicros: row.input,
    cachedInputUsdMicros: row.cachedInput ?? null,
    cacheWriteUsdMicros: row.cacheWrite ?? null,
    outputUsdMicros: row.output,
    ...datedFields(row),
  };
}

function datedFields({ effectiveFromMs, effectiveToMs, grade, source, verifiedOn, reviewAfterMs }: DatedRow) {
  return {
    effectiveFromMs: effectiveFromMs ?? null,
    effectiveToMs: effectiveToMs ?? null,
    grade,
    source: source.text,
    seenAt: source.seenAt ?? null,
    verifiedOn: verifiedOn ?? null,
    reviewAfterMs: reviewAfterMs ?? null,
  };
}

/** A tier's factors in JSON; null where there is no figure. */
export function tierFields({ tier, aliases, models, effectiveFromMs, factorsMilli, grade, source }: TierFactor) {
  return {
    tier,
    aliases,
    models: models ?? 'all',
    effectiveFromMs: effectiveFromMs ?? null,
    creditsFactor: factorOf(factorsMilli.credits),
    allowanceFactor: factorOf(factorsMilli.allowance),
    apiFactor: factorOf(factorsMilli.api),
    grade,
    source: source.text,
    seenAt: source.seenAt ?? null,
  };
}

/** The rule on long contexts in JSON. */
export function longContextFields(rule: LongContextRule) {
  return {
    thresholdInputTokens: rule.thresholdInputTokens,
    inputFactor: factorOf(rule.inputFactorMilli),
    outputFactor: factorOf(rule.outputFactorMilli),
    exemptModels: [...rule.exemptModels],
    possiblyExemptModels: [...rule.possiblyExemptModels],
  };
}

/** A factor as a plain number; null where there is no figure. */
export function factorOf(milli: number | undefined): number | null {
  return milli === undefined ? null : milli / 1000;
}
