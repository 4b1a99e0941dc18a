/** Handles what comes in one after the other, each when the one before has been handled. */
export class InOrder<T> {
  readonly #handle: (item: T) => void | Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting: T[] = [];
  #isBusy = false;

  /** After a failure, which `onFailure` hears, nothing more is handled. */
  constructor(handle: (item: T) => void | Promise<void>, onFailure: (error: unknown) => void) {
    this.#handle = handle;
    this.#onFailure = onFailure;
  }

  push(item: T): void {
    this.#waiting.push(item);
    this.#handleAll().catch(this.#onFailure);
  }

  /** What comes in meanwhile waits until `work` is done. Rejects where that or what has waited fails. */
  async after(work: () => Promise<void>): Promise<void> {
    this.#isBusy = true;
    try {
      await work();
    } finally {
      this.#isBusy = false;
    }
    await this.#handleAll();
  }

  async #handleAll(): Promise<void> {
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const handling = this.#handle(next);
      if (handling !== undefined) {
        await handling;
      }
    }
    this.#isBusy = false;
  }
}
