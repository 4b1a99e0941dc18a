import { plural } from '../../base/translate.ts';
import type { BudgetForecast } from '../../core/budgets/budgetForecast.ts';
import { type BudgetStatus, limitOf, raisedBy, remainingOf } from '../../core/budgets/budgetStatus.ts';
import { budgetLabel, remainingText } from '../../core/budgets/budgetText.ts';
import { microsToCredits } from '../../core/money.ts';
import type { BudgetRowView, BudgetsView } from '../../panel/budgetProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { shortPath } from '../shortPath.ts';
import type { ViewTools } from '../viewTools.ts';

/** All budgets in force: what is spent, held and left of each, and where it will likely end. */
export function budgetsView({ usage, nowMs }: GuardState, tools: ViewTools): BudgetsView {
  const { t } = tools;
  const budgets = usage?.budgets ?? [];
  const files = new Set(budgets.map(({ budget }) => budget.file)).size;
  return {
    title: t('Budgets'),
    subtitle:
      budgets.length === 0
        ? ''
        : plural(
            files,
            t('{0} in force, from one file', budgets.length),
            t('{0} in force, from {1} files', budgets.length, files),
          ),
    rows: budgets.map((status, index) => rowView(status, index, usage?.forecasts[index], nowMs, tools)),
    emptyText: usage === undefined ? t('Reading the policy.') : t('No budget is in force: nothing limits your runs.'),
    editLabel: t('Edit Budgets and Caps…'),
    beginLabel: budgets.length === 0 ? t('Choose a Policy to Begin With…') : '',
    labels: {
      budget: t('Budget'),
      mode: t('Mode'),
      spent: t('Spent'),
      reserved: t('Reserved'),
      left: t('Left'),
      limit: t('Limit'),
      likely: t('At the end, likely'),
      likelyLow: t('At the end, low'),
      likelyHigh: t('At the end, high'),
      resets: t('Resets'),
      open: t('Enter or click: its course'),
      mayPass: t('may pass'),
    },
    legend: {
      spent: t('spent'),
      reserved: t('reserved by runs'),
      likely: t('likely at the end, 8 in 10'),
      limit: t('limit'),
      unknown: t('unknown: no price'),
    },
    note: t('No forecast before 3 % of a window has passed, and none for rolling windows.'),
  };
}

function rowView(
  status: BudgetStatus,
  index: number,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  tools: ViewTools,
): BudgetRowView {
  const { t, format } = tools;
  const { value } = status.budget;
  const [limit, left] = [limitOf(status), remainingOf(status)];
  const likelyText = likelyTextOf(status, forecast, tools);
  const name = labelOf(status, tools);
  const spentText = format.credits(status.spent) + (status.unpricedRequests > 0 ? '+' : '');
  return {
    id: rowId(status, index),
    name,
    mode: value.mode === 'hard' ? t('hard') : t('soft'),
    spent: microsToCredits(status.spent),
    reserved: microsToCredits(status.reserved),
    left: microsToCredits(left),
    limit: microsToCredits(limit),
    hasUnknown: status.unpricedRequests > 0,
    likely:
      forecast === undefined ? undefined : { low: microsToCredits(forecast.low), high: microsToCredits(forecast.high) },
    spentText,
    reservedText: status.reserved === 0 ? '–' : format.credits(status.reserved),
    leftText: format.credits(left),
    limitText: format.limit(limit),
    likelyText,
    mayPass: forecast !== undefined && forecast.high > limit,
    resetsText: status.resetsAtMs === undefined ? t('rolling') : format.instant(status.resetsAtMs, nowMs),
    notes: notesOf(status, nowMs, tools),
    description: t(
      '{0}: {1} spent of {2}, {3}, {4}.',
      name,
      spentText,
      format.limit(limit),
      remainingText(left, t, format),
      t('likely {0} at the end', likelyText),
    ),
  };
}

function likelyTextOf(
  { resetsAtMs }: BudgetStatus,
  forecast: BudgetForecast | undefined,
  { t, format }: ViewTools,
): string {
  if (forecast !== undefined) {
    return format.range(forecast.low, forecast.high);
  }
  return resetsAtMs === undefined ? t('none for a rolling window') : t('too early to tell');
}

/** What tells a row from the others: two files may have a budget of one id, for different folders. */
export function rowId({ budget }: BudgetStatus, index: number): string {
  return `${index}/${budget.value.id}`;
}

/** What a budget is called, with its folder as people write it. */
export function labelOf({ budget: { value } }: BudgetStatus, { t, homeFolder }: ViewTools): string {
  const { scope } = value;
  const short = scope.kind === 'workspace' ? { ...scope, path: shortPath(scope.path, homeFolder) } : scope;
  return budgetLabel({ ...value, scope: short }, t);
}

function notesOf(status: BudgetStatus, nowMs: number, { t, format, homeFolder }: ViewTools): string[] {
  const raised = raisedBy(status);
  const untilMs = Math.min(...status.overrides.map(({ expiresAtMs }) => expiresAtMs));
  return [
    ...(raised === 0 ? [] : [t('raised by {0} until {1}', format.limit(raised), format.instant(untilMs, nowMs))]),
    ...(status.unpricedRequests === 0
      ? []
      : [t('{0} without a price are not in it', format.requests(status.unpricedRequests))]),
    ...(status.budget.value.meter === 'paid' ? [t('purchased credits only')] : []),
    ...(status.budget.file === undefined ? [] : [t('from {0}', shortPath(status.budget.file, homeFolder))]),
  ];
}
