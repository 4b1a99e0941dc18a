import { type JsonObject, instantIn, isObject, objectIn, parsedJson } from './jsonFields.ts';
import { type LineKind, type LineType, LINE_TYPES } from './lineKind.ts';
import { textRead } from './lineText.ts';
import { usageLine } from './usageLines.ts';
import type { RolloutLine } from './rolloutLine.ts';
import { ROLLOUT_READERS } from './rolloutReaders.ts';

export type ParsedLine =
  | { readonly kind: 'line'; readonly line: RolloutLine }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'malformed'; readonly reason: string };

const SKIPPED: ParsedLine = { kind: 'skipped' };

/** The lines of a saved stream have no envelope. */
const STREAM_TYPES: ReadonlySet<LineType> = new Set<LineType>(['thread.started', 'turn.completed']);

/** Reads a line that lies in `bytes` from `start` to `end`, of a kind that `kindOfLine` told. */
export function readRolloutLine(
  bytes: Buffer,
  start: number,
  end: number,
  kind: Exclude<LineKind, undefined>,
): ParsedLine {
  const usual = usageLine(bytes, start, end, kind);
  if (usual !== undefined) {
    return { kind: 'line', line: usual };
  }
  const text = kind === 'undecided' ? undefined : textRead(bytes.subarray(start, end), kind);
  const parsed = text === undefined ? SKIPPED : parseRolloutLine(text, kind);
  if (parsed.kind === 'line' && !isEmptyCount(parsed.line)) {
    return parsed;
  }
  return parseRolloutLine(bytes.toString('utf8', start, end), kind);
}

/** The total may stand behind the tail. */
function isEmptyCount(line: RolloutLine): boolean {
  return line.kind === 'tokenCount' && line.total === undefined;
}

/** Decodes and checks a line of a kind that `kindOfLine` told. It never throws: a bad line is a value like any other. */
export function parseRolloutLine(text: string, kind: Exclude<LineKind, undefined>): ParsedLine {
  const json = parsedJson(text);
  if (!isObject(json)) {
    return { kind: 'malformed', reason: 'not JSON' };
  }
  const payload = objectIn(json, 'payload');
  const type = kind === 'undecided' ? typeOf(json, payload) : kind;
  if (typeof type !== 'string') {
    return { kind: 'malformed', reason: 'no type' };
  }
  if (!isOurs(type)) {
    return SKIPPED;
  }
  const fields = STREAM_TYPES.has(type) ? json : payload;
  const line = fields && ROLLOUT_READERS[type](fields, instantIn(json, 'timestamp'));
  if (line !== undefined) {
    return { kind: 'line', line };
  }
  // Of completed items only users' messages are ours.
  return type === 'item_completed' ? SKIPPED : { kind: 'malformed', reason: `unexpected ${type}` };
}

function typeOf(json: JsonObject, payload: JsonObject | undefined): unknown {
  return json['type'] === 'event_msg' ? (payload?.['type'] ?? '') : json['type'];
}

const OURS: ReadonlySet<string> = new Set(LINE_TYPES);

function isOurs(type: string): type is LineType {
  return OURS.has(type);
}
