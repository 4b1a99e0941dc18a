import { coalesce } from '../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { oneAtATime } from '../base/oneAtATime.ts';

/** Something that takes long to work out and moves slowly: asked for every so often, and the last answer kept. */
export class SlowModel<Model> implements Disposable {
  readonly #resources = new DisposableStore();
  readonly #readSoon;
  #value: Model | undefined;
  /** How often all was forgotten. */
  #forgotten = 0;

  constructor(load: () => Promise<Model>, everyMs: number, onDidRead: () => void, log: Log) {
    const read = oneAtATime(async () => {
      const forgotten = this.#forgotten;
      try {
        const value = await load();
        if (this.#forgotten === forgotten) {
          this.#value = value;
          onDidRead();
        }
      } catch (error) {
        log.warn('something slow could not be read', { reason: messageOf(error) });
      }
    });
    this.#readSoon = this.#resources.add(coalesce(() => void read(), everyMs));
  }

  get value(): Model | undefined {
    return this.#value;
  }

  readSoon(): void {
    this.#readSoon();
  }

  /** What it was made from is another thing now. */
  forget(): void {
    this.#forgotten += 1;
    this.#value = undefined;
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
