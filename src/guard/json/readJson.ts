import { type Node, type ParseError, createScanner, parseTree } from 'jsonc-parser';

import { type Phrase, phrase } from '../../base/phrase.ts';
import { syntaxErrorText } from './syntaxErrorText.ts';

/** JSON as a tree that knows where everything stands, or what is wrong with it. */
type ReadJson =
  | { readonly kind: 'read'; readonly root: Node }
  | { readonly kind: 'invalid'; readonly offset: number; readonly text: Phrase };

/** Some editors put it before the first character. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Far more than any file of ours has, and far less than would exhaust the parser's stack. */
const MAX_DEPTH = 50;

/** Reads JSON with comments and trailing commas. A key that stands twice in one object is an error. */
export function readJson(fileText: string): ReadJson {
  const text = fileText.replace(BYTE_ORDER_MARK, ' ');
  const deepOffset = offsetOfDepth(text, MAX_DEPTH);
  if (deepOffset !== undefined) {
    return {
      kind: 'invalid',
      offset: deepOffset,
      text: phrase('nested too deeply; expected at most {0} levels', MAX_DEPTH),
    };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [syntaxError] = errors;
  if (root === undefined || syntaxError !== undefined) {
    const words = syntaxErrorText(syntaxError?.error);
    return { kind: 'invalid', offset: syntaxError?.offset ?? 0, text: phrase('not valid JSON: {0}', words) };
  }
  const repeated = firstRepeatedKey(root);
  return repeated === undefined
    ? { kind: 'read', root }
    : {
        kind: 'invalid',
        offset: repeated.offset,
        text: phrase('“{0}” stands twice; expected each key once', String(repeated.value)),
      };
}

const CLOSING = new Map([
  ['{', '}'],
  ['[', ']'],
]);

/** Where a text first nests deeper than `maxDepth`; a bracket that closes nothing does not make up for an open one. */
function offsetOfDepth(text: string, maxDepth: number): number | undefined {
  const scanner = createScanner(text, true);
  const awaited: string[] = [];
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const closing = CLOSING.get(text.charAt(offset));
    if (closing !== undefined) {
      awaited.push(closing);
    } else if (text.charAt(offset) === awaited.at(-1)) {
      awaited.pop();
    }
    if (awaited.length > maxDepth) {
      return offset;
    }
  }
  return undefined;
}

/** The second of two keys of one object that are the same: a parser would let the last one win, and drop a rule unsaid. */
function firstRepeatedKey({ type, children = [] }: Node): Node | undefined {
  if (type === 'object') {
    const seen = new Set<unknown>();
    for (const { children: [key] = [] } of children) {
      if (key !== undefined && seen.has(key.value)) {
        return key;
      }
      seen.add(key?.value);
    }
  }
  for (const child of children) {
    const repeated = firstRepeatedKey(child);
    if (repeated !== undefined) {
      return repeated;
    }
  }
  return undefined;
}
