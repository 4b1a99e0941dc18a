import type { Translate } from '../../base/translate.ts';
import { budgetLabel } from '../budgets/budgetText.ts';
import type { Format } from '../format.ts';
import { listed } from '../joinTexts.ts';
import type { AutoReload, Budget, Policy, Sourced } from './policy.ts';

/** An effective rule as people read it. */
export interface PolicyRule {
  /** Its key in the policy file. */
  readonly key: string;
  readonly says: string;
  /** The file that says so; undefined for what holds without any. */
  readonly file: string | undefined;
}

const MINUTE_MS = 60_000;

/** The rules in force, in the order of the policy file. Rules that say nothing are left out. */
export function policyRules(policy: Policy, t: Translate, format: Format): PolicyRule[] {
  const rule = <T>(key: string, said: Sourced<T> | undefined, textOf: (value: T) => string): PolicyRule[] =>
    said === undefined ? [] : [{ key, says: textOf(said.value), file: said.file }];
  const each = <T>(key: string, all: readonly Sourced<T>[], textOf: (value: T) => string): PolicyRule[] =>
    all.flatMap((said) => rule(key, said, textOf));
  const asItIs = (value: string): string => value;
  const count = (value: number): string => format.count(value);
  const list = (values: readonly string[]): string => (values.length === 0 ? t('none') : listed(values, t));
  return [
    ...rule('timezone', policy.timezone, (zone) => zone ?? t('the system’s')),
    ...policy.budgets.flatMap((said) => rule(`budgets.${said.value.id}`, said, (one) => budgetText(one, t, format))),
    ...rule('run.capCredits', policy.runCap, (limit) => format.limit(limit)),
    ...rule('run.onCap', policy.onCap, asItIs),
    ...rule('run.confirmAboveCredits', policy.confirmAbove, (limit) => format.limit(limit)),
    ...each('models.allow', policy.modelsAllow, list),
    ...each('models.deny', policy.modelsDeny, list),
    ...rule('models.maxEffort', policy.maxEffort, asItIs),
    ...each('models.tiers', policy.tiers, list),
    ...rule('paidCredits', policy.paidCredits, asItIs),
    ...rule('reserveCredits', policy.reserve, (amount) => format.limit(amount)),
    ...rule('unknown.price', policy.unknownPrice, asItIs),
    ...rule('unknown.balance', policy.unknownBalance, asItIs),
    ...rule('unknown.effort', policy.unknownEffort, asItIs),
    ...rule('unknown.tier', policy.unknownTier, asItIs),
    ...rule('unknown.maxBalanceAgeMinutes', policy.maxBalanceAgeMs, (ageMs) => format.exact(ageMs / MINUTE_MS)),
    ...rule('concurrency.maxRuns', policy.maxRuns, count),
    ...rule('concurrency.maxSubagentsPerRun', policy.maxSubagentsPerRun, count),
    ...rule('autoReload', policy.autoReload, (declared) => autoReloadText(declared, t, format)),
    ...each('accounts.allow', policy.accountsAllow, list),
    ...rule('noAnswer', policy.noAnswer, asItIs),
    ...rule('answerWithinSeconds', policy.answerWithinMs, (waitMs) => format.exact(waitMs / 1000)),
    ...rule('onGuardFailure', policy.onGuardFailure, asItIs),
  ];
}

/** `Day, all Codex: 200 credits, hard`, and what else is said of it. */
function budgetText(budget: Budget, t: Translate, format: Format): string {
  const said = t('{0}: {1} credits, {2}', budgetLabel(budget, t), format.limit(budget.limit), budget.mode);
  const paid = budget.meter === 'paid' ? t('only purchased credits') : '';
  const within = budget.within === undefined ? '' : t('only in {0}', budget.within);
  return listed([said, paid, within], t);
}

/** Each of the figures that were declared. */
function autoReloadText(declared: AutoReload, t: Translate, format: Format): string {
  const { minimumBalance, targetBalance, monthlyMaximum, maxPerMonth } = declared;
  const parts = [
    minimumBalance === undefined ? undefined : t('below {0}', format.limit(minimumBalance)),
    targetBalance === undefined ? undefined : t('up to {0}', format.limit(targetBalance)),
    monthlyMaximum === undefined ? undefined : t('at most {0} a month', format.limit(monthlyMaximum)),
    maxPerMonth === undefined ? undefined : t('more than {0} a month are unusual', format.count(maxPerMonth)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? t('declared, without figures') : listed(parts, t);
}
