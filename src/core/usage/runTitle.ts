/** Longer than any place where a title is shown. */
const MOST_CHARS = 120;
/** The first half of a character that has two. */
const HALF = /[\ud800-\udbff]$/;

/** A title for a run: how its prompt begins, in one line; undefined where that has no words. It must not be stored. */
export function titleOfPrompt(prompt: string, mostChars = MOST_CHARS): string | undefined {
  const [first = ''] = prompt.trim().split('\n');
  const line = first.replaceAll(/\s+/g, ' ').trim();
  if (line === '') {
    return undefined;
  }
  return line.length <= mostChars ? line : `${line.slice(0, mostChars).replace(HALF, '').trimEnd()}…`;
}

/** By run; those that cannot be told are left out. They are for showing, and must not be stored. */
export type RunTitles = Readonly<Record<string, string>>;
