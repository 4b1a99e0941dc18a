/** A subagent of a turn that is gone on with. */
export interface FoundAgent {
  readonly threadId: string;
  readonly model: string | undefined;
  /** The thread whose subagent it is. */
  readonly parentThreadId: string | undefined;
}

/** The subagents of a turn that is gone on with: nobody tells which of them its guard before has let begin. */
export class FoundAgents {
  readonly #parents = new Map<string, string | undefined>();
  /** Those whose turns have not ended. */
  readonly #goingOn = new Set<string>();

  expect({ threadId, parentThreadId }: FoundAgent): void {
    this.#parents.set(threadId, parentThreadId);
  }

  /** Codex says of a thread that a turn of it goes on. */
  noteGoingOn(threadId: string): void {
    if (this.#parents.has(threadId)) {
      this.#goingOn.add(threadId);
    }
  }

  /**
   * The threads of those that are at work: which have used something, `told`, or do not wait at the gate. One that is
   * not there and has subagents may wait for them, which nobody tells: were it counted, and they not let begin, nobody
   * would ever go on.
   */
  atWork(atGate: ReadonlySet<string | undefined>, told: ReadonlySet<string | undefined>): string[] {
    const parents = new Set(this.#parents.values());
    return [...this.#goingOn].filter((threadId) =>
      atGate.has(threadId) ? told.has(threadId) : !parents.has(threadId),
    );
  }
}
