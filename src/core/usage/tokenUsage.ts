/**
 * Tokens of one model request, or a sum of some. Cached and cache-write tokens are inside `inputTokens`, reasoning
 * inside `outputTokens`, as the Responses API counts them.
 */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningOutputTokens: number;
}

export const NO_TOKENS: TokenUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};

/** More than any thread has used. A log that claims more is not to be believed, and could not be priced. */
export const MOST_TOKENS = 1e10;

/** The sum, each kind of token by itself. */
export function addTokens(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteInputTokens: a.cacheWriteInputTokens + b.cacheWriteInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningOutputTokens: a.reasoningOutputTokens + b.reasoningOutputTokens,
  };
}

/** `a − b`, no part of it below zero: for differences of running totals, where a part may stand still. */
export function subtractTokens(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: Math.max(0, a.inputTokens - b.inputTokens),
    cachedInputTokens: Math.max(0, a.cachedInputTokens - b.cachedInputTokens),
    cacheWriteInputTokens: Math.max(0, a.cacheWriteInputTokens - b.cacheWriteInputTokens),
    outputTokens: Math.max(0, a.outputTokens - b.outputTokens),
    reasoningOutputTokens: Math.max(0, a.reasoningOutputTokens - b.reasoningOutputTokens),
  };
}

/** Keeps the parts inside their wholes, whatever a log claims: more cached than input cannot be charged for. */
export function clampParts(usage: TokenUsage): TokenUsage {
  const cachedInputTokens = Math.min(usage.cachedInputTokens, usage.inputTokens);
  return {
    inputTokens: usage.inputTokens,
    cachedInputTokens,
    cacheWriteInputTokens: Math.min(usage.cacheWriteInputTokens, usage.inputTokens - cachedInputTokens),
    outputTokens: usage.outputTokens,
    reasoningOutputTokens: Math.min(usage.reasoningOutputTokens, usage.outputTokens),
  };
}

/** Whether nothing was used: parts are inside their wholes. */
export function isNoUsage(usage: TokenUsage): boolean {
  return usage.inputTokens === 0 && usage.outputTokens === 0;
}
