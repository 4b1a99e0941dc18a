import type { Translate } from '../../base/translate.ts';
import { titleOfPrompt } from '../../core/usage/runTitle.ts';

/** A name must leave room for what is said of its run. */
const MOST_CHARS = 60;

/** What a run of this window is called: how its prompt begins, as far as that is known. */
export function runName(prompt: string | undefined, t: Translate): string {
  const title = titleOfPrompt(prompt ?? '', MOST_CHARS);
  return title === undefined ? t('Run in this window') : t('“{0}”', title);
}

/** Says which run a text is about: `“Sort the imports” · Held at 40 credits.` */
export function textOfRun(name: string, text: string): string {
  return `${name} · ${text}`;
}
