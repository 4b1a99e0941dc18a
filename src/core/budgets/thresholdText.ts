import type { Translate } from '../../base/translate.ts';
import { remainingOf } from './budgetStatus.ts';
import type { PassedThreshold } from './budgetThresholds.ts';
import { budgetName, remainingText } from './budgetText.ts';
import type { Format } from '../format.ts';
import { sentences } from '../joinTexts.ts';

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
  const left = remainingText(remainingOf(status), t, format);
  const told = t(
    '{0} has passed {1}: {2} of {3} credits are spent, {4}.',
    name,
    format.percent(percent),
    used,
    whole,
    left,
  );
  const resets = resetsAtMs === undefined ? undefined : t('It resets at {0}.', format.instant(resetsAtMs, nowMs));
  return sentences(told, resets);
}
