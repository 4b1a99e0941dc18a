import type { Meters } from '../wallet/meters.ts';
import { type CreditsMicros, type UsdMicros, sumCredits } from '../money.ts';
import type { RateCard } from '../prices/rateCard.ts';
import { costOfRequest } from '../prices/requestCost.ts';
import type { TokenUsage } from './tokenUsage.ts';
import type { Surroundings, UsageEvent } from './usageEvent.ts';
import type { PastMeter } from '../wallet/statement/meterTimeline.ts';

/** A usage event with what the ledger knows of its thread. */
export interface LedgerEvent extends UsageEvent {
  /** The thread's log is known to lack something. */
  readonly isIncomplete: boolean;
}

/** Requests with the same surroundings, added up, each priced by itself; a single request is the smallest slice. */
export interface UsageSlice {
  /** The instant of a request, or the beginning of the stretch of time that all requests of the slice lie in. */
  readonly atMs: number;
  readonly surroundings: Surroundings;
  /** Undefined where requests of several threads are added up. */
  readonly threadId: string | undefined;
  readonly runId: string | undefined;
  readonly requests: number;
  readonly usage: TokenUsage;
  /** At list price, whoever pays; what has a price of it. */
  readonly credits: CreditsMicros;
  /** What an API key paid for, at list price; else zero. */
  readonly usd: UsdMicros;
  /** What all its requests drew on. */
  readonly meter: PastMeter;
  /** Those that have no price in what they are paid with. */
  readonly unpricedRequests: number;
  readonly derivedPriceRequests: number;
  readonly isIncomplete: boolean;
}

/** One request as a slice, priced at its own instant. */
export function sliceOf(event: LedgerEvent, card: RateCard, meter: PastMeter): UsageSlice {
  const { occurredAtMs, threadId, runId, usage, isIncomplete } = event;
  return { ...sliceOfOne(event, occurredAtMs, usage, card, meter), threadId, runId, isIncomplete };
}

/** The same of a request of which no more is told than what it ran in, when, and its tokens. */
export function sliceOfOne(
  surroundings: Surroundings,
  occurredAtMs: number,
  usage: TokenUsage,
  card: RateCard,
  meter: PastMeter,
): UsageSlice {
  const { account, model, tier } = surroundings;
  const cost = costOfRequest(card, account, { model, tier, occurredAtMs, usage });
  return {
    atMs: occurredAtMs,
    surroundings,
    threadId: undefined,
    runId: undefined,
    requests: 1,
    usage,
    credits: cost.credits,
    usd: cost.usd,
    meter,
    unpricedRequests: cost.isUnpriced ? 1 : 0,
    derivedPriceRequests: cost.isDerived ? 1 : 0,
    isIncomplete: false,
  };
}

/** Many requests as slices, one by one. */
export function* slicesOf(events: Iterable<LedgerEvent>, card: RateCard, meters: Meters): Generator<UsageSlice> {
  for (const event of events) {
    yield sliceOf(event, card, meters.at(event.account, event.occurredAtMs));
  }
}

/** What some requests come to. */
export interface Spent {
  readonly requests: number;
  /** At list price, whoever pays; what has a price of it. */
  readonly credits: CreditsMicros;
}

/** Adds requests up, each priced by itself. */
export function spentOn(events: readonly LedgerEvent[], card: RateCard): Spent {
  const credits = sumCredits(events.map((event) => costOfRequest(card, event.account, event).credits));
  return { requests: events.length, credits };
}
