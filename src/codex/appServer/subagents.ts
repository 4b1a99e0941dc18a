/**
 * The subagents of one run that are at work, of which there may be only so many at the same time. One that waits for its
 * own subagents does not count: were they to wait for it, nobody would ever go on.
 */
export class Subagents {
  #most = Number.POSITIVE_INFINITY;
  /** Threads whose turns have been let begin, and have not ended. */
  readonly #atWork = new Set<string>();
  /** Threads that wait for others, whoever they are. */
  readonly #waitForOthers = new Set<string>();

  /** From now on, no more than so many begin. */
  limit(most: number): void {
    this.#most = most;
  }

  /** How many more may begin. */
  get free(): number {
    const counted = [...this.#atWork].filter((threadId) => !this.#waitForOthers.has(threadId));
    return Math.max(0, this.#most - counted.length);
  }

  isAtWork(threadId: string): boolean {
    return this.#atWork.has(threadId);
  }

  begin(threadId: string): void {
    this.#atWork.add(threadId);
  }

  end(threadId: string): void {
    this.#atWork.delete(threadId);
    this.#waitForOthers.delete(threadId);
  }

  waitForOthers(threadId: string, isWaiting: boolean): void {
    if (isWaiting) {
      this.#waitForOthers.add(threadId);
    } else {
      this.#waitForOthers.delete(threadId);
    }
  }
}
