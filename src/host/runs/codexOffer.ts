import type { OfferedModel } from '../../codex/account/account.ts';
import { type OfferedThread, readThreads } from '../../codex/appServer/threadList.ts';
import type { CodexAccess } from '../codexAccess.ts';

/** What Codex has on offer for a run in a folder. */
export interface CodexOffer {
  readonly models: readonly OfferedModel[];
  /** Those that can be gone on with, newest first. */
  readonly threads: readonly OfferedThread[];
}

/** Threads are read anew after so long: others may have gone on with them. */
const THREADS_HOLD_MS = 5_000;

/** Reads what is on offer, and keeps it. */
export class CodexOfferReader {
  readonly #codex: Pick<CodexAccess, 'models' | 'ask'>;
  readonly #onThreads: (reading: Promise<void>) => void;
  #current: CodexOffer = { models: [], threads: [] };
  #threadsReadAtMs: number | undefined;

  /** `onThreads` is told of each reading of threads, for which nobody else waits. */
  constructor(codex: Pick<CodexAccess, 'models' | 'ask'>, onThreads: (reading: Promise<void>) => void) {
    this.#codex = codex;
    this.#onThreads = onThreads;
  }

  get current(): CodexOffer {
    return this.#current;
  }

  /** Models are read once; rejects where they cannot be, and tries again next time. */
  async refresh(folder: string, nowMs: number): Promise<void> {
    if (this.#current.models.length === 0) {
      const models = await this.#codex.models();
      this.#current = { ...this.#current, models };
    }
    if (nowMs - (this.#threadsReadAtMs ?? 0) > THREADS_HOLD_MS) {
      this.#threadsReadAtMs = nowMs;
      this.#onThreads(this.#readThreads(folder));
    }
  }

  /** There is a new thread, or an old one has gone on. */
  forgetThreads(): void {
    this.#threadsReadAtMs = undefined;
  }

  async #readThreads(folder: string): Promise<void> {
    const threads = await this.#codex.ask((client) => readThreads(client, folder));
    this.#current = { ...this.#current, threads };
  }
}
