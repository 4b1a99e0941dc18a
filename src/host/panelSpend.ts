import { NO_CREDITS, microsToCredits, sumCredits } from '../core/money.ts';
import type { UsageRow } from '../core/summarize.ts';
import { creditsOf } from '../core/usageSums.ts';
import { SHOWN_DAYS, dateBefore } from '../guard/usageModel.ts';
import type { DayView, SpendView } from '../panel/panelProtocol.ts';
import type { GuardState } from './guardState.ts';
import type { ViewTools } from './viewTools.ts';

/** Credits by day. A day without usage is a true zero; one whose requests have no price is not. */
export function spendView({ usage }: GuardState, { t, format }: ViewTools): SpendView {
  const byKey = new Map(usage?.days.map((row) => [row.key, row]));
  const days = usage === undefined ? [] : lastDays(usage.today).map((key) => dayView(key, byKey.get(key)));
  const total = sumCredits(usage?.days.map(({ credits }) => credits) ?? []);
  const unpriced = usage?.days.reduce((sum, { unpricedRequests }) => sum + unpricedRequests, 0) ?? 0;
  const highest = days.reduce<DayView | undefined>(
    (top, day) => ((day.credits ?? 0) > (top?.credits ?? 0) ? day : top),
    undefined,
  );
  return {
    title: t('Credits by day'),
    totalText: format.credits(total),
    unit:
      unpriced === 0
        ? t('credits in {0} days', SHOWN_DAYS)
        : t('credits in {0} days, and more without a price', SHOWN_DAYS),
    days,
    summary:
      summaryOf(highest) + (unpriced === 0 ? '' : ` ${t('{0} requests have no price.', format.count(unpriced))}`),
    tableLabels: { day: t('Day'), credits: t('Credits'), requests: t('Requests') },
    showTableLabel: t('Show as table'),
    showChartLabel: t('Show as chart'),
  };

  function summaryOf(highest: DayView | undefined): string {
    if (highest === undefined) {
      return unpriced === 0
        ? t('No credits were spent in the last {0} days.', SHOWN_DAYS)
        : t('Nothing that was used in the last {0} days has a price.', SHOWN_DAYS);
    }
    const { label, text } = highest;
    return t('{0} credits in {1} days. Highest day {2}, with {3}.', format.credits(total), SHOWN_DAYS, label, text);
  }

  function dayView(key: string, row: UsageRow | undefined): DayView {
    const credits = row === undefined ? NO_CREDITS : creditsOf(row);
    const text = credits === undefined ? t('no price') : format.credits(credits);
    const requests = row?.requests ?? 0;
    const unpriced =
      row === undefined || row.unpricedRequests === 0
        ? ''
        : ` ${t('{0} of them without a price.', row.unpricedRequests)}`;
    return {
      key,
      label: format.day(key),
      credits: credits === undefined ? undefined : microsToCredits(credits),
      text,
      requestsText: format.count(requests),
      description:
        credits === undefined
          ? t('{0}: {1}, none with a price.', format.day(key), format.requests(requests))
          : t('{0}: {1} credits, {2}.', format.day(key), text, format.requests(requests)) + unpriced,
    };
  }
}

/** The dates up to and including `today`. */
function lastDays(today: string): string[] {
  return Array.from({ length: SHOWN_DAYS }, (_, index) => dateBefore(today, SHOWN_DAYS - 1 - index));
}
