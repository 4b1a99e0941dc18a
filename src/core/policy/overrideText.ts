import type { Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import { type BudgetOverride, isAbout } from './override.ts';
import type { Policy } from './policy.ts';
import type { PolicyRule } from './policyText.ts';

/** What raises budgets of a policy now, told as rules beside those that it changes. */
export function overrideRules(
  { budgets }: Policy,
  overrides: readonly BudgetOverride[],
  t: Translate,
  format: Format,
  nowMs: number,
): PolicyRule[] {
  return overrides
    .filter((override) => budgets.some((rule) => isAbout(override, rule)))
    .map((override) => ({
      key: `budgets.${override.budgetId}`,
      says: overrideText(override, t, format, nowMs),
      file: t('override'),
    }));
}

/** `Raised by 30 until 00:00 by person: release day`. */
export function overrideText(
  { kind, credits, reason, givenBy, expiresAtMs }: BudgetOverride,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  const [amount, until] = [format.limit(credits), format.instant(expiresAtMs, nowMs)];
  const what =
    kind === 'once'
      ? t('Raised by {0} for one run until {1} by {2}', amount, until, givenBy)
      : t('Raised by {0} until {1} by {2}', amount, until, givenBy);
  return reason === undefined ? what : t('{0}: {1}', what, reason);
}
