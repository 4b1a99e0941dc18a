import { UNKNOWN_KEY } from './cuts.ts';
import { type CreditsMicros, creditsMicros } from './money.ts';
import type { TokenUsage } from './tokenUsage.ts';
import type { UsageSlice } from './usageSlice.ts';

/** Sums over some requests. `credits` is what has a price; `unpricedRequests` counts what has none. */
export interface UsageSums {
  readonly requests: number;
  readonly usage: TokenUsage;
  readonly credits: CreditsMicros;
  /** Of `credits`: what is known to have drawn purchased credits, and what to be inside the allowance. */
  readonly paidCredits: CreditsMicros;
  readonly includedCredits: CreditsMicros;
  readonly unpricedRequests: number;
  readonly derivedPriceRequests: number;
  readonly isIncomplete: boolean;
  readonly models: readonly string[];
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
  paidCredits: 7,
  includedCredits: 8,
  unpricedRequests: 9,
  derivedPriceRequests: 10,
  incompleteSlices: 11,
} as const;
type Column = (typeof COLUMN)[keyof typeof COLUMN];
const WIDTH = Object.keys(COLUMN).length;
const FIRST_ROWS = 64;
const NO_MODELS: readonly string[] = [];

/** Adds usage up in many rows at once, as bare numbers: a report may have a row for every run. */
export class SumTable {
  #sums = new Float64Array(FIRST_ROWS * WIDTH);
  readonly #models: (readonly string[])[] = [];
  /** Rows of the same models share one list. */
  readonly #modelLists = new Map<string, readonly string[]>();

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
    const { usage, credits, meter } = slice;
    this.#increase(row, COLUMN.requests, slice.requests);
    this.#increase(row, COLUMN.inputTokens, usage.inputTokens);
    this.#increase(row, COLUMN.cachedInputTokens, usage.cachedInputTokens);
    this.#increase(row, COLUMN.cacheWriteInputTokens, usage.cacheWriteInputTokens);
    this.#increase(row, COLUMN.outputTokens, usage.outputTokens);
    this.#increase(row, COLUMN.reasoningOutputTokens, usage.reasoningOutputTokens);
    this.#increase(row, COLUMN.credits, credits);
    this.#increase(row, COLUMN.paidCredits, meter === 'credits' ? credits : 0);
    this.#increase(row, COLUMN.includedCredits, meter === 'included' ? credits : 0);
    this.#increase(row, COLUMN.unpricedRequests, slice.unpricedRequests);
    this.#increase(row, COLUMN.derivedPriceRequests, slice.derivedPriceRequests);
    this.#increase(row, COLUMN.incompleteSlices, slice.isIncomplete ? 1 : 0);
    this.#models[row] = this.#listWith(this.#models[row] ?? NO_MODELS, slice.surroundings.model ?? UNKNOWN_KEY);
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
      paidCredits: creditsMicros(this.#at(row, COLUMN.paidCredits)),
      includedCredits: creditsMicros(this.#at(row, COLUMN.includedCredits)),
      unpricedRequests: this.#at(row, COLUMN.unpricedRequests),
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

  #listWith(models: readonly string[], model: string): readonly string[] {
    if (models.includes(model)) {
      return models;
    }
    const longer = [...models, model].sort();
    const name = JSON.stringify(longer);
    const known = this.#modelLists.get(name) ?? longer;
    this.#modelLists.set(name, known);
    return known;
  }
}
