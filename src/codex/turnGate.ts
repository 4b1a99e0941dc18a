import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { RequestGate } from './requestGate.ts';

interface GivenPass {
  readonly name: string;
  readonly threadId: string;
  readonly written: Promise<void>;
}

/** The requests of one app-server that wait at its gate, and the passes that were given to them. */
export class TurnGate implements Disposable {
  readonly #gate: RequestGate;
  readonly #onFailure: (error: unknown) => void;
  readonly #onDidWait: Emitter<void>;
  /** The thread of each request that waits. */
  #waiting: string[] = [];
  #given: GivenPass[] = [];
  #passes = 0;

  /** `onFailure` hears when a pass could not be given: its request would wait for ever. */
  constructor(gate: RequestGate, log: Log, onFailure: (error: unknown) => void) {
    this.#gate = gate;
    this.#onFailure = onFailure;
    this.#onDidWait = new Emitter((error) => {
      log.error('a listener to waiting requests failed', { error: messageOf(error) });
    });
  }

  /** A request has come and waits. What the thread's responses before it used has been told by then. */
  get onDidWait(): Event<void> {
    return this.#onDidWait.event;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets those pass that wait now. */
  pass(): void {
    for (const threadId of this.#waiting) {
      this.#passes += 1;
      const name = String(this.#passes);
      const written = this.#gate.pass(name);
      written.catch(this.#onFailure);
      this.#given.push({ name, threadId, written });
    }
    this.#waiting = [];
  }

  /** Takes back the passes that no request has gone with yet; theirs wait again. */
  async recall(): Promise<void> {
    const given = this.#given;
    this.#given = [];
    const tookBack = await Promise.all(given.map((pass) => this.#takeBack(pass)));
    this.#waiting.push(...given.filter((_, index) => tookBack[index]).map(({ threadId }) => threadId));
  }

  /** Codex says that a request of this thread has come to the gate. */
  arrive(threadId: string): void {
    this.#given = this.#given.filter((pass) => pass.threadId !== threadId);
    this.#waiting.push(threadId);
    this.#onDidWait.fire();
  }

  /** Codex says that the thread's turn has ended: whatever of it waited is gone. */
  leave(threadId: string): void {
    const given = this.#given.filter((pass) => pass.threadId === threadId);
    this.#given = this.#given.filter((pass) => pass.threadId !== threadId);
    this.#waiting = this.#waiting.filter((one) => one !== threadId);
    for (const pass of given) {
      void this.#takeBack(pass);
    }
  }

  dispose(): void {
    this.#onDidWait.dispose();
  }

  async #takeBack({ name, written }: GivenPass): Promise<boolean> {
    try {
      await written;
    } catch {
      // Told to `onFailure`.
    }
    return this.#gate.takeBack(name);
  }
}
