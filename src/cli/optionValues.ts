import { InvalidArgumentError } from 'commander';

import { Calendar } from '../core/calendar.ts';
import { MOST_CREDITS, microsToCredits } from '../core/money.ts';
import { MOST_TOKENS, NO_TOKENS, type TokenUsage } from '../core/usage/tokenUsage.ts';

/** An amount of credits, as much as in a policy file. */
export function credits(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= microsToCredits(MOST_CREDITS))) {
    throw new InvalidArgumentError('Expected a number of credits, from 0 to 1,000,000,000.');
  }
  return value;
}

const TOKENS = /^\d{1,11}$/;

/** The tokens of a request: `IN,CACHED,OUT[,CACHEWRITE]`. */
export function tokens(text: string): TokenUsage {
  const parts = text.split(',');
  const [inputTokens, cachedInputTokens, outputTokens, cacheWriteInputTokens = 0] = parts.map(Number);
  const areCounts = parts.length <= 4 && parts.every((part) => TOKENS.test(part) && Number(part) <= MOST_TOKENS);
  if (!areCounts || inputTokens === undefined || cachedInputTokens === undefined || outputTokens === undefined) {
    throw notTokens();
  }
  if (cachedInputTokens + cacheWriteInputTokens > inputTokens) {
    throw notTokens();
  }
  return { ...NO_TOKENS, inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens };
}

function notTokens(): InvalidArgumentError {
  return new InvalidArgumentError('Expected counts such as 1100,600,50: input, of it cached, and output.');
}

/** A count of something. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Expected a whole number above zero.');
  }
  return value;
}

/** A time zone by its IANA name. */
export function timezone(name: string): string {
  try {
    return new Calendar(name).timezone;
  } catch {
    throw new InvalidArgumentError('Expected an IANA name such as Europe/Berlin, or UTC.');
  }
}
