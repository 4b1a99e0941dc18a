import type { Said } from '../../base/phrase.ts';

/** How a turn ended, as Codex tells it, or how Codex did. */
export interface CodexTurnEnd {
  readonly status: 'completed' | 'interrupted' | 'failed';
  readonly errorMessage: Said | undefined;
}

/** How the turns of an app-server ended, for whoever waits for that. */
export class TurnEnds {
  readonly #ends = new Map<string, PromiseWithResolvers<CodexTurnEnd>>();
  /** How all ended that has not ended by itself; undefined while more is to come. */
  #endOfAll: CodexTurnEnd | undefined;

  /** Resolves once, however the turn ends. */
  of(turnId: string): Promise<CodexTurnEnd> {
    return this.#end(turnId).promise;
  }

  end(turnId: string, end: CodexTurnEnd): void {
    this.#end(turnId).resolve(end);
  }

  /** Nobody will hear of any turn any more: those that have not ended have failed. */
  failAll(errorMessage: Said): void {
    this.#endOfAll ??= { status: 'failed', errorMessage };
    for (const { resolve } of this.#ends.values()) {
      resolve(this.#endOfAll);
    }
  }

  #end(turnId: string): PromiseWithResolvers<CodexTurnEnd> {
    const end = this.#ends.get(turnId) ?? Promise.withResolvers<CodexTurnEnd>();
    this.#ends.set(turnId, end);
    if (this.#endOfAll !== undefined) {
      end.resolve(this.#endOfAll);
    }
    return end;
  }
}
