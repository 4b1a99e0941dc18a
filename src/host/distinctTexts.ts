import { type Disposable, toDisposable } from '../base/disposable.ts';

/** A text that nothing else has as long as it is not disposed of. */
interface DistinctText extends Disposable {
  readonly text: string;
}

/**
 * Tells apart what has the same words at the same time, by a number: of two notifications with the same words VS Code
 * keeps one, and of two runs with the same name nobody knows which is meant.
 */
export class DistinctTexts {
  readonly #taken = new Set<string>();

  take(wanted: string): DistinctText {
    let text = wanted;
    for (let number = 2; this.#taken.has(text); number += 1) {
      text = `${wanted} (${number})`;
    }
    this.#taken.add(text);
    return { text, ...toDisposable(() => this.#taken.delete(text)) };
  }
}
