/** The types of line we read. For an `event_msg` it is the payload's type that counts. */
export const LINE_TYPES = [
  'session_meta',
  'turn_context',
  'token_usage_record',
  'thread_settings_applied',
  'task_started',
  'task_complete',
  'turn_aborted',
  'token_count',
  'user_message',
  'item_completed',
  'model_reroute',
  'compacted',
  'thread.started',
  'turn.completed',
] as const;
export type LineType = (typeof LINE_TYPES)[number];

/** `undecided`: its first bytes do not tell; whoever must know decodes it. */
export type LineKind = LineType | 'undecided' | undefined;

const ENVELOPE = Buffer.from('event_msg');
const NAMES = LINE_TYPES.map((name) => ({ name, bytes: Buffer.from(name), quoted: Buffer.from(`"${name}"`) }));
const LONGEST_NAME = Math.max(...LINE_TYPES.map(({ length }) => length));
const NAMES_BY_LENGTH = Array.from({ length: LONGEST_NAME + 1 }, (_none, length) =>
  NAMES.filter(({ name }) => name.length === length),
);
const TYPE_KEY = Buffer.from('type');
const PAYLOAD_KEY = Buffer.from('payload');
/** Of completed items only a user's message matters; where its type does not come first, it stands within these bytes. */
const ITEM_KEY = Buffer.from('item');
const USER_MESSAGE = Buffer.from('UserMessage');
const QUOTED_USER_MESSAGE = Buffer.from('"UserMessage"');
const ITEM_HEAD_BYTES = 512;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const SPACE = 0x20;

/**
 * What kind of line lies in `bytes` from `start` to `end`; undefined where it is none of ours. Codex writes types
 * first, so that lines of model output, which are most of a rollout, are passed over by their first few bytes. A line
 * cut off at `end` is judged by what there is of it.
 */
export function kindOfLine(bytes: Buffer, start: number, end: number): LineKind {
  const type = findType(bytes, start, end);
  if (type < 0) {
    return hasOurName(bytes, start, end) ? 'undecided' : undefined;
  }
  if (!isNameAt(bytes, type, ENVELOPE)) {
    return nameAt(bytes, type, end);
  }
  const payload = findPayload(bytes, type + ENVELOPE.length + 1, end);
  const inner = payload < 0 ? -1 : findType(bytes, payload, end);
  if (inner < 0) {
    return hasOurName(bytes, start, end) ? 'undecided' : undefined;
  }
  const name = nameAt(bytes, inner, end);
  return name === 'item_completed' && !isUserMessage(bytes, payload, end) ? undefined : name;
}

function nameAt(bytes: Buffer, at: number, end: number): LineType | undefined {
  for (const { name, bytes: wanted } of NAMES_BY_LENGTH[endOfText(bytes, at, end) - at] ?? []) {
    if (isAt(bytes, at, wanted)) {
      return name;
    }
  }
  return undefined;
}

/** Whether the item in a payload is what a person wrote. */
function isUserMessage(bytes: Buffer, payload: number, end: number): boolean {
  const item = findKey(bytes, payload, end, ITEM_KEY, OPEN_BRACE);
  const type = item < 0 ? -1 : findType(bytes, item, end);
  return type < 0
    ? bytes.subarray(payload, Math.min(end, payload + ITEM_HEAD_BYTES)).includes(QUOTED_USER_MESSAGE)
    : isNameAt(bytes, type, USER_MESSAGE);
}

/** Where the value of the object's `type` begins, behind its quote; -1 where no run of plain values leads to it. */
function findType(bytes: Buffer, start: number, end: number): number {
  return findKey(bytes, skipSpaces(bytes, start, end), end, TYPE_KEY, QUOTE) + 1 || -1;
}

/** Where the payload's brace is, in an envelope whose type ends before `from`. */
function findPayload(bytes: Buffer, from: number, end: number): number {
  return findKey(bytes, skipSpaces(bytes, from, end), end, PAYLOAD_KEY, OPEN_BRACE);
}

/**
 * Where the value of `key` begins, in an object that is entered at its brace or at a comma. The values before it must
 * be texts or numbers, and its own must begin with `first`.
 */
function findKey(bytes: Buffer, at: number, end: number, key: Buffer, first: number): number {
  let position = at;
  while (position < end && (bytes[position] === OPEN_BRACE || bytes[position] === COMMA)) {
    const keyStart = skipSpaces(bytes, position + 1, end) + 1;
    const keyEnd = bytes[keyStart - 1] === QUOTE ? endOfText(bytes, keyStart, end) : -1;
    const colon = keyEnd < 0 ? -1 : skipSpaces(bytes, keyEnd + 1, end);
    if (colon < 0 || bytes[colon] !== COLON) {
      return -1;
    }
    const value = skipSpaces(bytes, colon + 1, end);
    if (keyEnd - keyStart === key.length && isAt(bytes, keyStart, key)) {
      return bytes[value] === first ? value : -1;
    }
    position = skipSpaces(bytes, endOfPlainValue(bytes, value, end), end);
  }
  return -1;
}

/** Where a text or a number ends; `end` for objects, lists and what is cut off. */
function endOfPlainValue(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at];
  if (first === QUOTE) {
    const close = endOfText(bytes, at + 1, end);
    return close < 0 ? end : close + 1;
  }
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    return end;
  }
  let position = at;
  while (position < end && bytes[position] !== COMMA) {
    position += 1;
  }
  return position;
}

/** Where the closing quote of a text is; -1 where it is cut off, or has escapes: none of those we pass has any. */
function endOfText(bytes: Buffer, at: number, end: number): number {
  for (let position = at; position < end; position += 1) {
    const byte = bytes[position];
    if (byte === QUOTE) {
      return position;
    }
    if (byte === BACKSLASH) {
      return -1;
    }
  }
  return -1;
}

function skipSpaces(bytes: Buffer, at: number, end: number): number {
  let position = at;
  while (position < end && (bytes[position] ?? 0) <= SPACE) {
    position += 1;
  }
  return position;
}

function isNameAt(bytes: Buffer, at: number, name: Buffer): boolean {
  return bytes[at + name.length] === QUOTE && isAt(bytes, at, name);
}

function isAt(bytes: Buffer, at: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index += 1) {
    if (bytes[at + index] !== wanted[index]) {
      return false;
    }
  }
  return true;
}

/** For lines whose type does not come first: any of our words, anywhere. */
function hasOurName(bytes: Buffer, start: number, end: number): boolean {
  const line = bytes.subarray(start, end);
  return NAMES.some(({ quoted }) => line.includes(quoted));
}
