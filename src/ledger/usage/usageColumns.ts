import type { TokenUsage } from '../../core/usage/tokenUsage.ts';
import { type Row, integer } from '../rows.ts';

/** The columns of tokens, in the order in which every table has them. */
export const TOKEN_COLUMNS =
  'input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens';

/** Tokens in the order of {@link TOKEN_COLUMNS}. */
export function usageColumns(usage: TokenUsage): [number, number, number, number, number] {
  return [
    usage.inputTokens,
    usage.cachedInputTokens,
    usage.cacheWriteInputTokens,
    usage.outputTokens,
    usage.reasoningOutputTokens,
  ];
}

export function usageOf(row: Row): TokenUsage {
  return {
    inputTokens: integer(row, 'input_tokens'),
    cachedInputTokens: integer(row, 'cached_input_tokens'),
    cacheWriteInputTokens: integer(row, 'cache_write_input_tokens'),
    outputTokens: integer(row, 'output_tokens'),
    reasoningOutputTokens: integer(row, 'reasoning_output_tokens'),
  };
}
