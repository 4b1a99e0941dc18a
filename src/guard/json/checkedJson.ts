import { type Node, findNodeAtLocation, getNodeValue } from 'jsonc-parser';
import type * as z from 'zod/mini';

import { type Said, phrase } from '../../base/phrase.ts';
import { issueText } from './issueText.ts';
import { type KnownKeys, unknownKeyText } from './expectedKey.ts';
import { parseWithInput } from './parseWithInput.ts';
import { readJson } from './readJson.ts';

/** What is wrong with a file that people write: the line, the key, and what was expected. */
export interface FileIssue {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: Said;
}

/** Where something is wrong in a text, and what. */
export type TextIssue = Omit<FileIssue, 'file'>;

type CheckedJson<T> =
  | {
      readonly kind: 'valid';
      readonly data: T;
      /** The line of the value at a path, or of the nearest place around it that is there. */
      readonly lineOf: (path: readonly (string | number)[]) => number;
    }
  | { readonly kind: 'invalid'; readonly issue: TextIssue };

/**
 * Reads a text that people write as JSON and holds it against a schema. Comments and trailing commas are let pass;
 * anything else that is not known is an error. It never throws: a bad text is a value like any other.
 */
export function checkJson<T>(text: string, schema: z.core.$ZodType<T>, keys: KnownKeys): CheckedJson<T> {
  const read = readJson(text);
  if (read.kind === 'invalid') {
    return { kind: 'invalid', issue: { line: lineAt(text, read.offset), text: read.text } };
  }
  const { root } = read;
  const lineOf = (path: readonly (string | number)[]): number => lineOfPath(text, root, path);
  const parsed = parseWithInput(schema, getNodeValue(root));
  if (parsed.success) {
    return { kind: 'valid', data: parsed.data, lineOf };
  }
  const { issues } = parsed.error;
  // A misspelt key is also a missing one; its own name says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  return {
    kind: 'invalid',
    issue: issue === undefined ? { line: 1, text: phrase('not valid') } : described(issue, keys, lineOf),
  };
}

function described(
  issue: z.core.$ZodIssue,
  keys: KnownKeys,
  lineOf: (path: readonly (string | number)[]) => number,
): TextIssue {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const place = path.filter((part) => typeof part === 'string').join('.');
    return { line: lineOf([...path, key]), text: unknownKeyText(key, place, keys) };
  }
  const key = path.join('.');
  const words = issueText(issue);
  return { line: lineOf(path), text: key === '' ? words : phrase('“{0}”: {1}', key, words) };
}

function lineOfPath(text: string, root: Node, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) {
      return lineAt(text, node.offset);
    }
  }
  return 1;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
