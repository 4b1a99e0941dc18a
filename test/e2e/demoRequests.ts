import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type CreditsMicros, sumCredits } from '../../src/core/money.ts';
import { priceRequest } from '../../src/core/prices/pricing.ts';
import type { DemoRollout } from '../support/codex/demoHome.ts';
import { usageRecord } from '../support/codex/demoLines.ts';
import { card } from '../unit/make.ts';

export const ONE_REQUEST = { input: 10_000, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };
/** What {@link ONE_REQUEST} costs with gpt-5.5. */
export const ONE_REQUEST_CREDITS = 1.25;

/** What rollouts have cost since an instant. */
export function creditsOf(rollouts: readonly DemoRollout[], sinceMs = 0): CreditsMicros {
  const costs = rollouts.flatMap(({ thread: { model, tier, turns } }) =>
    turns
      .flatMap(({ requests }) => requests)
      .filter(({ completedAtMs }) => completedAtMs >= sinceMs)
      .map(({ completedAtMs, usage: { input, cached, cacheWrite, output, reasoning } }) =>
        priceRequest(card, {
          model,
          tier,
          occurredAtMs: completedAtMs,
          usage: {
            inputTokens: input,
            cachedInputTokens: cached,
            cacheWriteInputTokens: cacheWrite,
            outputTokens: output,
            reasoningOutputTokens: reasoning,
          },
        }),
      ),
  );
  return sumCredits(costs.map((cost) => (cost.kind === 'priced' ? cost.credits : assert.fail('no price'))));
}

/** The latest thread in which {@link ONE_REQUEST} costs {@link ONE_REQUEST_CREDITS}. */
export function latestPriced(rollouts: readonly DemoRollout[]): DemoRollout {
  const rollout = rollouts.findLast(({ thread }) => thread.model === 'gpt-5.5' && thread.tier === undefined);
  assert.ok(rollout);
  return rollout;
}

/** A line for the end of a rollout: {@link ONE_REQUEST}, made just now. */
export function oneMoreRequest({ thread }: DemoRollout): string {
  const turn = thread.turns.at(-1);
  assert.ok(turn);
  const request = { completedAtMs: Date.now(), responseId: `resp_${randomUUID()}`, usage: ONE_REQUEST, command: '' };
  const { atMs, ...line } = usageRecord(thread, turn, request, ONE_REQUEST, ONE_REQUEST);
  return `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), ...line })}\n`;
}

/** Writes {@link oneMoreRequest} into a rollout, or into a copy of its thread with nothing else but it. */
export async function appendRequest(rollout: DemoRollout, fileOf: (file: string) => string): Promise<void> {
  const file = fileOf(rollout.file);
  await mkdir(path.dirname(file), { recursive: true });
  const head = file === rollout.file ? '' : await readFile(rollout.file, 'utf8').then(linesBeforeUsage);
  await appendFile(file, `${head}${oneMoreRequest(rollout)}`);
}

/** The beginning of a rollout, under another thread's id. */
function linesBeforeUsage(rollout: string): string {
  const end = rollout.split('\n').findIndex((line) => line.includes('"token_usage_record"'));
  return rollout.split('\n').slice(0, end).join('\n') + '\n';
}
