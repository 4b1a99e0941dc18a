import type { StepUsage } from '../../support/codex/backendLog.ts';
import type { SeededRandom } from '../../support/codex/seededRandom.ts';
import { logNormal } from './distributions.ts';

const CONTEXT_TOKENS_MAX = 240_000;
const CACHE_BLOCK_TOKENS = 128;

export const NO_STEP: StepUsage = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** The requests of one thread: each sends all that went before it, most of which is cached by then. */
export function stepUsages(random: SeededRandom, options: { readonly hasCacheWrites: boolean }): () => StepUsage {
  const firstTokens = random.int(8_000, 15_000);
  let context = firstTokens;
  let cacheable = 0;
  return () => {
    if (context > CONTEXT_TOKENS_MAX) {
      context = firstTokens;
      cacheable = 0;
    }
    const input = context;
    const isCacheCold = random.chance(0.04);
    const cached = isCacheCold ? 0 : Math.floor(cacheable / CACHE_BLOCK_TOKENS) * CACHE_BLOCK_TOKENS;
    const cacheWrite = options.hasCacheWrites ? Math.floor((input - cached) * random.next()) : 0;
    const output = Math.ceil(logNormal(random, 260, 1));
    const reasoning = random.chance(0.5) ? Math.floor(output * random.next()) : 0;
    cacheable = input;
    context = input + output + random.int(100, 3_500);
    return { input, cached, cacheWrite, output, reasoning };
  };
}

export function addSteps(a: StepUsage, b: StepUsage): StepUsage {
  return {
    input: a.input + b.input,
    cached: a.cached + b.cached,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** In Codex's words. Versions that did not know of cache writes did not mention them. */
export function tokenUsage(usage: StepUsage, options: { readonly withCacheWrites: boolean }): object {
  return {
    input_tokens: usage.input,
    cached_input_tokens: usage.cached,
    ...(options.withCacheWrites ? { cache_write_input_tokens: usage.cacheWrite } : {}),
    output_tokens: usage.output,
    reasoning_output_tokens: usage.reasoning,
    total_tokens: usage.input + usage.output,
  };
}
