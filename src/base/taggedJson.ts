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
  return restored(JSON.parse(text));
}

/** In place. `JSON.parse` does the same with a function for each part, and takes some times as long. */
function restored(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const parts = part as Record<string, unknown>;
  for (const key of Object.keys(parts)) {
    const inner = parts[key];
    if (typeof inner === 'object') {
      parts[key] = restored(inner);
    }
  }
  return isTagged(part) ? untagged(part) : part;
}

interface Tagged {
  readonly [TAG]: string;
  readonly entries?: readonly unknown[];
}

function isTagged(part: object): part is Tagged {
  return TAG in part;
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
