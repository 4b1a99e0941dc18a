import { NO_TOKENS, type TokenUsage, addTokens, clampParts, subtractTokens } from '../../core/usage/tokenUsage.ts';

interface ThreadUse {
  /** What the thread had used when its total was last told; undefined: it has not been told yet. */
  readonly total: TokenUsage | undefined;
  /** What was counted already and no total has contained yet. */
  readonly ahead: TokenUsage;
}

const NOTHING: ThreadUse = { total: undefined, ahead: NO_TOKENS };

/**
 * Counts each response once, whoever tells of it first: the hook after it, at once, or its thread's total, when the
 * tools of its step have finished. Totals tell of every response; hooks know nothing of compaction, and one may fail.
 */
export class ThreadUses {
  readonly #threads = new Map<string, ThreadUse>();
  /** Threads that were counted before, whose totals are not known. */
  readonly #countedBefore = new Set<string>();

  /** A hook told of a response: what is new of it, which is all of it, for it is always the first. */
  countResponse(threadId: string, usage: TokenUsage): TokenUsage {
    const { total, ahead } = this.#of(threadId);
    this.#threads.set(threadId, { total, ahead: addTokens(ahead, usage) });
    return usage;
  }

  /**
   * A thread told its total, and what its last request used. When Codex compacts, it repeats the last response and
   * estimates the next: only a total that grows tells of a request. Returns what is new of it.
   */
  countTotal(threadId: string, total: TokenUsage, last: TokenUsage): TokenUsage {
    if (this.#countedBefore.delete(threadId)) {
      this.#threads.set(threadId, { total, ahead: NO_TOKENS });
      return NO_TOKENS;
    }
    const { total: before, ahead } = this.#of(threadId);
    const growth = before === undefined ? last : subtractTokens(total, before);
    this.#threads.set(threadId, { total, ahead: subtractTokens(ahead, growth) });
    return clampParts(subtractTokens(growth, ahead));
  }

  /** A thread that is gone on with tells once more what it had used before. */
  beginAt(threadId: string, total: TokenUsage): void {
    this.#threads.set(threadId, { ...this.#of(threadId), total });
  }

  /** Whatever a thread has used was counted by what hooks told: its next total, whatever that is, tells nothing new. */
  goOn(threadId: string): void {
    this.#countedBefore.add(threadId);
  }

  #of(threadId: string): ThreadUse {
    return this.#threads.get(threadId) ?? NOTHING;
  }
}
