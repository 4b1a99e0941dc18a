import type { Calendar } from '../../core/calendar.ts';
import { listed, sentences } from '../../core/joinTexts.ts';
import { MICROS_PER_UNIT } from '../../core/money.ts';
import type { SpendBucket, SpendBucketLength } from '../../core/usage/spend.ts';
import type { SeriesView, SpendBarView } from '../../panel/spendProtocol.ts';
import type { ViewTools } from '../viewTools.ts';
import { type PaidWith, amountText, count, heightMicrosOf, pricedText } from './spendFigures.ts';

/** A bar, with a part for each series. One without usage is a true zero; requests without a price are not. */
export function barView(
  { fromMs, untilMs, sums }: SpendBucket,
  bucket: SpendBucketLength,
  series: readonly SeriesView[],
  paid: PaidWith,
  calendar: Calendar,
  tools: ViewTools,
): SpendBarView {
  const { t, format } = tools;
  const named = new Set(series.map(({ key }) => key));
  const kinds = series.map(({ key }) =>
    sums.filter((sum) => (key === undefined ? !named.has(sum.key) : sum.key === key)),
  );
  const parts = kinds.map((kind) => heightMicrosOf(kind, paid));
  const total = heightMicrosOf(sums, paid);
  const requests = count(sums, ({ requests }) => requests);
  const unpriced = count(sums, ({ unpricedRequests }) => unpricedRequests);
  const title = titleOfBar(fromMs, bucket, calendar, tools);
  const isUnpriced = requests > 0 && unpriced === requests;
  const totalText = isUnpriced ? t('no price') : pricedText(sums, paid, tools);
  const more = unpriced === 0 ? undefined : t('{0} of them without a price.', format.count(unpriced));
  return {
    fromMs,
    untilMs,
    label: labelOfBar(fromMs, bucket, calendar, tools),
    isMajor: isMajor(fromMs, bucket, calendar),
    parts: parts.map((part) => part / MICROS_PER_UNIT),
    hasUnknown: unpriced > 0,
    isUnpriced,
    requests,
    partTexts: kinds.map((kind) => amountText(kind, paid, tools)),
    shareTexts: parts.map((part) => (total === 0 ? '' : format.percent((100 * part) / total))),
    title,
    totalText,
    requestsText: format.count(requests),
    description: isUnpriced
      ? t('{0}: {1}, none with a price.', title, format.requests(requests))
      : sentences(barSentence(title, totalText, format.requests(requests), paid, tools), more),
  };
}

function barSentence(title: string, total: string, requests: string, paid: PaidWith, { t }: ViewTools): string {
  return paid === 'credits'
    ? t('{0}: {1} credits, {2}.', title, total, requests)
    : t('{0}: {1}, {2}.', title, total, requests);
}

function titleOfBar(fromMs: number, bucket: SpendBucketLength, calendar: Calendar, { t, format }: ViewTools): string {
  const day = format.day(calendar.dateKey(fromMs));
  switch (bucket) {
    case 'hour':
      return listed([day, hourText(fromMs, calendar)], t);
    case 'day':
      return day;
    case 'week':
      return t('Week from {0}', day);
    case 'month':
      return format.month(monthKey(fromMs, calendar));
  }
}

function labelOfBar(fromMs: number, bucket: SpendBucketLength, calendar: Calendar, tools: ViewTools): string {
  if (bucket === 'month') {
    return tools.format.month(monthKey(fromMs, calendar));
  }
  const isWithinDay = bucket === 'hour' && fromMs !== calendar.dayOf(fromMs).fromMs;
  return isWithinDay ? hourText(fromMs, calendar) : tools.format.day(calendar.dateKey(fromMs));
}

const HOUR_MS = 3_600_000;
const LABELLED_HOURS = 6;

function isMajor(fromMs: number, bucket: SpendBucketLength, calendar: Calendar): boolean {
  switch (bucket) {
    case 'hour':
      return Math.round((fromMs - calendar.dayOf(fromMs).fromMs) / HOUR_MS) % LABELLED_HOURS === 0;
    case 'day':
      return calendar.weekOf(fromMs).fromMs === fromMs;
    default:
      return true;
  }
}

/** The hour of a day in the person's zone: `09:00`. */
function hourText(fromMs: number, calendar: Calendar): string {
  const hours = Math.round((fromMs - calendar.dayOf(fromMs).fromMs) / HOUR_MS);
  return `${String(hours).padStart(2, '0')}:00`;
}

function monthKey(fromMs: number, calendar: Calendar): string {
  return calendar.dateKey(fromMs).slice(0, 'YYYY-MM'.length);
}

/** What bars reach over: `21 Oct – 19 Nov`, or one day, with the hours where it is less than one. */
export function rangeTextOf(buckets: readonly SpendBucket[], calendar: Calendar, { t, format }: ViewTools): string {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) {
    return '';
  }
  const [from, until] = [calendar.dateKey(first.fromMs), calendar.dateKey(last.untilMs - 1)];
  if (from !== until) {
    return `${format.day(from)} – ${format.day(until)}`;
  }
  const day = calendar.dayOf(first.fromMs);
  const isWhole = day.fromMs === first.fromMs && day.untilMs === last.untilMs;
  return isWhole ? format.day(from) : listed([format.day(from), hourText(first.fromMs, calendar)], t);
}
