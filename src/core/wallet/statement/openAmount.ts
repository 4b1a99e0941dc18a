import type { CreditsMicros } from '../../money.ts';

/** An amount with that of draws of unknown price on top of it: one of these outweighs any credits. */
export interface OpenAmount {
  readonly unpriced: number;
  readonly credits: CreditsMicros;
}

/** Whether `a` is more than `b`. */
export function exceeds(a: OpenAmount, b: OpenAmount): boolean {
  return a.unpriced === b.unpriced ? a.credits > b.credits : a.unpriced > b.unpriced;
}

/** A queue that knows its lowest amount: each call is O(1), amortized. */
export class LowestOfQueue {
  /** Whatever is followed by nothing lower: from `#first` on, amounts rise. */
  readonly #rising: { readonly place: number; readonly amount: OpenAmount }[] = [];
  #first = 0;

  /** `place` is higher than those before. */
  push(place: number, amount: OpenAmount): void {
    let last = this.#rising.at(-1);
    while (last !== undefined && this.#rising.length > this.#first && !exceeds(amount, last.amount)) {
      this.#rising.pop();
      last = this.#rising.at(-1);
    }
    this.#rising.push({ place, amount });
  }

  dropBefore(place: number): void {
    let first = this.#rising[this.#first];
    while (first !== undefined && first.place < place) {
      this.#first += 1;
      first = this.#rising[this.#first];
    }
  }

  lowest(): OpenAmount | undefined {
    return this.#rising[this.#first]?.amount;
  }
}
