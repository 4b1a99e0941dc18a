import { type Translate, inEnglish } from './translate.ts';

/**
 * A text from where the person's language is not known: whoever shows it puts it into words. It can be told to other
 * threads, and be kept.
 */
export interface Phrase {
  /** In English, with `{0}`, `{1}` … for the values. */
  readonly message: string;
  readonly values: readonly (string | number | Phrase)[];
}

/** What somebody says: a phrase, or a text that has no translation, such as what Codex or the system said. */
export type Said = Phrase | string;

/** Says something that can be translated; the shape of a {@link Translate}, and its texts are collected likewise. */
export function phrase(message: string, ...values: (string | number | Phrase)[]): Phrase {
  return { message, values };
}

/** What was said, in a language. */
export function inWords(said: Said | number, translate: Translate): string {
  return typeof said === 'object'
    ? translate(said.message, ...said.values.map((value) => inWords(value, translate)))
    : String(said);
}

/** Reads what `saidToKeep` wrote. What it did not write is a text without translation. */
export function keptSaid(text: string): Said {
  try {
    const read: unknown = JSON.parse(text);
    return isPhrase(read) ? read : text;
  } catch {
    return text;
  }
}

function isPhrase(read: unknown): read is Phrase {
  return (
    typeof read === 'object' &&
    read !== null &&
    'message' in read &&
    typeof read.message === 'string' &&
    'values' in read &&
    Array.isArray(read.values) &&
    read.values.every((value) => ['string', 'number'].includes(typeof value) || isPhrase(value))
  );
}

/** In English, for a log and for the command line. */
export function saidInEnglish(said: Said): string {
  return inWords(said, inEnglish);
}
