import { assert } from '../../../base/assert.ts';
import { type CreditsMicros, creditsMicros } from '../../money.ts';
import { countWhile } from '../../countWhile.ts';
import { type Draw, SHOWING_TIME, type ShowingTime } from './walletFacts.ts';

/** Sums over the first so many draws. */
export interface DrawSums {
  readonly draws: number;
  readonly credits: CreditsMicros;
  readonly lowest: CreditsMicros;
  /** Of draws without a known price, what is counted: `unpriced` tells how many there are. */
  readonly highest: CreditsMicros;
  readonly unpriced: number;
}

/**
 * Draws in time order, added up once, with the time in which they show in the balance. The sums at any instant are
 * found by a binary search.
 */
export class CumulativeDraws {
  readonly #showingTime: ShowingTime;
  readonly #atMs: Float64Array;
  readonly #credits: Float64Array;
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  readonly #unpriced: Uint32Array;

  constructor(draws: readonly Draw[], showingTime: ShowingTime = SHOWING_TIME) {
    this.#showingTime = showingTime;
    this.#atMs = new Float64Array(draws.length);
    this.#credits = new Float64Array(draws.length + 1);
    this.#lowest = new Float64Array(draws.length + 1);
    this.#highest = new Float64Array(draws.length + 1);
    this.#unpriced = new Uint32Array(draws.length + 1);
    let before: Draw | undefined;
    let index = 0;
    for (const draw of draws) {
      checkDraw(draw, before);
      this.#append(index, draw);
      before = draw;
      index += 1;
    }
    // Sums never fall: where the last of the highest is safe, all are.
    creditsMicros(this.#highest[draws.length] ?? 0);
  }

  /** Over the draws at `atMs < untilMs`. */
  before(untilMs: number): DrawSums {
    const draws = countWhile(this.#atMs.length, (index) => (this.#atMs[index] ?? 0) < untilMs);
    return {
      draws,
      credits: creditsMicros(this.#credits[draws] ?? 0),
      lowest: creditsMicros(this.#lowest[draws] ?? 0),
      highest: creditsMicros(this.#highest[draws] ?? 0),
      unpriced: this.#unpriced[draws] ?? 0,
    };
  }

  /** Those that a balance read at `atMs` must show. One at the very end of its lag need not yet. */
  shownAt(atMs: number): DrawSums {
    return this.before(atMs - this.#showingTime.lagMs);
  }

  /** Those that it must or may show. The instant is in whole milliseconds. */
  perhapsShownAt(atMs: number): DrawSums {
    return this.before(atMs + this.#showingTime.leadMs + 1);
  }

  #append(index: number, { atMs, credits, lowest, highest }: Draw): void {
    this.#atMs[index] = atMs;
    this.#credits[index + 1] = (this.#credits[index] ?? 0) + credits;
    this.#lowest[index + 1] = (this.#lowest[index] ?? 0) + lowest;
    this.#highest[index + 1] = (this.#highest[index] ?? 0) + (highest ?? credits);
    this.#unpriced[index + 1] = (this.#unpriced[index] ?? 0) + (highest === undefined ? 1 : 0);
  }
}

/** What follows from draws rests on their order and their ranges: without them, alarms would be false. */
function checkDraw({ atMs, credits, lowest, highest }: Draw, before: Draw | undefined): void {
  assert(before === undefined || before.atMs <= atMs, 'draws must come in the order of time');
  assert(0 <= lowest && lowest <= credits, 'a draw counts at least its lowest amount');
  assert(highest === undefined || credits <= highest, 'a draw counts at most its highest amount');
}
