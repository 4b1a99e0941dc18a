import type { RateCard } from '../../core/prices/rateCard.ts';
import { costOfRequest } from '../../core/prices/requestCost.ts';
import type { TokenUsage } from '../../core/usage/tokenUsage.ts';
import type { Surroundings } from '../../core/usage/usageEvent.ts';
import { type CellTotals, NO_TOTALS, totalsFrom } from './cellTotals.ts';

/** Every zone's days begin on one of these. */
export const QUARTER_MS = 900_000;

/** Counts the quarters of an hour. */
export function quarterOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_MS);
}

/** Sums of the requests of one group that have the same surroundings. */
export interface Cell extends CellTotals {
  /** A quarter of an hour, or the key of a turn. */
  readonly group: number;
  readonly surroundingsKey: number;
}

/** More than there will be surroundings: a cell is found by one number. */
const MOST_SURROUNDINGS = 2 ** 24;

/** Adds requests up. */
export class CellSums {
  readonly #card: RateCard;
  readonly #cells = new Map<number, Cell>();

  constructor(card: RateCard) {
    this.#card = card;
  }

  get cells(): Iterable<Cell> {
    return this.#cells.values();
  }

  add(
    group: number,
    surroundingsKey: number,
    { account, model, tier }: Surroundings,
    occurredAtMs: number,
    usage: TokenUsage,
  ): void {
    const cell = this.#cellAt(group, surroundingsKey);
    cell.requests += 1;
    cell.inputTokens += usage.inputTokens;
    cell.cachedInputTokens += usage.cachedInputTokens;
    cell.cacheWriteInputTokens += usage.cacheWriteInputTokens;
    cell.outputTokens += usage.outputTokens;
    cell.reasoningOutputTokens += usage.reasoningOutputTokens;
    const cost = costOfRequest(this.#card, account, { model, tier, occurredAtMs, usage });
    cell.creditsMicros += cost.credits;
    cell.usdMicros += cost.usd;
    cell.unpricedRequests += cost.isUnpriced ? 1 : 0;
    cell.derivedPriceRequests += cost.isDerived ? 1 : 0;
  }

  #cellAt(group: number, surroundingsKey: number): Cell {
    const key = group * MOST_SURROUNDINGS + surroundingsKey;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { group, surroundingsKey, ...totalsFrom(NO_TOTALS) };
      this.#cells.set(key, cell);
    }
    return cell;
  }
}
