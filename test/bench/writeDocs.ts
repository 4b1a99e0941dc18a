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
  const [begin, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const page = readFileSync(path.join(PROJECT, name), 'utf8');
  const [from, until] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || until < from) {
    throw new Error(`${name} has no part “${part}”`);
  }
  await writeDocs(name, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(until)}`);
}
