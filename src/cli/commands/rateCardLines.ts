import { isoDate } from '../../core/calendar.ts';
import type { Format } from '../../core/format.ts';
import { MICROS_PER_UNIT } from '../../core/money.ts';
import { sourceText } from '../../core/prices/priceWords.ts';
import type { RateCard, RateRow, TierFactor } from '../../core/prices/rateCard.ts';
import type { CliContext } from '../context.ts';
import { table } from '../output.ts';
import { factorOf } from './rateCardFields.ts';

/** A rate card for people: its prices, its tiers, and the rest of what a price is made of. */
export function rateCardLines(
  card: RateCard,
  rows: readonly RateRow[],
  tiers: readonly TierFactor[],
  nowMs: number,
  context: CliContext,
): string {
  const due = dueText(rows, nowMs);
  return [
    priceLines(rows, context),
    tierLines(tiers, context),
    restLines(card, context.format),
    ...(due === undefined ? [] : [`${due}\n`]),
  ].join('');
}

function priceLines(rows: readonly RateRow[], { t, format }: CliContext): string {
  if (rows.length === 0) {
    return 'No price is in force.\n';
  }
  const rate = (micros: number | undefined): string =>
    micros === undefined ? 'unknown' : format.exact(micros / MICROS_PER_UNIT);
  const cells = rows.map((row) => [
    row.model,
    rate(row.input),
    rate(row.cachedInput),
    rate(row.output),
    dayText(row.effectiveFromMs),
    dayText(row.effectiveToMs),
    row.grade,
    sourceText(row.source, t),
  ]);
  const header = ['model', 'input', 'cached', 'output', 'since', 'until', 'grade', 'source'];
  return `Credits per million tokens\n${table(header, cells, 1, 4)}`;
}

function tierLines(tiers: readonly TierFactor[], { t, format }: CliContext): string {
  const factor = (milli: number | undefined): string => {
    const value = factorOf(milli);
    return value === null ? '' : `× ${format.exact(value)}`;
  };
  const cells = tiers.map(({ tier, aliases, models, effectiveFromMs, factorsMilli, grade, source }) => [
    [tier, ...aliases].join(', '),
    models?.join(', ') ?? 'all',
    factor(factorsMilli.credits),
    factor(factorsMilli.allowance),
    factor(factorsMilli.api),
    dayText(effectiveFromMs),
    grade,
    sourceText(source, t),
  ]);
  const header = ['tier', 'models', 'credits', 'allowance', 'api', 'since', 'grade', 'source'];
  return `\nTiers: of the figures for a meter, the first one holds\n${table(header, cells, 2, 5)}`;
}

function dayText(atMs: number | undefined): string {
  return atMs === undefined ? '' : isoDate(atMs);
}

function restLines({ longContext, money, verifiedOn, reviewAfterMs }: RateCard, format: Format): string {
  const { thresholdInputTokens, inputFactorMilli, outputFactorMilli, exemptModels, possiblyExemptModels } = longContext;
  const [input, output] = [inputFactorMilli, outputFactorMilli].map((milli) => format.exact(milli / 1000));
  const threshold = format.count(thresholdInputTokens);
  const lines = [
    `Long context: above ${threshold} tokens of input, input counts × ${input ?? ''} and output × ${output ?? ''}.`,
    `Exempt from it: ${namesOf(exemptModels)}. Not known: ${namesOf(possiblyExemptModels)}.`,
    `1 ${money.currency} buys ${format.exact(money.creditsPerUnit)} credits.`,
    `Checked on ${verifiedOn}, to be reviewed after ${isoDate(reviewAfterMs)}.`,
  ];
  return `\n${lines.join('\n')}\n`;
}

function namesOf(models: ReadonlySet<string>): string {
  return models.size === 0 ? 'none' : [...models].join(', ');
}

/** Which of the rows should be held against their sources again. */
function dueText(rows: readonly RateRow[], nowMs: number): string | undefined {
  const due = rows.filter(({ reviewAfterMs }) => reviewAfterMs !== undefined && reviewAfterMs < nowMs);
  const models = due.length === rows.length ? 'all of these' : [...new Set(due.map(({ model }) => model))].join(', ');
  return due.length === 0 ? undefined : `Due for review: ${models}.`;
}
