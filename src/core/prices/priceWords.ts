import { plural, type Translate } from '../../base/translate.ts';
import { isoDate } from '../calendar.ts';
import type { Format } from '../format.ts';
import type { PriceDoubt } from './priceDoubts.ts';
import type { DatedRow, RateGrade, RateSource } from './rateCard.ts';

/** How well a figure is known, in a few words. */
export function gradeText(grade: RateGrade, t: Translate): string {
  switch (grade) {
    case 'official':
      return t('from OpenAI’s own text');
    case 'corroborated':
      return t('several third parties agree');
    case 'quoted':
      return t('one third party says so');
    case 'assumed':
      return t('assumed');
    case 'derived':
      return t('derived from the API’s price');
    case 'own':
      return t('your own');
    case 'calibrated':
      return t('fits your account’s own figures');
  }
}

/** Why a price may be another one, as a sentence. */
export function doubtText(doubt: PriceDoubt, t: Translate): string {
  switch (doubt) {
    case 'promotionOverlaps':
      return t('When a promotion ends is told differently, so the dearer price counts.');
    case 'tierUnknown':
      return t('What this service tier costs is not published, so none of its extra cost is counted.');
    case 'longContextUnknown':
      return t('Whether a long context costs extra with this model is not published, so it counts as if it did.');
    case 'derived':
      return t('No price in credits is published, so it is derived from the API’s.');
    case 'quoted':
      return t('The price is known from one third party only.');
    case 'assumed':
      return t('The price is assumed.');
    case 'cachedAsInput':
      return t('No price of cached input is published, so it counts as input.');
    case 'cacheWriteAsInput':
      return t('No price of writing to the cache is published, so it counts as input.');
  }
}

/** A source with when it was seen. */
export function sourceText({ text, seenAt }: RateSource, t: Translate): string {
  return seenAt === undefined ? text : t('{0}, seen {1}', text, seenAt);
}

/** From when until when, exclusively, a row holds; prices change at midnight UTC: `since 2026-07-30`, `2026-08-21 until 2026-12-01`. */
export function validityText({ effectiveFromMs, effectiveToMs }: DatedRow, t: Translate): string {
  const since = effectiveFromMs === undefined ? undefined : isoDate(effectiveFromMs);
  const until = effectiveToMs === undefined ? undefined : isoDate(effectiveToMs);
  if (until === undefined) {
    return since === undefined ? t('at all times') : t('since {0}', since);
  }
  return since === undefined ? t('until {0}', until) : t('{0} until {1}', since, until);
}

/** That some requests have no price. */
export function unpricedRequestsText(count: number, t: Translate, format: Format): string {
  return plural(count, t('One request has no price.'), t('{0} requests have no price.', format.count(count)));
}
