import type { UsageTotals } from '../support/codex/backendLog.ts';
import type { PeerTotals } from '../support/peers.ts';

const FIELDS = [
  'requests',
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteInputTokens',
  'outputTokens',
  'reasoningOutputTokens',
] as const;

/** What of `told` is not as written, each figure with its difference; empty where all is. */
export function differences(told: PeerTotals, written: UsageTotals): readonly string[] {
  return FIELDS.flatMap((field) => {
    const difference = (told[field] ?? written[field]) - written[field];
    return difference === 0 ? [] : [`${field} ${difference > 0 ? '+' : ''}${difference}`];
  });
}

/** The sums as one line of figures, and whether they are those that were written. */
export function verdictLine(name: string, told: PeerTotals, written: UsageTotals): string {
  const figures = FIELDS.map((field) => (told[field] === undefined ? '' : String(told[field])).padStart(15));
  const wrong = differences(told, written);
  return name.padEnd(24) + figures.join('') + (wrong.length === 0 ? '  equal' : `  DIFFERS: ${wrong.join(', ')}`);
}

export function verdictHeader(): string {
  const names = ['requests', 'input', 'cached', 'cache write', 'output', 'reasoning'];
  return ' '.repeat(24) + names.map((name) => name.padStart(15)).join('');
}
