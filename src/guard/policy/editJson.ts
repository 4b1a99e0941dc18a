import { type JSONPath, type Node, findNodeAtLocation } from 'jsonc-parser';

import { assert } from '../../base/assert.ts';
import { readJson } from '../json/readJson.ts';

/**
 * Changes to a text that people write as JSON with comments: whatever is not changed stays byte by byte, and so does
 * each comment. The text must be valid, and what a path names must be there. The edits of `jsonc-parser` itself take
 * comments away with what stands beside them.
 */

/** The same text with another value at `path`. */
export function setValue(text: string, path: JSONPath, value: unknown): string {
  const { offset, length } = nodeAt(text, path);
  return splice(text, offset, length, JSON.stringify(value));
}

/** The same text with a property of the object at `path` set, which is added as its last one where it is not there. */
export function setProperty(text: string, path: JSONPath, key: string, value: unknown): string {
  return hasValue(text, [...path, key])
    ? setValue(text, [...path, key], value)
    : addMember(text, path, `"${key}": ${JSON.stringify(value)}`);
}

/** The same text with a last element more in the list of that name, which is made where there is none. */
export function addToList(text: string, list: string, element: object): string {
  return hasValue(text, [list])
    ? addMember(text, [list], onOneLine(element))
    : addMember(text, [], `"${list}": [${onOneLine(element)}]`);
}

/** The same text with a last member more in the object or array at `path`; `member` is its text, on one line. */
export function addMember(text: string, path: JSONPath, member: string): string {
  const container = nodeAt(text, path);
  const last = container.children?.at(-1);
  return last === undefined ? addFirst(text, container, member) : addAfter(text, last, member);
}

/**
 * The same text without the property or the element at `path` and what is said inside of it, and without its line where
 * nothing else is on it.
 */
export function removeMember(text: string, path: JSONPath): string {
  const value = nodeAt(text, path);
  const member = value.parent?.type === 'property' ? value.parent : value;
  const container = member.parent;
  assert(container !== undefined, 'the whole text is no member');
  const siblings = container.children ?? [];
  const before = siblings[siblings.indexOf(member) - 1];
  const comma = commaAfter(text, endOf(member));
  // The last one has no comma of its own: the one before it goes with it.
  const commaBefore = comma === undefined && before !== undefined ? commaAfter(text, endOf(before)) : comma;
  const cut = (from: string, offset: number | undefined): string =>
    offset === undefined ? from : splice(from, offset, 1, '');
  return comma === undefined ? cut(withoutText(text, member), commaBefore) : withoutText(cut(text, comma), member);
}

/** Whether anything is at `path`. */
export function hasValue(text: string, path: JSONPath): boolean {
  return findNodeAtLocation(rootOf(text), path) !== undefined;
}

/** With spaces, as people write it. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(onOneLine).join(', ')}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value).map(([key, part]) => `"${key}": ${onOneLine(part)}`);
  return `{ ${members.join(', ')} }`;
}

function addFirst(text: string, container: Node, member: string): string {
  const inside = text.slice(container.offset + 1, endOf(container) - 1);
  if (!inside.includes('\n')) {
    const space = container.type === 'object' ? ' ' : '';
    return splice(text, container.offset + 1, inside.length, `${space}${member}${inside.trimEnd()}${space}`);
  }
  const indent = indentAt(text, container.offset) + indentUnit(text);
  return splice(text, container.offset + 1, 0, `${lineEnd(text)}${indent}${member}`);
}

function addAfter(text: string, last: Node, member: string): string {
  const hasComma = commaAfter(text, endOf(last)) !== undefined;
  const lineBreak = lineEndAfter(text, endOf(last));
  if (lineBreak === undefined) {
    return splice(text, endOf(last), 0, `, ${member}`);
  }
  // On a line of its own, below whatever is said of the last one on its line.
  const line = `${lineEnd(text)}${indentAt(text, last.offset)}${member}${hasComma ? ',' : ''}`;
  const longer = splice(text, lineBreak, 0, line);
  return hasComma ? longer : splice(longer, endOf(last), 0, ',');
}

/** Takes a member away, and its line with it where that is left empty. */
function withoutText(text: string, { offset, length }: Node): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const nextLine = text.indexOf('\n', offset + length);
  const isAlone =
    nextLine >= 0 && `${text.slice(lineStart, offset)}${text.slice(offset + length, nextLine)}`.trim() === '';
  return isAlone ? splice(text, lineStart, nextLine + 1 - lineStart, '') : splice(text, offset, length, '');
}

/** Whole: no part of it is ever taken for what follows it. */
const COMMENT = String.raw`\/\/[^\r\n]*(?![^\r\n])|\/\*(?:[^*]|\*(?!\/))*\*\/`;
const COMMA = new RegExp(`(?:\\s|${COMMENT})*,`, 'y');
const LINE_END = new RegExp(`(?:[^\\S\\r\\n]|,|${COMMENT})*(?=\\r?\\n)`, 'y');

/** Where the comma that follows a value stands, past all comments; undefined where none does. */
function commaAfter(text: string, offset: number): number | undefined {
  const end = endOfMatch(COMMA, text, offset);
  return end === undefined ? undefined : end - 1;
}

/** Where the line ends on which nothing but comments follows; undefined where something does. */
function lineEndAfter(text: string, offset: number): number | undefined {
  return endOfMatch(LINE_END, text, offset);
}

function endOfMatch(pattern: RegExp, text: string, offset: number): number | undefined {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = offset;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

function nodeAt(text: string, path: JSONPath): Node {
  const node = findNodeAtLocation(rootOf(text), path);
  assert(node !== undefined, `nothing is at ${path.join('.')}`);
  return node;
}

function rootOf(text: string): Node {
  const read = readJson(text);
  assert(read.kind === 'read', 'only a valid text can be changed');
  return read.root;
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function splice(text: string, offset: number, length: number, insert: string): string {
  return text.slice(0, offset) + insert + text.slice(offset + length);
}

function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** How the text indents: as its first indented line does. */
function indentUnit(text: string): string {
  return /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? '  ';
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
