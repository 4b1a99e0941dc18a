/** What comes in from elsewhere, for one who takes it in its own time. */
export class Arrivals<T> {
  readonly #arrived: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  add(item: T): void {
    this.#arrived.push(item);
    this.#wake.resolve();
  }

  /** Nothing more will come. */
  end(): void {
    this.#end ??= {};
    this.#wake.resolve();
  }

  /** Nothing more will come, for this reason. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake.resolve();
  }

  /** In the order of its coming. Throws what it failed with, once all before has been taken. */
  async *all(): AsyncGenerator<T> {
    for (;;) {
      yield* this.#arrived.splice(0);
      if (this.#arrived.length > 0) {
        continue;
      }
      if (this.#end !== undefined) {
        if ('error' in this.#end) {
          throw this.#end.error;
        }
        return;
      }
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
  }
}
