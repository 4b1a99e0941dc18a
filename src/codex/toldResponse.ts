import * as z from 'zod';

import { INTERPRETED } from '../base/interpreted.ts';
import { type TokenUsage, clampParts } from '../core/tokenUsage.ts';
import { optionalText, tokens } from './wire.ts';

/** What Codex tells of a response as soon as it is there. */
export interface ToldResponse {
  readonly usage: TokenUsage;
  /** The one that was asked for. */
  readonly model: string | undefined;
}

const postModelRequest = z
  .object({
    model: optionalText,
    token_usage: z.object({
      input_tokens: tokens,
      cached_input_tokens: tokens.catch(0),
      cache_write_input_tokens: tokens.catch(0),
      output_tokens: tokens,
      reasoning_output_tokens: tokens.catch(0),
    }),
  })
  .transform(({ model, token_usage: used }): ToldResponse => ({
    model,
    usage: clampParts({
      inputTokens: used.input_tokens,
      cachedInputTokens: used.cached_input_tokens,
      cacheWriteInputTokens: used.cache_write_input_tokens,
      outputTokens: used.output_tokens,
      reasoningOutputTokens: used.reasoning_output_tokens,
    }),
  }));

/** Reads what a hook was given after a response; undefined where it tells of no usage: the request came to nothing. */
export function parseToldResponse(text: string): ToldResponse | undefined {
  try {
    const parsed = postModelRequest.safeParse(JSON.parse(text), INTERPRETED);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
