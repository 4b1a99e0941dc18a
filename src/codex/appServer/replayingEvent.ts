import { toDisposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';

/** A kind of event that tells later listeners what they missed: a turn may be quicker than its first listener. */
export class ReplayingEvent<T> {
  readonly #past: T[] = [];
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    this.#past.forEach(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    this.#past.push(value);
    for (const listener of [...this.#listeners]) {
      listener(value);
    }
  }
}
