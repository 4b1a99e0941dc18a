import type { SeededRandom } from '../../support/codex/seededRandom.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where a value stands: to be replaced, taken away, or written twice. */
interface Slot {
  readonly container: Json[] | Record<string, Json>;
  readonly key: string | number;
}

/** Numbers, and other values, as a hostile hand writes them; some of them no JSON writer would. */
const HOSTILE = [
  '0', '-0', '-1', '1', '1e400', '-1e400', '1e308', '-1e308', '1e-320', '0.1', '0.5', '1e21', '9007199254740993',
  '10000000001', '1e10', '2147483648', 'null', 'true', 'false', '""', '[]', '{}', '"\\u0000"', '"\\ud800"', '"0"',
  '"NaN"', '" "', '"1e9"', '"../../../../etc/passwd"', '"=1+1"', '"\\u001b]0;x\\u0007"', '"__proto__"', '"*"', '"~"',
  '[[[[[[[[[[[[]]]]]]]]]]]]', '{"__proto__":{"x":1}}', '{"length":{"toString":0,"valueOf":0}}', '"9999-12-31T23:59:59Z"', '"0000-00-00"',
] as const; // prettier-ignore

/** Keys that every object has, and such as readers might stumble over. */
const HOSTILE_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '0',
  '$kind',
  'type',
] as const;

const MARK = '@raw:';
const TWICE = '@twice:';
const MOST_DEEP = 200;
const MOST_NODES = 400;

/** Changes a value or two of a JSON text, by its structure. Undefined where the text is no JSON. */
export function mutateJson(text: string, random: SeededRandom): string | undefined {
  const root = parsed(text);
  if (typeof root !== 'object' || root === null) {
    return undefined;
  }
  const slots: Slot[] = [];
  gather(root, slots);
  for (let changes = random.int(1, 3); changes > 0 && slots.length > 0; changes -= 1) {
    change(slots[random.int(0, slots.length - 1)]!, slots, random);
  }
  return rawText(JSON.stringify(root));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function gather(value: Json, into: Slot[]): void {
  if (typeof value !== 'object' || value === null || into.length > MOST_NODES) {
    return;
  }
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    into.push({ container: value, key });
    gather((value as Record<string, Json>)[key]!, into);
  }
}

function change(slot: Slot, slots: readonly Slot[], random: SeededRandom): void {
  const { container, key } = slot;
  const kind = random.int(0, 8);
  if (kind <= 2) {
    setAt(slot, MARK + random.pick(HOSTILE));
  } else if (kind === 3) {
    setAt(slot, nearby(valueAt(slot), random));
  } else if (kind === 4) {
    removeAt(slot);
  } else if (kind === 5) {
    define(container, random.pick(HOSTILE_KEYS), MARK + random.pick(HOSTILE));
  } else if (kind === 6) {
    define(container, `${TWICE}${String(key)}`, MARK + random.pick(HOSTILE));
  } else if (kind === 7) {
    setAt(slot, structuredClone(valueAt(slots[random.int(0, slots.length - 1)]!) ?? null));
  } else {
    const depth = random.int(1, MOST_DEEP);
    setAt(slot, MARK + '['.repeat(depth) + ']'.repeat(depth));
  }
}

function valueAt({ container, key }: Slot): Json | undefined {
  return (container as Record<string, Json>)[key];
}

function setAt({ container, key }: Slot, value: Json): void {
  (container as Record<string, Json>)[key] = value;
}

function removeAt({ container, key }: Slot): void {
  if (Array.isArray(container)) {
    container.splice(Number(key), 1);
  } else {
    Reflect.deleteProperty(container, key);
  }
}

/** A number like the one that was there, or a text like it. */
function nearby(value: Json | undefined, random: SeededRandom): Json {
  if (typeof value === 'number') {
    return random.pick([value + 1, value - 1, -value, value * 10, value / 3, value * 1e9]);
  }
  if (typeof value === 'string') {
    const at = random.int(0, value.length);
    return random.pick([
      value.slice(0, at),
      value + value,
      `${value.slice(0, at)}\u0000\n${value.slice(at)}`,
      `${value} `,
    ]);
  }
  return value ?? null;
}

/** As a key of its own, whatever it is called; at the end of a list. */
function define(object: Json[] | Record<string, Json>, key: string, value: Json): void {
  if (Array.isArray(object)) {
    object.push(value);
    return;
  }
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Puts hostile values in as they are written, and repeated keys beside the first. */
function rawText(json: string): string {
  return json
    .replaceAll(/"@raw:((?:[^"\\]|\\.)*)"/g, (_all, escaped: string) => JSON.parse(`"${escaped}"`) as string)
    .replaceAll(`"${TWICE}`, '"');
}
