import type { Translate } from '../base/translate.ts';
import { remainingOf } from './budgetStatus.ts';
import type { PassedThreshold } from './budgetThresholds.ts';
import { budgetName, remainingText } from './findingText.ts';
import type { Format } from './format.ts';

/** An alert of a budget in words: how much is spent, what is left, and when it begins anew. */
export function thresholdText(
  { status, percent }: PassedThreshold,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  const { budget, spent, resetsAtMs } = status;
  const name = budgetName(budget.value, t);
  const [used, whole] = [format.credits(spent), format.limit(budget.value.limit)];
  const told = t('{0} has passed {1}: {2} of {3} credits are spent', name, format.percent(percent), used, whole);
  const left = remainingText(remainingOf(status), t, format);
  const resets = resetsAtMs === undefined ? '' : ' ' + t('It resets at {0}.', format.instant(resetsAtMs, nowMs));
  return `${told}, ${left}.${resets}`;
}
