import type { ModelRequest, Surroundings } from '../../core/usage/usageEvent.ts';
import type { ThreadFacts, ThreadsTable } from './threadsTable.ts';
import type { TurnsTable } from './turnsTable.ts';

type BatchEvent = ModelRequest & { readonly surroundings: Surroundings };

/** How many requests were added to which turn. */
export class TurnCounts {
  readonly #counts = new Map<number, { requests: number; lastAtMs: number }>();

  add(turnKey: number, requests: number, occurredAtMs: number): void {
    const count = this.#counts.get(turnKey) ?? { requests: 0, lastAtMs: 0 };
    count.requests += requests;
    count.lastAtMs = Math.max(count.lastAtMs, occurredAtMs);
    this.#counts.set(turnKey, count);
  }

  write(turns: TurnsTable): void {
    for (const [turnKey, { requests, lastAtMs }] of this.#counts) {
      turns.count(turnKey, requests, lastAtMs);
    }
  }
}

/** The keys of the threads that a batch tells of: nearly always the rollout's own. */
export class ThreadKeys {
  readonly own: number | undefined;
  readonly #threads: ThreadsTable;
  readonly #home: string;
  readonly #keys = new Map<string, number>();

  constructor(threads: ThreadsTable, own: ThreadFacts | undefined, home: string) {
    this.#threads = threads;
    this.#home = home;
    if (own !== undefined) {
      this.own = threads.put(own, home);
      this.#keys.set(own.threadId, this.own);
    }
  }

  of({ threadId, occurredAtMs, surroundings }: BatchEvent): number {
    const key =
      this.#keys.get(threadId) ?? this.#threads.putUnknown(threadId, occurredAtMs, surroundings.surface, this.#home);
    this.#keys.set(threadId, key);
    return key;
  }
}

/** The keys of the turns that a batch tells of. */
export class TurnKeys {
  readonly #turns: TurnsTable;
  readonly #keys = new Map<string, number>();
  /** Requests of one turn follow each other. */
  #last = { threadKey: 0, turnId: '', key: 0 };

  constructor(turns: TurnsTable) {
    this.#turns = turns;
  }

  remember(threadKey: number, turnId: string, turnKey: number): void {
    this.#keys.set(`${threadKey} ${turnId}`, turnKey);
  }

  of({ turnId, runId, occurredAtMs }: BatchEvent, threadKey: number): number {
    if (this.#last.turnId !== turnId || this.#last.threadKey !== threadKey) {
      const name = `${threadKey} ${turnId}`;
      const key = this.#keys.get(name) ?? this.#turns.putUnknown(threadKey, turnId, runId, occurredAtMs);
      this.#keys.set(name, key);
      this.#last = { threadKey, turnId, key };
    }
    return this.#last.key;
  }
}
