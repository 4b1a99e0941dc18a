import type { Translate } from '../base/translate.ts';

/** Where sentences end with one of these, the next follows at once, as in Chinese and Japanese. */
const FULL_WIDTH_END = /[。！？：；]$/;

/** Sentences one behind the other; those that are empty or undefined are left out. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part ?? [])
    .filter((part) => part !== '')
    .reduce((told, part) => (told === '' || FULL_WIDTH_END.test(told) ? told + part : `${told} ${part}`), '');
}

/** Words or phrases behind each other, as the language parts them: `gpt-5.5, high`. Those that are empty are left out. */
export function listed(items: readonly string[], t: Translate): string {
  const [first = '', ...others] = items.filter((item) => item !== '');
  return others.reduce((told, item) => t('{0}, {1}', told, item), first);
}
