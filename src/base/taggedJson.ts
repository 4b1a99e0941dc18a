const TAG = '$kind';

/** JSON of plain data that may hold maps, sets and infinite numbers as well; what is undefined is left out. */
export function toTaggedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Map || part instanceof Set) {
      return { [TAG]: part instanceof Map ? 'map' : 'set', entries: [...(part as Iterable<unknown>)] };
    }
    return part === Infinity || part === -Infinity ? { [TAG]: String(part) } : part;
  });
}

/** Reads what {@link toTaggedJson} has written. Throws where it is no JSON. */
export function fromTaggedJson(text: string): unknown {
  return JSON.parse(text, (_key, part: unknown) => (isTagged(part) ? untagged(part) : part));
}

interface Tagged {
  readonly [TAG]: string;
  readonly entries?: readonly unknown[];
}

function isTagged(part: unknown): part is Tagged {
  return typeof part === 'object' && part !== null && TAG in part;
}

function untagged({ [TAG]: kind, entries = [] }: Tagged): unknown {
  switch (kind) {
    case 'map':
      return new Map(entries as readonly [unknown, unknown][]);
    case 'set':
      return new Set(entries);
    default:
      return Number(kind);
  }
}
