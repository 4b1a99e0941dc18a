import { plural } from '../../base/translate.ts';
import { Calendar } from '../../core/calendar.ts';
import { UNKNOWN_KEY } from '../../core/usage/cuts.ts';
import { sentences } from '../../core/joinTexts.ts';
import { MICROS_PER_UNIT } from '../../core/money.ts';
import { unpricedRequestsText } from '../../core/prices/priceWords.ts';
import {
  SPEND_BUCKETS,
  type SpendBucket,
  type SpendBucketLength,
  type SpendStack,
  type SpendSum,
} from '../../core/usage/spend.ts';
import { SURFACES } from '../../core/usage/usageEvent.ts';
import type { SpentByRun } from '../../ledger/ledger.ts';
import type { SeriesView, SpendAsked, SpendBarView, SpendRunView, SpendView } from '../../panel/spendProtocol.ts';
import { surfaceName, titleOf } from './panelRuns.ts';
import { barView, rangeTextOf } from './spendBars.ts';
import { type PaidWith, amountText, count, heightMicrosOf, paidWith, pricedText } from './spendFigures.ts';
import { shortPath } from '../shortPath.ts';
import type { ViewTools } from '../viewTools.ts';

/** What the ledger says to a question about the past. */
export interface SpendAnswer {
  readonly asked: SpendAsked;
  /** The length of its bars. */
  readonly bucket: SpendBucketLength;
  readonly buckets: readonly SpendBucket[];
  readonly runs: readonly SpentByRun[] | undefined;
  readonly timezone: string;
  readonly nowMs: number;
}

/** So many kinds have a colour of their own. */
const MOST_SERIES = 3;

/** Credits, or what an API key paid, over time, divided by kind. A bar without usage is a true zero; requests without a price are not. */
export function spendView(answer: SpendAnswer, tools: ViewTools): SpendView {
  const { asked, bucket, buckets, runs, nowMs } = answer;
  const { t } = tools;
  const calendar = new Calendar(answer.timezone);
  const sums = buckets.flatMap((one) => one.sums);
  const paid = paidWith(sums);
  const series = seriesOf(asked.stack, sums, paid, tools);
  const bars = buckets.map((one) => barView(one, bucket, series, paid, calendar, tools));
  const rangeText = rangeTextOf(buckets, calendar, tools);
  return {
    asked: { ...asked, bucket },
    crumb: asked.only === undefined ? rangeText : keyLabel(asked.stack, asked.only, tools),
    buckets: SPEND_BUCKETS.map((value) => ({ value, label: bucketLabel(value, tools) })),
    stacks: stackChoices(tools),
    shorter: shorterThan(bucket),
    rangeText,
    totalText: pricedText(sums, paid, tools),
    unit: unitOf(sums, paid, tools),
    series,
    bars,
    summary: summaryOf(bars, buckets, rangeText, paid, tools),
    heightsText:
      paid === 'both' ? t('Bars stand at list price in credits, also for what an API key has paid.') : undefined,
    runs: runs?.map((one) => runView(one, paid, nowMs, tools)),
    labels: labelsOf(paid, tools),
  };
}

/** The kinds that used most, and all others together. */
function seriesOf(stack: SpendStack, all: readonly SpendSum[], paid: PaidWith, tools: ViewTools): SeriesView[] {
  const byKey = [...Map.groupBy(all, ({ key }) => key)];
  const sorted = byKey.sort(([a, x], [b, y]) => heightMicrosOf(y, paid) - heightMicrosOf(x, paid) || (a < b ? -1 : 1));
  const own = sorted.slice(0, sorted.length === MOST_SERIES + 1 ? MOST_SERIES + 1 : MOST_SERIES);
  const others = sorted.slice(own.length);
  const { t } = tools;
  return [
    ...own.map(([key, sums]) => ({
      key,
      label: keyLabel(stack, key, tools),
      totalText: amountText(sums, paid, tools),
    })),
    ...(others.length === 0
      ? []
      : [
          {
            key: undefined,
            label: plural(others.length, t('1 other'), t('{0} others', others.length)),
            totalText: amountText(
              others.flatMap(([, sums]) => sums),
              paid,
              tools,
            ),
          },
        ]),
  ];
}

function keyLabel(stack: SpendStack, key: string, tools: ViewTools): string {
  const { t, homeFolder } = tools;
  const surface = SURFACES.find((one) => one === key);
  switch (stack) {
    case 'workspace':
      return key === UNKNOWN_KEY ? t('unknown folder') : shortPath(key, homeFolder);
    case 'surface':
      return surface === undefined ? key : surfaceName(surface, tools);
    case 'tier':
      return key === UNKNOWN_KEY ? t('tier not told') : key;
    case 'model':
      return key === UNKNOWN_KEY ? t('unknown model') : key;
  }
}

/** What stands behind the figure of all: nothing behind dollars, which name themselves. */
function unitOf(sums: readonly SpendSum[], paid: PaidWith, { t }: ViewTools): string {
  const isAll = count(sums, ({ unpricedRequests }) => unpricedRequests) === 0;
  if (paid === 'credits') {
    return isAll ? t('credits') : t('credits, and more without a price');
  }
  return isAll ? '' : t('and more without a price');
}

function runView({ spent, run }: SpentByRun, paid: PaidWith, nowMs: number, tools: ViewTools): SpendRunView {
  const { t, format, homeFolder } = tools;
  return {
    runId: spent.runId,
    title: run === undefined ? t('Run') : titleOf(run, tools),
    folder: run?.workspace === undefined ? '' : shortPath(run.workspace, homeFolder),
    started: run === undefined ? '' : format.instant(run.startedAtMs, nowMs),
    requestsText: format.count(spent.requests),
    height: heightMicrosOf([spent], paid) / MICROS_PER_UNIT,
    hasUnknown: spent.unpricedRequests > 0,
    amountText: amountText([spent], paid, tools),
  };
}

function summaryOf(
  bars: readonly SpendBarView[],
  buckets: readonly SpendBucket[],
  rangeText: string,
  paid: PaidWith,
  tools: ViewTools,
): string {
  const { t, format } = tools;
  const sums = buckets.flatMap((one) => one.sums);
  const unpriced = count(sums, ({ unpricedRequests }) => unpricedRequests);
  const more = unpriced === 0 ? undefined : unpricedRequestsText(unpriced, t, format);
  const heights = buckets.map((one) => heightMicrosOf(one.sums, paid));
  const highest = heights.reduce((top, height, index) => (height > (heights[top] ?? 0) ? index : top), 0);
  const bar = bars[highest];
  if (bar === undefined || (heights[highest] ?? 0) === 0) {
    return sentences(t('{0}: no credits were spent.', rangeText), more);
  }
  const total = pricedText(sums, paid, tools);
  return sentences(
    paid === 'credits'
      ? t('{0}: {1} credits. Highest {2}, with {3}.', rangeText, total, bar.title, bar.totalText)
      : t('{0}: {1}. Highest {2}, with {3}.', rangeText, total, bar.title, bar.totalText),
    more,
  );
}

function shorterThan(bucket: SpendBucketLength): SpendBucketLength {
  return bucket === 'month' || bucket === 'week' ? 'day' : 'hour';
}

function bucketLabel(bucket: SpendBucketLength, { t }: ViewTools): string {
  const labels = { hour: t('Hour'), day: t('Day'), week: t('Week'), month: t('Month') };
  return labels[bucket];
}

function stackChoices({ t }: ViewTools): SpendView['stacks'] {
  return [
    { value: 'model', label: t('by model') },
    { value: 'workspace', label: t('by folder') },
    { value: 'surface', label: t('by surface') },
    { value: 'tier', label: t('by tier') },
  ];
}

function labelsOf(paid: PaidWith, { t }: ViewTools): SpendView['labels'] {
  const heights = { credits: t('Credits'), usd: 'USD', both: t('Credits at list price') };
  return {
    title: t('Spend'),
    bucket: t('Length of the bars'),
    stack: t('What the bars are divided by'),
    time: t('Time'),
    amount: paid === 'credits' ? t('Credits') : t('Cost'),
    height: heights[paid],
    requests: t('Requests'),
    unknown: t('unknown: no price'),
    run: t('Run'),
    folder: t('Folder'),
    started: t('Started'),
    showTable: t('Show as table'),
    showChart: t('Show as chart'),
    noRuns: t('No run is known of this.'),
    hint: t('Click a bar to open it, drag over several for their range.'),
  };
}
