import type { Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import { listed } from '../joinTexts.ts';
import { type CreditsMicros, negateCredits } from '../money.ts';
import type { Budget } from '../policy/policy.ts';

/** A budget by what it counts: `The daily budget`, `The weekly budget of ~/src/api`. */
export function budgetName({ period, scope, id }: Budget, t: Translate): string {
  const names: Readonly<Record<Budget['period'], string>> = {
    day: t('The daily budget'),
    week: t('The weekly budget'),
    month: t('The monthly budget'),
    'rolling-24h': t('The budget of 24 hours'),
    'rolling-7d': t('The budget of 7 days'),
    'rolling-30d': t('The budget of 30 days'),
    'utc-month': t('The budget of the UTC month'),
  };
  const name = names[period];
  switch (scope.kind) {
    case 'account':
      return name;
    case 'workspace':
      return t('{0} for {1}', name, scope.path);
    case 'model':
      return t('{0} for {1}', name, scope.model);
    case 'surface':
      return t('{0} for {1}', name, scope.surface);
    case 'thread':
      return t('{0} for each thread ({1})', name, id);
  }
}

/** A budget in few words, for a table: `Day, all Codex`, `Week, ~/src/api`. */
export function budgetLabel({ period, scope }: Budget, t: Translate): string {
  const periods: Readonly<Record<Budget['period'], string>> = {
    day: t('Day'),
    week: t('Week'),
    month: t('Month'),
    'rolling-24h': t('24 hours'),
    'rolling-7d': t('7 days'),
    'rolling-30d': t('30 days'),
    'utc-month': t('UTC month'),
  };
  const counted = {
    account: t('all Codex'),
    workspace: scope.kind === 'workspace' ? scope.path : '',
    model: scope.kind === 'model' ? scope.model : '',
    surface: scope.kind === 'surface' ? scope.surface : '',
    thread: t('each thread'),
  };
  return listed([periods[period], counted[scope.kind]], t);
}

/** What is left of a budget, or by how much it is overspent: `88.22 left`, `7.00 over`. */
export function remainingText(remaining: CreditsMicros, t: Translate, format: Format): string {
  return leftOrOver(remaining, t, (credits) => format.credits(credits));
}

/** The same in whole credits, where room is scarce. */
export function remainingInShort(remaining: CreditsMicros, t: Translate, format: Format): string {
  return leftOrOver(remaining, t, (credits) => format.wholeCredits(credits));
}

function leftOrOver(remaining: CreditsMicros, t: Translate, written: (credits: CreditsMicros) => string): string {
  return remaining < 0 ? t('{0} over', written(negateCredits(remaining))) : t('{0} left', written(remaining));
}
