import { GuardError } from '../base/errors.ts';
import { inWords } from '../base/phrase.ts';
import type { Translate } from '../base/translate.ts';
import { sentences } from '../core/joinTexts.ts';

/** What went wrong and what can be done about it, as sentences; of what nobody expected, only that it did. */
export function errorText(error: unknown, t: Translate): string {
  if (!GuardError.is(error)) {
    return t('Something unexpected happened. The log tells more.');
  }
  const { said, remedySaid } = error;
  const words = inWords(said, t);
  const sentence = t('{0}.', words.charAt(0).toLocaleUpperCase() + words.slice(1));
  return sentences(sentence, remedySaid === undefined ? undefined : inWords(remedySaid, t));
}
