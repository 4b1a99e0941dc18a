import type { TokenUsage } from '../../../src/core/usage/tokenUsage.ts';

/** What must hold of whatever a parser has accepted; each throws, and says what was broken. */

/** The last instant that a date can have. */
const LAST_INSTANT_MS = 8.64e15;

export function mustHold(holds: boolean, law: string): void {
  if (!holds) {
    throw new Error(law);
  }
}

export function lawfulUsage(usage: TokenUsage): void {
  for (const [name, count] of Object.entries(usage)) {
    mustHold(Number.isSafeInteger(count) && (count as number) >= 0, `${name} is no count: ${String(count)}`);
  }
  const { inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens } = usage;
  mustHold(cachedInputTokens + cacheWriteInputTokens <= inputTokens, 'more cached than input');
  mustHold(reasoningOutputTokens <= outputTokens, 'more reasoning than output');
}

/** A date can be made of it, and written. */
export function lawfulInstant(instantMs: number | undefined): void {
  mustHold(instantMs === undefined || Math.abs(instantMs) <= LAST_INSTANT_MS, `no instant: ${String(instantMs)}`);
}

export function lawfulAmount(amount: number | undefined, name: string): void {
  mustHold(amount === undefined || Number.isSafeInteger(amount), `${name} is no amount: ${String(amount)}`);
}

/** Plain data alone: no number that JSON lacks, and no object that has been given another prototype. */
export function lawfulData(value: unknown, place = ''): void {
  if (typeof value === 'number') {
    mustHold(Number.isFinite(value), `${place} is ${value}`);
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (value instanceof Map || value instanceof Set) {
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === Array.prototype || prototype === null;
  mustHold(isPlain, `${place} has a prototype of its own`);
  for (const [key, part] of Object.entries(value)) {
    lawfulData(part, `${place}.${key}`);
  }
}

/** Nothing has been added to what all objects have. */
export function unpolluted(): void {
  const empty: object = {};
  for (const key in empty) {
    throw new Error(`all objects have got “${key}”`);
  }
}
