import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type TokenUsage, isNoUsage } from '../../core/usage/tokenUsage.ts';
import type { AppServerNotification } from './notifications.ts';
import { ReplayingEvent } from './replayingEvent.ts';
import type { RequestGate } from './requestGate.ts';
import type { ThreadModels } from './threadModels.ts';
import { ThreadUses } from './threadUses.ts';

/** The tokens of a response, and the model of its thread as far as it is known. */
export interface CodexTurnUse {
  readonly threadId: string;
  readonly usage: TokenUsage;
  readonly model: string | undefined;
}

/** Tells what each response used, once: by what its hook has left at the gate, and by what its thread's total tells. */
export class TurnUses {
  readonly told = new ReplayingEvent<CodexTurnUse>();
  readonly #gate: RequestGate | undefined;
  readonly #models: ThreadModels;
  readonly #log: Log;
  readonly #onUncounted: () => void;
  readonly #threads = new ThreadUses();
  readonly #startedTurns = new Set<string>();
  #resumedThreadId: string | undefined;
  /** A hook told of no response where one may have been, and a total cannot be read: both, and nobody counts. */
  #hasUntoldResponses: boolean;
  #hasUnreadableTotals = false;

  /** `onUncounted` hears that a response may have been counted by nobody. */
  constructor(gate: RequestGate | undefined, models: ThreadModels, log: Log, onUncounted: () => void) {
    this.#gate = gate;
    this.#models = models;
    this.#log = log;
    this.#onUncounted = onUncounted;
    this.#hasUntoldResponses = gate === undefined;
  }

  /** To be told before a thread is gone on with. */
  expectResumed(threadId: string): void {
    this.#resumedThreadId = threadId;
  }

  /** Codex says that a turn has started. */
  noteStart(turnId: string): void {
    this.#startedTurns.add(turnId);
  }

  /** Tells anew what responses used before another guard ended; returns their threads, undefined for the run's own. */
  async tellPast(rootThreadId: string): Promise<ReadonlySet<string | undefined>> {
    const past = [...((await this.#gate?.seen()) ?? []), ...((await this.#gate?.takeTold()) ?? [])];
    for (const { threadId = rootThreadId, usage, model } of past) {
      this.#threads.goOn(threadId);
      this.#tell(threadId, usage, model);
    }
    return new Set(past.map(({ threadId }) => threadId));
  }

  /** A request has ended: what its response used lies at the gate; where it cannot be read, its thread's total tells. */
  async countResponses(threadId: string, turnId: string): Promise<void> {
    try {
      const told = (await this.#gate?.takeTold(turnId)) ?? [];
      for (const { usage, model } of told) {
        this.#tell(threadId, this.#threads.countResponse(threadId, usage), model);
      }
      this.#hasUntoldResponses ||= told.length === 0;
    } catch (error) {
      this.#log.warn('what a response used could not be read at once', { reason: messageOf(error) });
      this.#hasUntoldResponses = true;
    }
    this.#mustBeCounted();
  }

  /**
   * A thread tells its total. Returns whether it tells of a response that nobody has told of. When Codex resumes a
   * thread, it tells its total once more, in the name of the turn before.
   */
  countTotal({ threadId, turnId, total, last }: Extract<AppServerNotification, { kind: 'tokenUsage' }>): boolean {
    if (threadId === this.#resumedThreadId && !this.#startedTurns.has(turnId)) {
      this.#threads.beginAt(threadId, total);
      return false;
    }
    const usage = this.#threads.countTotal(threadId, total, last);
    this.#tell(threadId, usage);
    return !isNoUsage(usage);
  }

  /** A thread has told its total in a shape that is not known. */
  missTotal(): void {
    this.#hasUnreadableTotals = true;
    this.#mustBeCounted();
  }

  #mustBeCounted(): void {
    if (this.#hasUntoldResponses && this.#hasUnreadableTotals) {
      this.#onUncounted();
    }
  }

  #tell(threadId: string, usage: TokenUsage, askedModel?: string): void {
    if (!isNoUsage(usage)) {
      this.told.fire({ threadId, usage, model: this.#models.of(threadId) ?? askedModel });
    }
  }
}
