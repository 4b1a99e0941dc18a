import * as z from 'zod/mini';

import { GuardError } from '../../base/errors.ts';
import type { AccountFigure } from '../../core/prices/calibration/figures.ts';
import { type CreditsMicros, addCredits, creditsMicros } from '../../core/money.ts';
import type { AppServerClient } from './appServerClient.ts';
import { mapped, optionalText, tokens } from '../wire.ts';

const micros = mapped(z.int().check(z.nonnegative()), (value): CreditsMicros => creditsMicros(value));

const group = z.object({
  model: optionalText,
  speed: optionalText,
  estimatedUsageCreditsMicros: micros,
  cachedInputTokens: z.nullish(tokens),
  inputTokens: z.nullish(tokens),
  outputTokens: z.nullish(tokens),
});

const threadUsageAnswer = z.object({
  threadUsage: z.nullish(z.object({ threadId: z.string(), groups: z.array(group) })),
});

const TIMEOUT_MS = 8_000;

/**
 * What the account itself says a thread has cost, by model and tier. Undefined where the account tells no such thing,
 * which most do not. Throws `codex.…` where Codex cannot be asked.
 */
export async function readThreadCost(
  client: AppServerClient,
  threadId: string,
  nowMs: number,
): Promise<AccountFigure[] | undefined> {
  const threadUsage = await ask(client, threadId);
  return threadUsage && joinEfforts(threadUsage.groups.flatMap((part) => figureOf(threadId, part, nowMs)));
}

async function ask(client: AppServerClient, threadId: string) {
  try {
    const answer = await client.request('account/usage/read', { threadId }, threadUsageAnswer, TIMEOUT_MS);
    return answer.threadUsage ?? undefined;
  } catch (error) {
    // Codex before this question was known, or an account that may not ask it.
    if (GuardError.is(error, 'codex.refused')) {
      return undefined;
    }
    throw error;
  }
}

/** A group that does not say what it is of, or how much, cannot be held against anything. */
function figureOf(threadId: string, part: z.output<typeof group>, readAtMs: number): AccountFigure[] {
  const { model, speed, estimatedUsageCreditsMicros: credits, inputTokens, cachedInputTokens, outputTokens } = part;
  if (model === undefined || typeof inputTokens !== 'number' || typeof outputTokens !== 'number') {
    return [];
  }
  const cached = Math.min(cachedInputTokens ?? 0, inputTokens);
  const tier = speed ?? 'standard';
  return [{ threadId, model, tier, credits, inputTokens, cachedInputTokens: cached, outputTokens, readAtMs }];
}

/** The account tells efforts apart, which cost the same. */
function joinEfforts(figures: readonly AccountFigure[]): AccountFigure[] {
  const parts = Map.groupBy(figures, ({ model, tier }) => JSON.stringify([model, tier]));
  return [...parts.values()].map((same) => same.reduce(addFigures));
}

function addFigures(a: AccountFigure, b: AccountFigure): AccountFigure {
  return {
    ...a,
    credits: addCredits(a.credits, b.credits),
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}
