import { plural, type Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import { listed, sentences } from '../joinTexts.ts';
import { negateCredits, subtractCredits } from '../money.ts';
import { type Binding, bindingLimit } from './bindingLimit.ts';
import { type MeterReason, hasNoCreditsLeft, nextRunMeter } from './nextRunMeter.ts';
import {
  ORDINARY_LIMIT_ID,
  type RateLimitWindow,
  type WalletSnapshot,
  type WalletState,
  lastSnapshot,
} from './wallet.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** A plan as its owner knows it: Codex tells of `plus`. */
export function planName(plan: string): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}

/** What a window is called: by its length, and by its name where it is not the ordinary one. */
export function windowName({ limitId, name, windowMinutes }: RateLimitWindow, t: Translate): string {
  const length = lengthName(windowMinutes, t);
  return limitId === ORDINARY_LIMIT_ID ? length : listed([name ?? limitId, length], t);
}

function lengthName(minutes: number | undefined, t: Translate): string {
  const { unit, count } = lengthOf(minutes);
  const lengths: Readonly<Record<WindowLength['unit'], string>> = {
    unknown: t('Window'),
    week: t('Weekly window'),
    hours: t('{0}-hour window', count),
    days: t('{0}-day window', count),
  };
  return lengths[unit];
}

interface WindowLength {
  readonly unit: 'unknown' | 'week' | 'hours' | 'days';
  readonly count: number;
}

function lengthOf(minutes: number | undefined): WindowLength {
  if (minutes === undefined) {
    return { unit: 'unknown', count: 0 };
  }
  if (minutes === 7 * DAY_MINUTES) {
    return { unit: 'week', count: 1 };
  }
  return minutes < DAY_MINUTES || minutes % DAY_MINUTES !== 0
    ? { unit: 'hours', count: Math.round(minutes / HOUR_MINUTES) }
    : { unit: 'days', count: minutes / DAY_MINUTES };
}

/** What binds, as a sentence that stands out and one that says what follows. */
interface BindingText {
  readonly title: string;
  readonly text: string;
}

export function bindingText(snapshot: WalletSnapshot, t: Translate, format: Format, nowMs: number): BindingText {
  const binding = bindingLimit(snapshot, nowMs);
  const until = binding.untilMs === undefined ? undefined : format.instant(binding.untilMs, nowMs);
  switch (binding.kind) {
    case 'included-window': {
      const window = bindingWindowName(snapshot, binding, t);
      const title = until === undefined ? t('{0} is used up.', window) : t('{0} is used up until {1}.', window, until);
      return { title, text: sentences(meanwhileText(snapshot, t, format), resetsText(snapshot, t)) };
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

/** What runs draw on while the allowance is used up: the workspace's credits up to one's own limit, or one's own. */
function meanwhileText({ individualLimit, unlimited }: WalletSnapshot, t: Translate, format: Format): string {
  if (individualLimit !== undefined) {
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

/** A window where a sentence begins with it: `The weekly window`. */
function windowAsSubject({ limitId, name, windowMinutes }: RateLimitWindow, t: Translate): string {
  const { unit, count } = lengthOf(windowMinutes);
  const lengths: Readonly<Record<WindowLength['unit'], string>> = {
    unknown: t('The window'),
    week: t('The weekly window'),
    hours: t('The {0}-hour window', count),
    days: t('The {0}-day window', count),
  };
  return limitId === ORDINARY_LIMIT_ID ? lengths[unit] : t('{0} of {1}', lengths[unit], name ?? limitId);
}

/** What the next run draws on, and why, in one sentence. */
export function nextRunText(state: WalletState, t: Translate, nowMs: number): string {
  const { meter, reason } = nextRunMeter(state, nowMs);
  const why = meterReasonText(reason, t);
  switch (meter) {
    case 'included':
      return t('The next run draws on the included allowance: {0}.', why);
    case 'credits':
      return lastSnapshot(state)?.individualLimit === undefined
        ? t('The next run draws on purchased credits: {0}.', why)
        : t('The next run draws on the workspace’s credits: {0}.', why);
    case 'api':
      return t('The next run is paid in money: {0}.', why);
    case 'unknown':
      return t('What the next run draws on is not known: {0}.', why);
  }
}

function meterReasonText(reason: MeterReason, t: Translate): string {
  switch (reason.kind) {
    case 'allowanceLeft':
      return t('none of its windows is used up');
    case 'windowUsedUp':
      return windowUsedUpText(reason.window, t);
    case 'allowanceRefused':
      return t('Codex does not let the allowance be used');
    case 'nothingIncluded':
      return t('no allowance is included');
    case 'apiKey':
      return t('Codex uses an API key');
    case 'notRead':
      return t('the balance has not been read yet');
    case 'noCodex':
      return t('Codex was not found');
    case 'signedOut':
      return t('you are signed out of Codex');
    case 'unreachable':
      return t('the balance cannot be read now');
    case 'notTold':
      return t('Codex did not say');
  }
}

/** The same as the reason at the end of a sentence. */
function windowUsedUpText({ limitId, name, windowMinutes }: RateLimitWindow, t: Translate): string {
  const { unit, count } = lengthOf(windowMinutes);
  const lengths: Readonly<Record<WindowLength['unit'], string>> = {
    unknown: t('the window is used up'),
    week: t('the weekly window is used up'),
    hours: t('the {0}-hour window is used up', count),
    days: t('the {0}-day window is used up', count),
  };
  return limitId === ORDINARY_LIMIT_ID ? lengths[unit] : t('{0} ({1})', lengths[unit], name ?? limitId);
}
