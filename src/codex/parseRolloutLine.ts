import type { RolloutLine } from './rolloutLine.ts';
import { anyLine, rolloutSchemas } from './rolloutSchemas.ts';

export type ParsedLine =
  | { readonly kind: 'line'; readonly line: RolloutLine }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'malformed'; readonly reason: string };

const SKIPPED: ParsedLine = { kind: 'skipped' };

/** The types of line we read. For an `event_msg` it is the payload's type that counts. */
const LINE_TYPES: ReadonlySet<string> = new Set([
  'session_meta',
  'turn_context',
  'token_usage_record',
  'thread_settings_applied',
  'task_started',
  'token_count',
]);

/** Codex writes the types first. Lines of model output are recognized by these few bytes and not decoded. */
const HEAD_BYTES = 256;
const TYPE_IN_HEAD = /"type"\s*:\s*"([a-z_]+)"/g;

/** Reads one line of a rollout. It never throws: a bad line is a value like any other. */
export function parseRolloutLine(bytes: Buffer): ParsedLine {
  if (!mayMatter(bytes)) {
    return SKIPPED;
  }
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { kind: 'malformed', reason: 'not JSON' };
  }
  const envelope = anyLine.safeParse(json);
  if (!envelope.success) {
    return { kind: 'malformed', reason: 'no type' };
  }
  const { type, payload } = envelope.data;
  const schema = rolloutSchemas.get(type === 'event_msg' ? (payload?.type ?? '') : type);
  if (schema === undefined) {
    return SKIPPED;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { kind: 'line', line: parsed.data } : { kind: 'malformed', reason: `unexpected ${type}` };
}

/** Whether a line may be one of ours, told from its first bytes where it can be. */
export function mayMatter(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  let found: string | undefined;
  for (const [, type = ''] of head.matchAll(TYPE_IN_HEAD)) {
    found = type;
    if (type !== 'event_msg') {
      break;
    }
  }
  return found === undefined || found === 'event_msg' ? hasOurType(bytes) : LINE_TYPES.has(found);
}

/** For lines whose type does not come first: any of our words, anywhere. */
function hasOurType(bytes: Buffer): boolean {
  for (const type of LINE_TYPES) {
    if (bytes.includes(`"${type}"`)) {
      return true;
    }
  }
  return false;
}
