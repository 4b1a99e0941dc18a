import type { Translate } from '../../base/translate.ts';
import { isoDate } from '../calendar.ts';
import type { ExplainedPrice, PriceExplanation, UnpricedExplanation } from './explainPrice.ts';
import type { Format } from '../format.ts';
import { listed } from '../joinTexts.ts';
import { type CreditsMicros, MICROS_PER_UNIT } from '../money.ts';
import { doubtText, gradeText, sourceText, validityText } from './priceWords.ts';
import { creditsToMoney } from './creditWorth.ts';
import type { LongContext, RateCard, RateRow } from './rateCard.ts';
import type { EffectiveTier } from './tierFactors.ts';
import { type PriceTerm, STANDARD_FACTOR_MILLI } from './tokenPrice.ts';

/** How a price came about, one step a line, for a person to reckon after. `tier`: as the request names it. */
export function explanationText(
  explanation: PriceExplanation,
  card: RateCard,
  tier: string | undefined,
  t: Translate,
  format: Format,
): string[] {
  if (explanation.kind === 'unpriced') {
    return unpricedText(explanation, t);
  }
  const { cost, terms, longContext } = explanation;
  const name = tier ?? t('by default');
  return [
    rowText(cost.row, t, format),
    ...terms.filter(({ kind, tokens }) => kind !== 'cacheWrite' || tokens > 0).map((term) => termText(term, t, format)),
    longContextText(longContext, card, t, format),
    t('Tier {0}, in credits: {1}.', name, factorText(explanation.tier, t, format)),
    t('Tier {0}, on the included allowance: {1}.', name, factorText(explanation.allowanceTier, t, format)),
    resultText(cost.credits, card, t, format),
    ...doubtLines(explanation, t, format),
  ];
}

function unpricedText({ model, isPricedAtOtherTimes, closeModels }: UnpricedExplanation, t: Translate): string[] {
  if (model === undefined) {
    return [t('The model is not known, so there is no price.')];
  }
  if (isPricedAtOtherTimes) {
    return [t('No price of {0} is known for that time.', model)];
  }
  const close =
    closeModels.length === 0
      ? []
      : [t('There are prices of {0}, but they say nothing about this model’s.', listed(closeModels, t))];
  return [t('No price of {0} is known.', model), ...close];
}

function rowText(row: RateRow, t: Translate, format: Format): string {
  const rate = (micros: number): string => format.exact(micros / MICROS_PER_UNIT);
  const rates = t(
    '{0}, {1}: {2} credits per million tokens of input, {3} cached, {4} of output',
    row.model,
    validityText(row, t),
    rate(row.input),
    row.cachedInput === undefined ? t('unknown') : rate(row.cachedInput),
    rate(row.output),
  );
  const checked = row.verifiedOn === undefined ? [] : [t('checked on {0}', row.verifiedOn)];
  return `${rates} (${[`${gradeText(row.grade, t)}: ${sourceText(row.source, t)}`, ...checked].join(', ')}).`;
}

function termText({ kind, tokens, rate, factorMilli }: PriceTerm, t: Translate, format: Format): string {
  const names = {
    input: t('Fresh input'),
    cachedInput: t('Cached input'),
    cacheWrite: t('Written to the cache'),
    output: t('Output'),
  };
  const factor = factorMilli / STANDARD_FACTOR_MILLI;
  const product = (tokens * rate * factor) / MICROS_PER_UNIT / MICROS_PER_UNIT;
  const figures = [format.exact(rate / MICROS_PER_UNIT), ...(factor === 1 ? [] : [format.exact(factor)])].join(' × ');
  return t(
    '{0}: {1} tokens at {2} per million = {3}',
    names[kind],
    format.count(tokens),
    figures,
    format.exact(product),
  );
}

function longContextText(
  longContext: LongContext,
  { longContext: rule }: RateCard,
  t: Translate,
  format: Format,
): string {
  const threshold = format.count(rule.thresholdInputTokens);
  switch (longContext) {
    case 'short':
      return t('Long context: no, it has at most {0} tokens of input.', threshold);
    case 'exempt':
      return t('Long context: more than {0} tokens of input, but this model is exempt.', threshold);
    case 'long':
    case 'possiblyExempt':
      return t(
        'Long context: more than {0} tokens, so input counts × {1} and output × {2}.',
        threshold,
        format.exact(rule.inputFactorMilli / STANDARD_FACTOR_MILLI),
        format.exact(rule.outputFactorMilli / STANDARD_FACTOR_MILLI),
      );
  }
}

/** A factor with where it comes from, or that it is only assumed. */
function factorText({ factorMilli, isKnown, row }: EffectiveTier, t: Translate, format: Format): string {
  const factor = `× ${format.exact(factorMilli / STANDARD_FACTOR_MILLI)}`;
  if (!isKnown) {
    return t('{0}, since nothing is published', factor);
  }
  if (row === undefined) {
    return factor;
  }
  const since = row.effectiveFromMs === undefined ? [] : [t('since {0}', isoDate(row.effectiveFromMs))];
  return [factor, ...since, `(${gradeText(row.grade, t)}: ${sourceText(row.source, t)})`].join(' ');
}

function resultText(credits: CreditsMicros, card: RateCard, t: Translate, format: Format): string {
  const { currency, micros } = creditsToMoney(card.money, credits);
  return t(
    'Added up, times the tier, and rounded half up to a millionth: {0} credits, worth {1} {2}.',
    format.exact(credits / MICROS_PER_UNIT),
    format.exact(micros / MICROS_PER_UNIT),
    currency,
  );
}

function doubtLines({ cost, otherPrices }: ExplainedPrice, t: Translate, format: Format): string[] {
  const { doubts, lowest, highest } = cost;
  const credits = (micros: CreditsMicros): string => format.exact(micros / MICROS_PER_UNIT);
  return [
    ...doubts.map((doubt) => doubtText(doubt, t)),
    ...otherPrices.map((other) =>
      t('By the price that holds {0} it would be {1} credits.', validityText(other.row, t), credits(other.credits)),
    ),
    ...(lowest === highest
      ? []
      : [t('The true price probably lies between {0} and {1} credits.', credits(lowest), credits(highest))]),
  ];
}
