import { type TokenUsage, clampParts } from '../../core/usage/tokenUsage.ts';
import type { LineKind } from './lineKind.ts';
import type { TokenCountLine, UsageRecordLine } from './rolloutLine.ts';

const WHOLE = String.raw`(?:0|[1-9]\d{0,14})`;
/** No more digits than `MOST_TOKENS` lets pass. */
const TOKENS = String.raw`(0|[1-9]\d{0,9})`;
const INSTANT = String.raw`"(\d{4}-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d\.\d{3}Z)"`;
const ID = String.raw`"([\w-]+)"`;
const BEGINNING = String.raw`^\{"timestamp":${INSTANT},(?:"ordinal":${WHOLE},)?`;
/** Older versions know of no writing to the cache. */
const USAGE = String.raw`\{"input_tokens":${TOKENS},"cached_input_tokens":${TOKENS},(?:"cache_write_input_tokens":${TOKENS},)?"output_tokens":${TOKENS},"reasoning_output_tokens":${TOKENS},"total_tokens":${WHOLE}\}`;
const USAGE_GROUPS = 5;

/** What is read of a line, as every version of Codex has written it; behind it stands an object that is not read. */
const RECORD = new RegExp(
  String.raw`${BEGINNING}"type":"token_usage_record","payload":\{"thread_id":${ID},"turn_id":${ID},"session_id":"[\w-]+","root_turn_id":${ID},"response_id":${ID},"usage":${USAGE},"turn_token_usage":\{`,
);
const COUNT = new RegExp(
  String.raw`${BEGINNING}"type":"event_msg","payload":\{"type":"token_count","info":\{"total_token_usage":${USAGE},"last_token_usage":${USAGE},(?:"last_usage_includes_reasoning":(?:true|false),)?"model_context_window":(?:${WHOLE}|null)\},"rate_limits":\{`,
);
/** All of that lies within so many bytes. */
const HEAD_BYTES = 768;
const ENDS_OF_OBJECT_PAYLOAD_AND_LINE = '}}}';

/**
 * Reads the two kinds of line that there are most of, where they have the usual form: a third of what parsing takes. Of
 * any other form, or kind, the answer is undefined, and parsing tells; where both answer they say the same. The line
 * lies in `bytes` from `start` to `end`.
 */
export function usageLine(
  bytes: Buffer,
  start: number,
  end: number,
  kind: LineKind,
): UsageRecordLine | TokenCountLine | undefined {
  const form = kind === 'token_usage_record' ? RECORD : kind === 'token_count' ? COUNT : undefined;
  const found = form?.exec(bytes.toString('latin1', start, Math.min(end, start + HEAD_BYTES))) ?? undefined;
  const occurredAtMs = Date.parse(found?.[1] ?? '');
  if (found === undefined || Number.isNaN(occurredAtMs) || !hasUsualEnd(bytes, end)) {
    return undefined;
  }
  if (form === COUNT) {
    return { kind: 'tokenCount', occurredAtMs, total: usageAt(found, 2), last: usageAt(found, 2 + USAGE_GROUPS) };
  }
  const [, , threadId = '', turnId, rootTurnId, id = ''] = found;
  // A piece of a text keeps the whole of it in memory, and ids wait for being written.
  const responseId = Buffer.from(id, 'latin1').toString('latin1');
  const usage = usageAt(found, 6);
  return { kind: 'usageRecord', occurredAtMs, threadId, responseId, turnId, rootTurnId, tier: undefined, usage };
}

function hasUsualEnd(bytes: Buffer, end: number): boolean {
  const length = ENDS_OF_OBJECT_PAYLOAD_AND_LINE.length;
  return bytes.toString('latin1', end - length, end) === ENDS_OF_OBJECT_PAYLOAD_AND_LINE;
}

/** The groups of a usage, of which the first is at `from`. */
function usageAt(found: RegExpExecArray, from: number): TokenUsage {
  return clampParts({
    inputTokens: Number(found[from]),
    cachedInputTokens: Number(found[from + 1]),
    cacheWriteInputTokens: Number(found[from + 2] ?? 0),
    outputTokens: Number(found[from + 3]),
    reasoningOutputTokens: Number(found[from + 4]),
  });
}
