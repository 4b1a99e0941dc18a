import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribes a listener; disposing of the result ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * Tells listeners that something has happened. Listeners are called in the order in which they came; one that
 * throws does not keep the others from hearing: its error goes to `onListenerError`.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
