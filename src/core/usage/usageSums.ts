import { UNKNOWN_KEY } from './cuts.ts';
import { type CreditsMicros, type UsdMicros, creditsMicros, usdMicros } from '../money.ts';
import { creditsToUsd } from '../prices/creditWorth.ts';
import type { RateCard } from '../prices/rateCard.ts';
import { isPaidByKey } from '../prices/requestCost.ts';
import type { TokenUsage } from './tokenUsage.ts';
import type { UsageSlice } from './usageSlice.ts';

/**
 * Sums over some requests, of what has a price; `unpricedRequests` counts what has none. `credits` is what accounts used
 * at list price, `usd` what API keys paid for.
 */
export interface UsageSums {
  readonly requests: number;
  readonly usage: TokenUsage;
  readonly credits: CreditsMicros;
  readonly usd: UsdMicros;
  /** Of `credits`: what is known to have drawn purchased credits, and what to be inside the allowance. */
  readonly paidCredits: CreditsMicros;
  readonly includedCredits: CreditsMicros;
  readonly unpricedRequests: number;
  /** Those in `usd`. */
  readonly usdRequests: number;
  readonly derivedPriceRequests: number;
  readonly isIncomplete: boolean;
  readonly models: readonly string[];
}

/** What accounts used; undefined where nothing of it has a price in credits. An empty sum is a true zero. */
export function creditsOf({ credits, requests, unpricedRequests, usdRequests }: UsageSums): CreditsMicros | undefined {
  return requests > 0 && unpricedRequests + usdRequests === requests ? undefined : credits;
}

/** What has a price, in dollars: credits at the card's price of a credit, and what API keys paid. */
export function usdOf({ credits, usd }: UsageSums, card: RateCard): UsdMicros {
  return usdMicros(creditsToUsd(card, credits) + usd);
}

/** Where in a row each sum stands. */
const COLUMN = {
  requests: 0,
  inputTokens: 1,
  cachedInputTokens: 2,
  cacheWriteInputTokens: 3,
  outputTokens: 4,
  reasoningOutputTokens: 5,
  credits: 6,
  usd: 7,
  paidCredits: 8,
  includedCredits: 9,
  unpricedRequests: 10,
  usdRequests: 11,
  derivedPriceRequests: 12,
  incompleteSlices: 13,
} as const;
type Column = (typeof COLUMN)[keyof typeof COLUMN];
const WIDTH = Object.keys(COLUMN).length;
const FIRST_ROWS = 64;
const NO_MODELS: readonly string[] = [];

/** Adds usage up in many rows at once, as bare numbers: a report may have a row for every run. */
export class SumTable {
  #sums = new Float64Array(FIRST_ROWS * WIDTH);
  readonly #models: (readonly string[])[] = [];
  readonly #modelLists = new ModelLists();

  /** Begins a row; returns its index. */
  addRow(): number {
    const row = this.#models.push(NO_MODELS) - 1;
    if (this.#sums.length < (row + 1) * WIDTH) {
      const longer = new Float64Array(this.#sums.length * 2);
      longer.set(this.#sums);
      this.#sums = longer;
    }
    return row;
  }

  add(row: number, slice: UsageSlice): void {
    const { usage, meter, surroundings } = slice;
    const isByKey = isPaidByKey(surroundings.account);
    const credits = isByKey ? 0 : slice.credits;
    this.#increase(row, COLUMN.requests, slice.requests);
    this.#increase(row, COLUMN.inputTokens, usage.inputTokens);
    this.#increase(row, COLUMN.cachedInputTokens, usage.cachedInputTokens);
    this.#increase(row, COLUMN.cacheWriteInputTokens, usage.cacheWriteInputTokens);
    this.#increase(row, COLUMN.outputTokens, usage.outputTokens);
    this.#increase(row, COLUMN.reasoningOutputTokens, usage.reasoningOutputTokens);
    this.#increase(row, COLUMN.credits, credits);
    this.#increase(row, COLUMN.usd, slice.usd);
    this.#increase(row, COLUMN.paidCredits, meter === 'credits' ? credits : 0);
    this.#increase(row, COLUMN.includedCredits, meter === 'included' ? credits : 0);
    this.#increase(row, COLUMN.unpricedRequests, slice.unpricedRequests);
    this.#increase(row, COLUMN.usdRequests, isByKey ? slice.requests - slice.unpricedRequests : 0);
    this.#increase(row, COLUMN.derivedPriceRequests, slice.derivedPriceRequests);
    this.#increase(row, COLUMN.incompleteSlices, slice.isIncomplete ? 1 : 0);
    this.#models[row] = this.#modelLists.with(this.#models[row] ?? NO_MODELS, surroundings.model ?? UNKNOWN_KEY);
  }

  sums(row: number): UsageSums {
    return {
      requests: this.#at(row, COLUMN.requests),
      usage: {
        inputTokens: this.#at(row, COLUMN.inputTokens),
        cachedInputTokens: this.#at(row, COLUMN.cachedInputTokens),
        cacheWriteInputTokens: this.#at(row, COLUMN.cacheWriteInputTokens),
        outputTokens: this.#at(row, COLUMN.outputTokens),
        reasoningOutputTokens: this.#at(row, COLUMN.reasoningOutputTokens),
      },
      credits: creditsMicros(this.#at(row, COLUMN.credits)),
      usd: usdMicros(this.#at(row, COLUMN.usd)),
      paidCredits: creditsMicros(this.#at(row, COLUMN.paidCredits)),
      includedCredits: creditsMicros(this.#at(row, COLUMN.includedCredits)),
      unpricedRequests: this.#at(row, COLUMN.unpricedRequests),
      usdRequests: this.#at(row, COLUMN.usdRequests),
      derivedPriceRequests: this.#at(row, COLUMN.derivedPriceRequests),
      isIncomplete: this.#at(row, COLUMN.incompleteSlices) > 0,
      models: this.#models[row] ?? NO_MODELS,
    };
  }

  #at(row: number, column: Column): number {
    return this.#sums[row * WIDTH + column] ?? 0;
  }

  #increase(row: number, column: Column, by: number): void {
    this.#sums[row * WIDTH + column] = this.#at(row, column) + by;
  }
}

/** Sorted lists of models. Rows of the same models share one, and what follows a list with one more is looked up. */
class ModelLists {
  readonly #byName = new Map<string, readonly string[]>();
  readonly #longer = new Map<readonly string[], Map<string, readonly string[]>>();

  with(models: readonly string[], model: string): readonly string[] {
    if (models.includes(model)) {
      return models;
    }
    const byModel = this.#longer.get(models) ?? new Map<string, readonly string[]>();
    this.#longer.set(models, byModel);
    const longer = byModel.get(model) ?? this.#shared([...models, model].sort());
    byModel.set(model, longer);
    return longer;
  }

  #shared(models: readonly string[]): readonly string[] {
    const name = JSON.stringify(models);
    const known = this.#byName.get(name) ?? models;
    this.#byName.set(name, known);
    return known;
  }
}
