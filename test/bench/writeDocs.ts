import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Writes a file of the project, `name` from its top, in the form that it is to have. */
export async function writeDocs(name: string, text: string): Promise<void> {
  const file = path.join(PROJECT, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  console.log(`written: ${name}`);
}

/** Replaces what stands in a Markdown file between the marks of a part, as `<!-- fuzz -->` and `<!-- /fuzz -->`. */
export async function writePart(name: string, part: string, text: string): Promise<void> {
  const page = readFileSync(path.join(PROJECT, name), 'utf8');
  const { from, until } = placeOf(page, part);
  await writeDocs(name, `${page.slice(0, from)}\n\n${text}\n\n${page.slice(until)}`);
}

/** What stands there. */
export function partOf(page: string, part: string): string {
  const { from, until } = placeOf(page, part);
  return page.slice(from, until);
}

function placeOf(page: string, part: string): { readonly from: number; readonly until: number } {
  const begin = `<!-- ${part} -->`;
  const [from, until] = [page.indexOf(begin), page.indexOf(`<!-- /${part} -->`)];
  if (from < 0 || until < from) {
    throw new Error(`there is no part “${part}”`);
  }
  return { from: from + begin.length, until };
}
