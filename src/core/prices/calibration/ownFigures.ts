import type { CreditsMicros } from '../../money.ts';
import { NO_CREDITS, addCredits } from '../../money.ts';
import { priceRequest } from '../pricing.ts';
import type { RateCard } from '../rateCard.ts';
import { tierName } from '../tierFactors.ts';
import { NO_TOKENS, addTokens } from '../../usage/tokenUsage.ts';
import type { LedgerEvent } from '../../usage/usageSlice.ts';
import type { OwnFigure } from './figures.ts';

/** A thread's own requests, subagents' not among them, summed as the account tells them: by model and tier. */
export function ownFigures(events: readonly LedgerEvent[], card: RateCard): OwnFigure[] {
  const parts = Map.groupBy(events, ({ threadId, model, tier }) =>
    JSON.stringify([threadId, model, tierName(card, tier)]),
  );
  return [...parts.values()].flatMap((part) => figureOf(part, card));
}

function figureOf(events: readonly LedgerEvent[], card: RateCard): OwnFigure[] {
  const [first] = events;
  if (first?.model === undefined) {
    return [];
  }
  const instants = events.map(({ occurredAtMs }) => occurredAtMs);
  const { thresholdInputTokens } = card.longContext;
  return [
    {
      threadId: first.threadId,
      model: first.model,
      tier: tierName(card, first.tier),
      credits: priceOf(events, card),
      usage: events.map(({ usage }) => usage).reduce(addTokens, NO_TOKENS),
      requests: events.length,
      startedAtMs: Math.min(...instants),
      endedAtMs: Math.max(...instants),
      longRequests: events.filter(({ usage }) => usage.inputTokens > thresholdInputTokens).length,
      isIncomplete: first.isIncomplete,
    },
  ];
}

/** Undefined as soon as one request has no price. */
function priceOf(events: readonly LedgerEvent[], card: RateCard): CreditsMicros | undefined {
  let sum = NO_CREDITS;
  for (const event of events) {
    const cost = priceRequest(card, event);
    if (cost.kind === 'unpriced') {
      return undefined;
    }
    sum = addCredits(sum, cost.credits);
  }
  return sum;
}
