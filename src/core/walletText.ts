import type { Translate } from '../base/translate.ts';
import type { Format } from './format.ts';
import { type Binding, type RateLimitWindow, type WalletSnapshot, bindingLimit } from './wallet.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** What a window is called: by its length, and by its name where it is not the ordinary one. */
export function windowName({ limitId, name, windowMinutes }: RateLimitWindow, t: Translate): string {
  const length = lengthName(windowMinutes, t);
  return limitId === 'codex' ? length : `${name ?? limitId}, ${length}`;
}

function lengthName(minutes: number | undefined, t: Translate): string {
  if (minutes === undefined) {
    return t('Window');
  }
  if (minutes === 7 * DAY_MINUTES) {
    return t('Weekly window');
  }
  return minutes < DAY_MINUTES || minutes % DAY_MINUTES !== 0
    ? t('{0}-hour window', Math.round(minutes / HOUR_MINUTES))
    : t('{0}-day window', minutes / DAY_MINUTES);
}

/** What binds, as a sentence that stands out and one that says what follows. */
export interface BindingText {
  readonly title: string;
  readonly text: string;
}

export function bindingText(snapshot: WalletSnapshot, t: Translate, format: Format, nowMs: number): BindingText {
  const binding = bindingLimit(snapshot, nowMs);
  const until = binding.untilMs === undefined ? undefined : format.instant(binding.untilMs, nowMs);
  switch (binding.kind) {
    case 'included-window':
      return {
        title:
          until === undefined
            ? t('{0} is used up.', bindingWindowName(snapshot, binding, t))
            : t('{0} is used up until {1}.', bindingWindowName(snapshot, binding, t), until),
        text: t('Until then, runs draw on your credits.'),
      };
    case 'credits-empty':
      return {
        title: t('No credits are left.'),
        text: until === undefined ? t('Runs need more credits.') : t('Included use returns at {0}.', until),
      };
    case 'individual-limit':
      return {
        title: t('Your limit in the workspace is reached.'),
        text: until === undefined ? '' : t('It resets at {0}.', until),
      };
    case 'workspace-pool':
      return { title: t('The workspace is out of credits.'), text: t('Its owner can add some.') };
    case 'spend-control':
      return {
        title: t('A spending limit of the workspace is reached.'),
        text: until === undefined ? '' : t('It resets at {0}.', until),
      };
    case 'unknown':
      return { title: t('Which limit binds is not known.'), text: t('Codex did not say.') };
    case 'none':
      return { title: t('Nothing binds.'), text: noneText(snapshot, t) };
  }
}

function noneText({ windows }: WalletSnapshot, t: Translate): string {
  return windows.some(({ limitId }) => limitId === 'codex')
    ? t('Runs draw on the included allowance.')
    : t('Runs draw on your credits.');
}

function bindingWindowName(snapshot: WalletSnapshot, binding: Binding, t: Translate): string {
  const window = snapshot.windows.find(
    ({ limitId, resetsAtMs }) => limitId === binding.limitId && resetsAtMs === binding.untilMs,
  );
  return window === undefined ? t('The included allowance') : t('The {0}', lowerFirst(windowName(window, t)));
}

/** `Weekly window` in mid-sentence. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
