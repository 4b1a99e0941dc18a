import { type Phrase, phrase } from '../../base/phrase.ts';

const KEPT_REASON_CHARS = 300;

/** How a program ended, with what it said of that: an error that it names, else its last line. */
export function withLastWords(how: Phrase, said: string): Phrase {
  const lines = said.trim().split('\n');
  const words = lines.find((line) => line.startsWith('Error:')) ?? lines.at(-1) ?? '';
  return words === '' ? how : phrase('{0}: {1}', how, words.slice(0, KEPT_REASON_CHARS));
}
