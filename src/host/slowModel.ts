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

  /** `what` names it in the log. `load` gives undefined where there is nothing to ask about: then all stays as it was. */
  constructor(what: string, load: () => Promise<Model | undefined>, everyMs: number, onDidRead: () => void, log: Log) {
    const read = oneAtATime(async () => {
      const forgotten = this.#forgotten;
      try {
        const value = await load();
        if (value !== undefined && this.#forgotten === forgotten) {
          this.#value = value;
          onDidRead();
        }
      } catch (error) {
        log.warn('a model could not be read', { what, reason: messageOf(error) });
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

  /** What it was made from is another thing now: nothing is known of it, and what was asked before is of no use. */
  forget(): void {
    this.#forgotten += 1;
    this.#value = undefined;
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
