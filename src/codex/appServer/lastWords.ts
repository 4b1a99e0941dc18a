const KEPT_REASON_CHARS = 300;

/** What a program that has ended said of it, to be put behind a sentence: an error that it names, else its last line. */
export function lastWords(said: string): string {
  const lines = said.trim().split('\n');
  const words = lines.find((line) => line.startsWith('Error:')) ?? lines.at(-1) ?? '';
  return words === '' ? '' : `: ${words.slice(0, KEPT_REASON_CHARS)}`;
}
