import { type CreditsMicros, NO_CREDITS, addCredits, creditsMicros } from '../money.ts';
import { type PricedRequest, creditsBasis, priceRequest } from '../prices/pricing.ts';
import type { RateCard } from '../prices/rateCard.ts';
import { type PriceTerm, priceOfTerms, priceTerms } from '../prices/tokenPrice.ts';
import type { LedgerEvent } from './usageSlice.ts';

/** What the tokens of each kind cost, in credits at list price; each is rounded by itself. */
export interface CostParts {
  /** With what is written to the cache. */
  readonly fresh: CreditsMicros;
  readonly cached: CreditsMicros;
  readonly output: CreditsMicros;
}

/** One request of a run, as its page shows it. */
export interface RunRequest {
  readonly responseId: string;
  /** That of the run, or of a subagent. */
  readonly threadId: string;
  readonly occurredAtMs: number;
  readonly model: string | undefined;
  /** The tier that was asked for, whichever answered; undefined: not told. */
  readonly tier: string | undefined;
  readonly freshTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** At list price, whoever pays; undefined where it has no price. */
  readonly credits: CreditsMicros | undefined;
  /** Undefined where it has no price. */
  readonly parts: CostParts | undefined;
}

/** The requests of a run in order of time: the newest of them, and what those before come to. */
export interface RunRequests {
  readonly runId: string;
  readonly threadId: string;
  readonly requests: readonly RunRequest[];
  readonly earlierRequests: number;
  /** What has a price of the earlier ones. */
  readonly earlierCredits: CreditsMicros;
}

/** More than a person reads; a run of more shows its newest ones. */
const MOST_REQUESTS = 1_000;

/** The requests of one run, from its events in order of time; undefined where there is none. */
export function runRequests(events: readonly LedgerEvent[], card: RateCard): RunRequests | undefined {
  const [first] = events;
  if (first === undefined) {
    return undefined;
  }
  const inOrder = events.toSorted((a, b) => a.occurredAtMs - b.occurredAtMs);
  const earlier = inOrder.slice(0, Math.max(0, inOrder.length - MOST_REQUESTS));
  return {
    runId: first.runId,
    threadId: first.threadId,
    requests: inOrder.slice(earlier.length).map((event) => runRequest(event, card)),
    earlierRequests: earlier.length,
    earlierCredits: earlier.reduce((sum, event) => addCredits(sum, creditsOf(event, card) ?? NO_CREDITS), NO_CREDITS),
  };
}

function runRequest(event: LedgerEvent, card: RateCard): RunRequest {
  const { responseId, threadId, occurredAtMs, model, tier, requestedTier, usage } = event;
  return {
    responseId,
    threadId,
    occurredAtMs,
    model,
    tier: requestedTier ?? tier,
    freshTokens: usage.inputTokens - usage.cachedInputTokens,
    cachedTokens: usage.cachedInputTokens,
    outputTokens: usage.outputTokens,
    credits: creditsOf(event, card),
    parts: costParts(card, event),
  };
}

function creditsOf(event: LedgerEvent, card: RateCard): CreditsMicros | undefined {
  const cost = priceRequest(card, event);
  return cost.kind === 'priced' ? cost.credits : undefined;
}

/** What each kind of token adds to the price of {@link priceRequest}; undefined where there is no price. */
export function costParts(card: RateCard, request: PricedRequest): CostParts | undefined {
  const basis = creditsBasis(card, request);
  if (basis === undefined) {
    return undefined;
  }
  const terms = priceTerms(request.usage, basis.row, basis.long);
  const costOf = (...kinds: readonly PriceTerm['kind'][]): CreditsMicros =>
    creditsMicros(
      priceOfTerms(
        terms.filter(({ kind }) => kinds.includes(kind)),
        basis.tier.factorMilli,
      ),
    );
  return { fresh: costOf('input', 'cacheWrite'), cached: costOf('cachedInput'), output: costOf('output') };
}
