import type { BudgetCourse } from '../../core/budgets/budgetCourse.ts';
import type { BudgetForecast } from '../../core/budgets/budgetForecast.ts';
import { type BudgetStatus, limitOf } from '../../core/budgets/budgetStatus.ts';
import { type CreditsMicros, NO_CREDITS, addCredits, creditsMicros, microsToCredits } from '../../core/money.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import type { CoursePartView, CourseView } from '../../panel/budgetProtocol.ts';
import type { ViewTools } from '../viewTools.ts';
import { labelOf, rowId } from './panelBudgets.ts';

/** The courses of all budgets in force, by their rows. */
export function courseViews(
  { budgets, forecasts }: Pick<UsageModel, 'budgets' | 'forecasts'>,
  courses: readonly BudgetCourse[],
  nowMs: number,
  tools: ViewTools,
): CourseView[] {
  return budgets.flatMap((status, index) => {
    const course = courses[index];
    return course === undefined ? [] : [courseView(status, index, course, forecasts[index], nowMs, tools)];
  });
}

function courseView(
  status: BudgetStatus,
  index: number,
  course: BudgetCourse,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  tools: ViewTools,
): CourseView {
  const { t, format } = tools;
  const limitText = format.limit(limitOf(status));
  return {
    id: rowId(status, index),
    limit: microsToCredits(limitOf(status)),
    limitText: t('limit {0}', limitText),
    parts: partsOf(course, forecast, nowMs, tools),
    likelyTexts:
      forecast === undefined
        ? undefined
        : { low: format.approximately(forecast.low), high: format.approximately(forecast.high) },
    summary:
      forecast === undefined
        ? t('{0}: {1} of {2} so far.', labelOf(status, tools), format.credits(status.spent), limitText)
        : t(
            '{0}: {1} of {2} so far. If it goes on as it has begun, it ends at {3}, 8 times in 10.',
            labelOf(status, tools),
            format.credits(status.spent),
            limitText,
            format.range(forecast.low, forecast.high),
          ),
  };
}

/** What has been counted part by part, and then a fan from now to the ends of the forecast. */
function partsOf(
  { fromMs, untilMs, parts, spent }: BudgetCourse,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  { t, format }: ViewTools,
): CoursePartView[] {
  const total = spent.reduce<CreditsMicros>((sum, part) => addCredits(sum, part), NO_CREDITS);
  let sum = NO_CREDITS;
  return Array.from({ length: parts }, (_, index): CoursePartView => {
    const endMs = fromMs + ((untilMs - fromMs) * (index + 1)) / parts;
    const label = format.instant(Math.min(endMs, nowMs < endMs && index < spent.length ? nowMs : endMs), nowMs);
    if (index < spent.length) {
      sum = addCredits(sum, spent[index] ?? NO_CREDITS);
      const text = t('Until {0}: {1} credits.', label, format.credits(sum));
      return { spent: microsToCredits(sum), likely: undefined, label, description: text };
    }
    if (forecast === undefined) {
      return { spent: undefined, likely: undefined, label, description: t('Until {0}: not told.', label) };
    }
    const share = (endMs - nowMs) / (untilMs - nowMs);
    const at = (end: CreditsMicros): CreditsMicros => creditsMicros(Math.round(total + share * (end - total)));
    const [low, high] = [at(forecast.low), at(forecast.high)];
    return {
      spent: undefined,
      likely: { low: microsToCredits(low), high: microsToCredits(high) },
      label,
      description: t('Until {0}: likely {1} credits.', label, format.range(low, high)),
    };
  });
}
