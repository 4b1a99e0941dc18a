import { assertNever } from '../../base/assert.ts';
import { plural, type Translate } from '../../base/translate.ts';
import { budgetName } from '../budgets/budgetText.ts';
import type { Finding } from './finding.ts';
import type { Format } from '../format.ts';
import { sentences } from '../joinTexts.ts';
import { type CreditsMicros, NO_CREDITS } from '../money.ts';
import type { Budget } from '../policy/policy.ts';

/** A finding in one sentence that a person can act on. */
export function findingText(finding: Finding, t: Translate, format: Format, nowMs: number): string {
  const { reason } = finding;
  const limit = format.limit(finding.limit ?? NO_CREDITS);
  const remaining = left(finding.remaining ?? NO_CREDITS, format);
  const resets =
    finding.resetsAtMs === undefined ? '' : t('It resets at {0}.', format.instant(finding.resetsAtMs, nowMs));
  switch (reason.kind) {
    case 'budgetSpent':
      return sentences(spentText(finding, reason.budget, t, format), resets);
    case 'budgetMedianDoesNotFit':
      return sentences(
        t('{0} has {1} left, less than the run’s median.', budgetName(reason.budget, t), remaining),
        resets,
      );
    case 'budgetHighDoesNotFit':
      return t('{0} has {1} left; one run in ten like this needs more.', budgetName(reason.budget, t), remaining);
    case 'overrideInForce':
      return overrideText(reason, t, format);
    case 'aboveConfirm':
      return t('Your policy asks above {0}.', limit);
    case 'modelDenied':
      return t('The policy does not allow the model {0}.', reason.model);
    case 'modelNotAllowed':
      return t('The model {0} is not among those the policy allows.', reason.model);
    case 'effortTooHigh':
      return t('The policy allows reasoning effort up to {0}, not {1}.', reason.maxEffort, reason.effort);
    case 'tierNotAllowed':
      return t('The policy does not allow the service tier {0}.', reason.tier);
    case 'paidCredits':
      return t('The included allowance is used up: the run draws on purchased credits.');
    case 'mayDrawPaid':
      return sentences(mayDrawPaidText(finding, reason.usedPercent, t, format), resets);
    case 'reserveReached':
      return t('The balance is at the reserve of {0} credits.', limit);
    case 'reserveMedianDoesNotFit':
      return t('{0} credits are left above the reserve, less than the run’s median.', remaining);
    case 'reserveHighDoesNotFit':
      return t('{0} credits are left above the reserve; one run in ten like this needs more.', remaining);
    case 'unknownPrice':
      return reason.model === undefined
        ? t('The model is not known, so the run has no price.')
        : t('No price is known for {0}.', reason.model);
    case 'unknownEffort':
      return t('The reasoning effort is not known.');
    case 'unknownTier':
      return t('Whether the service tier costs extra is not known.');
    case 'unknownBalance':
      return t('The balance cannot be read, so what the run draws on is not known.');
    case 'oldBalance':
      return t('The balance was read {0}.', format.age(reason.ageMs));
    case 'tooManyRuns':
      return plural(
        reason.activeRuns,
        t('One run is going on, and the policy allows {0}.', reason.maxRuns),
        t('{0} runs are going on, and the policy allows {1}.', reason.activeRuns, reason.maxRuns),
      );
    case 'tooManySubagents':
      return plural(
        reason.subagents,
        t('One subagent would run, and the policy allows {0}.', reason.maxSubagents),
        t('{0} subagents would run, and the policy allows {1}.', reason.subagents, reason.maxSubagents),
      );
    case 'accountUnknown':
      return t('The policy names the accounts allowed, and this one is not known.');
    case 'accountNotAllowed':
      return t('The policy does not allow the account {0}.', reason.account);
    case 'modelUnknown':
      return t('The policy has rules on models, and the run’s model is not known.');
    case 'policyUnreadable':
      return t('A policy file cannot be read, so every run is asked about.');
    default:
      return assertNever(reason);
  }
}

/** Nothing of a budget is left: it is spent, or what is not is held for other runs. */
function spentText({ limit, spent, reserved }: Finding, budget: Budget, t: Translate, format: Format): string {
  const name = budgetName(budget, t);
  const whole = format.limit(limit ?? budget.limit);
  return reserved !== undefined && reserved > 0 && spent !== undefined && spent < budget.limit
    ? t('{0} of {1} credits has nothing left: {2} are held for runs under way.', name, whole, format.credits(reserved))
    : t('{0} of {1} credits is spent.', name, whole);
}

/** Who reads that a budget is passed must also read why. */
function overrideText(
  { budget, raised, overrides }: Extract<Finding['reason'], { kind: 'overrideInForce' }>,
  t: Translate,
  format: Format,
): string {
  const reasons = overrides.flatMap(({ reason }) => reason ?? []);
  const [name, limit, by] = [budgetName(budget, t), format.limit(budget.limit), format.limit(raised)];
  return reasons.length === 0
    ? t('{0} of {1} credits is raised by {2}; no reason was given.', name, limit, by)
    : t('{0} of {1} credits is raised by {2}: {3}.', name, limit, by, reasons.join('; '));
}

/** Per cent and credits are two meters: what is left of the allowance in credits is an estimate, and says so. */
function mayDrawPaidText({ remaining }: Finding, usedPercent: number, t: Translate, format: Format): string {
  const used = t('{0} of the included allowance is used.', format.percent(usedPercent));
  const then = t('If it does not last, the run draws on purchased credits.');
  const estimate =
    remaining === undefined ? '' : t('About {0} credits’ worth is left, an estimate.', format.credits(remaining));
  return sentences(used, estimate, then);
}

function left(amount: CreditsMicros, format: Format): string {
  return amount <= 0 ? format.credits(NO_CREDITS) : format.credits(amount);
}
