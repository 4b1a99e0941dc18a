import type { Translate } from '../../base/translate.ts';
import { listed } from '../joinTexts.ts';
import { ORDINARY_LIMIT_ID, type RateLimitWindow } from './wallet.ts';

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

/** A window where a sentence begins with it: `The weekly window`. */
export function windowAsSubject({ limitId, name, windowMinutes }: RateLimitWindow, t: Translate): string {
  const { unit, count } = lengthOf(windowMinutes);
  const lengths: Readonly<Record<WindowLength['unit'], string>> = {
    unknown: t('The window'),
    week: t('The weekly window'),
    hours: t('The {0}-hour window', count),
    days: t('The {0}-day window', count),
  };
  return limitId === ORDINARY_LIMIT_ID ? lengths[unit] : t('{0} of {1}', lengths[unit], name ?? limitId);
}

/** That a window is used up, as a reason at the end of a sentence: `the weekly window is used up`. */
export function windowUsedUpText({ limitId, name, windowMinutes }: RateLimitWindow, t: Translate): string {
  const { unit, count } = lengthOf(windowMinutes);
  const lengths: Readonly<Record<WindowLength['unit'], string>> = {
    unknown: t('the window is used up'),
    week: t('the weekly window is used up'),
    hours: t('the {0}-hour window is used up', count),
    days: t('the {0}-day window is used up', count),
  };
  return limitId === ORDINARY_LIMIT_ID ? lengths[unit] : t('{0} ({1})', lengths[unit], name ?? limitId);
}

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

interface WindowLength {
  readonly unit: 'unknown' | 'week' | 'hours' | 'days';
  readonly count: number;
}

/** In whole hours, of which half an hour is none yet, or in days. */
function lengthOf(minutes: number | undefined): WindowLength {
  if (minutes === undefined || minutes < HOUR_MINUTES / 2) {
    return { unit: 'unknown', count: 0 };
  }
  if (minutes === 7 * DAY_MINUTES) {
    return { unit: 'week', count: 1 };
  }
  return minutes < DAY_MINUTES || minutes % DAY_MINUTES !== 0
    ? { unit: 'hours', count: Math.round(minutes / HOUR_MINUTES) }
    : { unit: 'days', count: minutes / DAY_MINUTES };
}
