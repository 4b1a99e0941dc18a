import type { Phrase, Said } from './phrase.ts';

/** What was said, as one text to be kept, with no value longer than `maxChars`; see `keptSaid`. */
export function saidToKeep(said: Said, maxChars: number): string {
  return typeof said === 'string' ? said.slice(0, maxChars) : JSON.stringify(shortened(said, maxChars));
}

function shortened({ message, values }: Phrase, maxChars: number): Phrase {
  const short = (value: Phrase['values'][number]): Phrase['values'][number] =>
    typeof value === 'object'
      ? shortened(value, maxChars)
      : typeof value === 'string'
        ? value.slice(0, maxChars)
        : value;
  return { message, values: values.map(short) };
}
