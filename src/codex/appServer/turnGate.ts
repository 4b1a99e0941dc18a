import type { Disposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { AskingTurn } from './askingTurn.ts';
import type { RequestGate } from './requestGate.ts';
import { Subagents } from './subagents.ts';

interface PassedTurn extends AskingTurn {
  /** When its pass lies there. */
  readonly written: Promise<void>;
}

/** The requests of one app-server: those that wait at its gate, and those that were let pass. */
export class TurnGate implements Disposable {
  readonly #gate: RequestGate;
  readonly #onFailure: (error: unknown) => void;
  readonly #onDidMove: Emitter<void>;
  readonly #subagents = new Subagents();
  /** Turns whose requests wait, in the order of their coming. */
  readonly #waiting = new Map<string, AskingTurn>();
  /** Turns whose requests were let pass and have not ended. */
  readonly #underWay = new Map<string, PassedTurn>();

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

  /** How many wait to be let pass; without those that wait for another subagent to end. */
  get waiting(): number {
    return this.#next().length;
  }

  /** Subagents that wait for another one to end. */
  get queuedSubagents(): number {
    return this.#waiting.size - this.#next().length;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** No more than so many subagents are let begin at the same time. */
  limitSubagents(most: number): void {
    this.#subagents.limit(most);
  }

  /** A subagent is at work that another guard has let begin. */
  beginFound(agentId: string): void {
    this.#subagents.begin(agentId);
  }

  /** Lets so many of those pass that wait, first come first. */
  pass(most: number): void {
    for (const turn of this.#next().slice(0, Math.max(0, most))) {
      const { turnId, agentId } = turn;
      const written = this.#gate.pass(turnId);
      written.catch(this.#onFailure);
      this.#waiting.delete(turnId);
      this.#underWay.set(turnId, { ...turn, written });
      if (agentId !== undefined) {
        this.#subagents.begin(agentId);
      }
    }
  }

  /** Takes back the passes that no request has gone with yet; theirs wait again. */
  async recall(): Promise<void> {
    await Promise.all(
      Array.from(this.#underWay.values(), async (turn) => {
        const isBack = await this.#takeBack(turn);
        // Meanwhile its turn may have ended, or another of its requests may have been let pass.
        if (isBack && this.#underWay.get(turn.turnId) === turn) {
          this.#underWay.delete(turn.turnId);
          this.#waiting.set(turn.turnId, turn);
        }
      }),
    );
  }

  /** Codex says that a request of this turn has come to the gate. */
  arrive(turn: AskingTurn): void {
    this.#underWay.delete(turn.turnId);
    this.#waiting.set(turn.turnId, turn);
    this.#onDidMove.fire();
  }

  /** A request was found at the gate of which Codex has told nobody; one that was let pass just now may still be there. */
  find(turn: AskingTurn): void {
    if (!this.#waiting.has(turn.turnId) && !this.#underWay.has(turn.turnId)) {
      this.arrive(turn);
    }
  }

  /** Codex says that the request of this turn that was let pass has ended, and what it used has been told. */
  end(turnId: string): void {
    if (this.#underWay.delete(turnId)) {
      this.#onDidMove.fire();
    }
  }

  /** Codex says that a turn has ended: whatever of it waited is gone, and another subagent may begin. */
  leave({ turnId, agentId }: AskingTurn): void {
    this.#waiting.delete(turnId);
    const passed = this.#underWay.get(turnId);
    this.#underWay.delete(turnId);
    if (passed !== undefined) {
      void this.#takeBack(passed);
    }
    if (agentId !== undefined) {
      this.#subagents.end(agentId);
    }
    this.#onDidMove.fire();
  }

  /** Codex says that an agent waits for others, or no longer does. */
  waitForOthers(threadId: string, isWaiting: boolean): void {
    this.#subagents.waitForOthers(threadId, isWaiting);
    this.#onDidMove.fire();
  }

  dispose(): void {
    this.#onDidMove.dispose();
  }

  /** Those that may be let pass, in the order of their coming: of new subagents only as many as may begin. */
  #next(): AskingTurn[] {
    let { free } = this.#subagents;
    return [...this.#waiting.values()].filter(({ agentId }) => {
      if (agentId === undefined || this.#subagents.isAtWork(agentId)) {
        return true;
      }
      free -= 1;
      return free >= 0;
    });
  }

  async #takeBack({ turnId, written }: PassedTurn): Promise<boolean> {
    try {
      await written;
    } catch {
      // Told to `onFailure`.
    }
    return this.#gate.takeBack(turnId);
  }
}
