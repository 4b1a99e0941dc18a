import { plural, type Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import { sentences } from '../joinTexts.ts';
import { negateCredits, subtractCredits } from '../money.ts';
import { type Binding, bindingLimit } from './bindingLimit.ts';
import { hasNoCreditsLeft } from './nextRunMeter.ts';
import { ORDINARY_LIMIT_ID, type WalletSnapshot, hasReset } from './wallet.ts';
import { windowAsSubject } from './windowText.ts';

/** A plan as its owner knows it: Codex tells of `plus`. */
export function planName(plan: string): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}

/** What binds, as a sentence that stands out and one that says what follows. */
interface BindingText {
  readonly title: string;
  readonly text: string;
}

/** The limit that stops ordinary use first, and what is left to be done meanwhile. */
export function bindingText(snapshot: WalletSnapshot, t: Translate, format: Format, nowMs: number): BindingText {
  const binding = bindingLimit(snapshot, nowMs);
  const until = binding.untilMs === undefined ? undefined : format.instant(binding.untilMs, nowMs);
  switch (binding.kind) {
    case 'included-window': {
      const window = bindingWindowName(snapshot, binding, t);
      const title = until === undefined ? t('{0} is used up.', window) : t('{0} is used up until {1}.', window, until);
      return { title, text: sentences(meanwhileText(snapshot, t, format, nowMs), resetsText(snapshot, t)) };
    }
    case 'credits-empty': {
      const returns = until === undefined ? t('Runs need more credits.') : t('Included use returns at {0}.', until);
      return { title: emptyTitle(snapshot, t, format), text: sentences(returns, resetsText(snapshot, t)) };
    }
    case 'individual-limit':
      return { title: limitTitle(snapshot, t, format), text: until === undefined ? '' : t('It resets at {0}.', until) };
    case 'workspace-pool':
      return {
        title: t('The workspace is out of credits.'),
        text:
          snapshot.reachedType === 'ownerCredits' ? t('You can add some as its owner.') : t('Its owner can add some.'),
      };
    case 'spend-control':
      return {
        title: t('A spending limit of the workspace is reached.'),
        text: until === undefined ? t('An administrator can raise it.') : t('It resets at {0}.', until),
      };
    case 'unknown':
      return unknownText(snapshot, t, format);
    case 'none':
      return { title: t('Nothing binds.'), text: noneText(snapshot, t) };
  }
}

/**
 * What runs draw on while the allowance is used up: the workspace's credits up to one's own limit, or one's own. Where
 * that limit has begun anew, nobody knows what is left of it.
 */
function meanwhileText(
  { individualLimit, unlimited }: WalletSnapshot,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  if (individualLimit !== undefined) {
    if (hasReset(individualLimit, nowMs)) {
      return t('Until then, runs draw on the workspace’s credits.');
    }
    const left = format.credits(subtractCredits(individualLimit.limit, individualLimit.used));
    const limit = format.limit(individualLimit.limit);
    return t('Until then, runs draw on the workspace’s credits: {0} of your {1} are left.', left, limit);
  }
  return unlimited === true
    ? t('Until then, runs draw on credits, of which you have no limit.')
    : t('Until then, runs draw on your credits.');
}

function resetsText({ resetCredits }: WalletSnapshot, t: Translate): string {
  if (resetCredits === undefined || resetCredits === 0) {
    return '';
  }
  return plural(
    resetCredits,
    t('You have one reset that starts the allowance anew.'),
    t('You have {0} resets that start the allowance anew.', resetCredits),
  );
}

function emptyTitle({ balance }: WalletSnapshot, t: Translate, format: Format): string {
  if (balance !== undefined && balance < 0) {
    return t('Your balance is {0} credits below zero.', format.credits(negateCredits(balance)));
  }
  return balance !== undefined && balance > 0
    ? t('Your {0} credits may not be used.', format.credits(balance))
    : t('No credits are left.');
}

function limitTitle({ individualLimit }: WalletSnapshot, t: Translate, format: Format): string {
  return individualLimit === undefined
    ? t('Your limit in the workspace is reached.')
    : t('Your limit of {0} credits in the workspace is reached.', format.limit(individualLimit.limit));
}

function unknownText(snapshot: WalletSnapshot, t: Translate, format: Format): BindingText {
  const { ordinaryUsageAllowed, balance } = snapshot;
  if (ordinaryUsageAllowed !== false) {
    return { title: t('Which limit binds is not known.'), text: t('Codex did not say.') };
  }
  if (!hasNoCreditsLeft(snapshot)) {
    return { title: t('Codex refuses the included allowance, and does not say why.'), text: '' };
  }
  const credits =
    balance === undefined || balance <= 0
      ? ''
      : t('{0} credits are there, but may not be used.', format.credits(balance));
  return { title: t('Codex refuses use, and does not say why.'), text: credits };
}

function noneText({ windows, unlimited }: WalletSnapshot, t: Translate): string {
  if (windows.some(({ limitId }) => limitId === ORDINARY_LIMIT_ID)) {
    return t('Runs draw on the included allowance.');
  }
  return unlimited === true ? t('Your credits are unlimited.') : t('Runs draw on your credits.');
}

function bindingWindowName(snapshot: WalletSnapshot, binding: Binding, t: Translate): string {
  const window = snapshot.windows.find(
    ({ limitId, resetsAtMs }) => limitId === binding.limitId && resetsAtMs === binding.untilMs,
  );
  return window === undefined ? t('The included allowance') : windowAsSubject(window, t);
}
