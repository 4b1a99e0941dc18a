/**
 * Fields of JSON that is not ours. A rollout has millions of lines: a schema library takes longer for one than reading
 * and decoding it does, so that these few functions check what is used of it. What is missing, null or of another type
 * is "not said".
 */
import { MOST_TOKENS, type TokenUsage, clampParts } from '../../core/usage/tokenUsage.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined where a text is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object where there is one. */
export function objectIn(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key];
  return isObject(value) ? value : undefined;
}

/** A list where there is one, else an empty one. */
export function listIn(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}

/** Text where there is some. */
export function textIn(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number where there is one. */
export function numberIn(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** An instant written as ISO 8601 with its offset from UTC, in ms since 1970. */
export function instantIn(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  if (typeof value !== 'string' || !INSTANT.test(value)) {
    return undefined;
  }
  const instantMs = Date.parse(value);
  return Number.isNaN(instantMs) ? undefined : instantMs;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** The last instant that a date can have, either way from 1970. */
const MOST_MS = 8.64e15;

/** An instant told in seconds since 1970, in whole ms; undefined where no date is so far away. */
export function instantOfSeconds(seconds: number | undefined): number | undefined {
  const instantMs = Math.round((seconds ?? NaN) * 1000);
  return Math.abs(instantMs) <= MOST_MS ? instantMs : undefined;
}

/** A count of tokens that can be believed. */
function tokensIn(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS ? value : undefined;
}

/**
 * The tokens of a request or a sum of some; undefined where input or output cannot be believed. Where the cached part is
 * not told, none is taken to be cached: that is dearer than it was, and lets no cap be passed unseen.
 */
export function usageIn(object: JsonObject, key: string): TokenUsage | undefined {
  const usage = objectIn(object, key);
  const inputTokens = usage && tokensIn(usage, 'input_tokens');
  const outputTokens = usage && tokensIn(usage, 'output_tokens');
  if (usage === undefined || inputTokens === undefined || outputTokens === undefined) {
    return undefined;
  }
  return clampParts({
    inputTokens,
    cachedInputTokens: tokensIn(usage, 'cached_input_tokens') ?? 0,
    cacheWriteInputTokens: tokensIn(usage, 'cache_write_input_tokens') ?? 0,
    outputTokens,
    reasoningOutputTokens: tokensIn(usage, 'reasoning_output_tokens') ?? 0,
  });
}
