import type { Node } from 'jsonc-parser';

/** Text to put in the place of other text. */
export interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** How a JSON text is laid out. */
interface JsonStyle {
  /** Undefined: all on one line. */
  readonly indent: string | undefined;
  readonly lineEnd: string;
}

/** Applies splices that do not overlap; nothing else of the text changes. */
export function spliced(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.offset - a.offset)
    .reduce(
      (changed, { offset, length, text: by }) => changed.slice(0, offset) + by + changed.slice(offset + length),
      text,
    );
}

export function styleOf(text: string): JsonStyle {
  const [, lineEnd, indent] = /(\r?\n)([ \t]+)\S/.exec(text) ?? [];
  return { indent, lineEnd: lineEnd ?? '\n' };
}

/** Puts a value behind the last element of an array, or the one property of `value` behind the last of an object. */
export function appended(container: Node, value: object, style: JsonStyle, depth: number): Splice {
  const json = container.type === 'array' ? pretty(value, style, depth) : withoutBraces(value, style, depth);
  const last = container.children?.at(-1);
  const start = newLine(style, depth);
  if (last !== undefined) {
    return { offset: endOf(last), length: 0, text: `,${start}${json}` };
  }
  // The blanks within an empty container give way to a line of our own.
  const end = newLine(style, depth - 1);
  return { offset: container.offset + 1, length: container.length - 2, text: `${start}${json}${end}` };
}

/** Takes elements or properties out, each with the comma that parts it from its neighbour. */
export function childrenRemoved(container: Node, removed: readonly Node[]): Splice[] {
  const children = container.children ?? [];
  const firstKept = children.findIndex((child) => !removed.includes(child));
  if (removed.length === 0) {
    return [];
  }
  if (firstKept < 0) {
    return [{ offset: container.offset + 1, length: container.length - 2, text: '' }];
  }
  const [first] = children;
  const leading = cut(first?.offset ?? 0, children[firstKept]?.offset ?? 0);
  const others = children.flatMap((child, index) => {
    const before = children[index - 1];
    return index > firstKept && before !== undefined && removed.includes(child)
      ? [cut(endOf(before), endOf(child))]
      : [];
  });
  return firstKept === 0 ? others : [leading, ...others];
}

function cut(from: number, until: number): Splice {
  return { offset: from, length: until - from, text: '' };
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function newLine({ indent, lineEnd }: JsonStyle, depth: number): string {
  return indent === undefined ? '' : lineEnd + indent.repeat(depth);
}

function pretty(value: object, style: JsonStyle, depth: number): string {
  return JSON.stringify(value, null, style.indent).replaceAll('\n', newLine(style, depth));
}

/** `"key": value` */
function withoutBraces(value: object, style: JsonStyle, depth: number): string {
  return pretty(value, style, depth - 1)
    .slice(1, -1)
    .trim();
}
