import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { RequestGate } from './requestGate.ts';

/** The requests of one app-server: those that wait at its gate, and those that were let pass. A turn has one at a time. */
export class TurnGate implements Disposable {
  readonly #gate: RequestGate;
  readonly #onFailure: (error: unknown) => void;
  readonly #onDidMove: Emitter<void>;
  /** Turns whose requests wait, in the order of their coming. */
  readonly #waiting = new Set<string>();
  /** Turns whose requests were let pass and have not ended, with when their passes are written. */
  readonly #underWay = new Map<string, Promise<void>>();

  /** `onFailure` hears when a pass could not be given: its request would wait for ever. */
  constructor(gate: RequestGate, log: Log, onFailure: (error: unknown) => void) {
    this.#gate = gate;
    this.#onFailure = onFailure;
    this.#onDidMove = new Emitter((error) => {
      log.error('a listener to waiting requests failed', { error: messageOf(error) });
    });
  }

  /** A request has come and waits, or one that was let pass has ended: what it used has been told by then. */
  get onDidMove(): Event<void> {
    return this.#onDidMove.event;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** Lets so many of those pass that wait, first come first. */
  pass(most: number): void {
    for (const turnId of [...this.#waiting].slice(0, Math.max(0, most))) {
      const written = this.#gate.pass(turnId);
      written.catch(this.#onFailure);
      this.#waiting.delete(turnId);
      this.#underWay.set(turnId, written);
    }
  }

  /** Takes back the passes that no request has gone with yet; theirs wait again. */
  async recall(): Promise<void> {
    await Promise.all(
      Array.from(this.#underWay, async ([turnId, written]) => {
        const isBack = await this.#takeBack(turnId, written);
        // Meanwhile its turn may have ended, or another of its requests may have been let pass.
        if (isBack && this.#underWay.get(turnId) === written) {
          this.#underWay.delete(turnId);
          this.#waiting.add(turnId);
        }
      }),
    );
  }

  /** Codex says that a request of this turn has come to the gate. */
  arrive(turnId: string): void {
    this.#underWay.delete(turnId);
    this.#waiting.add(turnId);
    this.#onDidMove.fire();
  }

  /** Codex says that the request of this turn that was let pass has ended, and what it used has been told. */
  end(turnId: string): void {
    if (this.#underWay.delete(turnId)) {
      this.#onDidMove.fire();
    }
  }

  /** Codex says that the turn has ended: whatever of it waited is gone. */
  leave(turnId: string): void {
    this.#waiting.delete(turnId);
    const written = this.#underWay.get(turnId);
    if (written !== undefined) {
      void this.#takeBack(turnId, written);
    }
    this.end(turnId);
  }

  dispose(): void {
    this.#onDidMove.dispose();
  }

  async #takeBack(turnId: string, written: Promise<void>): Promise<boolean> {
    try {
      await written;
    } catch {
      // Told to `onFailure`.
    }
    return this.#gate.takeBack(turnId);
  }
}
