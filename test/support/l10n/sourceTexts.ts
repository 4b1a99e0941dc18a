import { readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

import { PROJECT_FOLDER } from '../vscode/cache.ts';

/**
 * What the window says, as its sources say it. Most texts are made by functions that are handed their `t`, which
 * `@vscode/l10n-dev` does not see: it looks for `vscode.l10n.t` alone.
 */
export interface SourceTexts {
  /** Each once, in the order of the alphabet. */
  readonly texts: readonly string[];
  /** `file:line what is wrong`. */
  readonly breaches: readonly string[];
}

/** The extension, and the threads that it starts. */
const ENTRIES = ['extension', 'ingest/ingestWorker', 'ingest/ingestThread', 'codex/appServerWorker'].map(
  (name) => `src/${name}.ts`,
);

/** The texts of every module that the extension loads, and those calls that no translator could follow. */
export function sourceTexts(): SourceTexts {
  const texts = new Set<string>();
  const breaches: string[] = [];
  for (const file of loadedFrom(ENTRIES)) {
    const found = textsIn(file, readFileSync(path.join(PROJECT_FOLDER, file), 'utf8'));
    found.texts.forEach((text) => texts.add(text));
    breaches.push(...found.breaches);
  }
  return { texts: [...texts].sort(), breaches };
}

/** Modules and all that they import of ours, directly or not. Types alone load nothing. */
function loadedFrom(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const toRead = [...entries];
  for (let file = toRead.pop(); file !== undefined; file = toRead.pop()) {
    if (found.has(file)) {
      continue;
    }
    found.add(file);
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(PROJECT_FOLDER, file), 'utf8'));
    const folder = path.posix.dirname(file);
    toRead.push(
      ...importedFiles
        .map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('.') && name.endsWith('.ts'))
        .map((name) => path.posix.join(folder, name)),
    );
  }
  return found;
}

/** The texts of one source; see `sourceTexts`. */
export function textsIn(file: string, source: string): SourceTexts {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true);
  const texts: string[] = [];
  const breaches: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslate(node.expression)) {
      const problem = problemOf(node);
      const [text] = node.arguments;
      if (problem !== undefined) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
        breaches.push(`${file}:${line + 1} ${problem}`);
      } else if (text !== undefined && ts.isStringLiteralLike(text)) {
        texts.push(text.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { texts, breaches };
}

/** `t(…)`, `this.#t(…)`, `tools.t(…)`, `vscode.l10n.t(…)`, and `phrase(…)`, which is translated later. */
function isTranslate(called: ts.Expression): boolean {
  const name = ts.isPropertyAccessExpression(called) ? called.name : called;
  return (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) && /^(#?t|phrase)$/.test(name.text);
}

function problemOf({ arguments: [text, ...values] }: ts.CallExpression): string | undefined {
  if (text === undefined || !ts.isStringLiteralLike(text)) {
    return 'puts a text together; write it out, with {0} for what varies';
  }
  const places = placeholdersOf(text.text);
  return places.length === values.length && places.every((place, index) => place === index)
    ? undefined
    : `has ${values.length} values for ${places.map((place) => `{${place}}`).join(', ')}`;
}

/** The numbers of a text's placeholders, each once and in order. */
export function placeholdersOf(text: string): number[] {
  return [...new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number)))].sort((a, b) => a - b);
}
