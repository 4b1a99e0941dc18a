import { coalesce } from '../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { repeat } from '../base/timers.ts';
import type { PolicySource } from '../guard/parsePolicy.ts';
import { type UsageModel, loadUsageModel } from '../guard/usageModel.ts';
import type { IngestClient } from '../ingest/ingestClient.ts';
import type { IngestProgress } from '../ingest/ingestHome.ts';
import type { ActiveRuns } from './activeRuns.ts';
import type { GuardState } from './guardState.ts';
import type { WalletPoller } from './walletPoller.ts';

/** A burst of changes in the ledger is shown once. */
const RELOAD_AFTER_MS = 100;
/** Ages and windows move on although nothing happens. */
const TICK_MS = 15_000;

/** Joins what is known into one state, and tells when it changes. */
export class StateStore implements Disposable {
  readonly #ingest: IngestClient;
  readonly #wallet: WalletPoller;
  readonly #runs: ActiveRuns;
  readonly #sources: () => readonly PolicySource[];
  readonly #timezone: string;
  readonly #log: Log;
  readonly #onDidChange: Emitter<GuardState>;
  readonly #resources = new DisposableStore();
  readonly #reloadSoon;
  #usage: UsageModel | undefined;
  #reading: IngestProgress | undefined;
  #trouble: string | undefined;
  #setAsideFile: string | undefined;

  constructor(
    ingest: IngestClient,
    wallet: WalletPoller,
    runs: ActiveRuns,
    sources: () => readonly PolicySource[],
    timezone: string,
    log: Log,
  ) {
    this.#ingest = ingest;
    this.#wallet = wallet;
    this.#runs = runs;
    this.#sources = sources;
    this.#timezone = timezone;
    this.#log = log;
    this.#onDidChange = new Emitter((error) => {
      log.error('something on the screen failed', { error: messageOf(error) });
    });
    this.#reloadSoon = coalesce(
      () => void this.reload(),
      RELOAD_AFTER_MS,
      (callback, delayMs) => {
        const timer = setTimeout(callback, delayMs);
        return () => {
          clearTimeout(timer);
        };
      },
    );
    this.#resources.add(this.#reloadSoon);
    this.#listen();
  }

  get state(): GuardState {
    return {
      nowMs: Date.now(),
      wallet: this.#wallet.state,
      usage: this.#usage,
      activeRuns: this.#runs.meters,
      openQuestions: this.#runs.openQuestions,
      reading: this.#reading,
      trouble: this.#trouble,
      setAsideFile: this.#setAsideFile,
    };
  }

  get onDidChange(): Event<GuardState> {
    return this.#onDidChange.event;
  }

  /** Asks the ledger for everything again. Never throws: what goes wrong is shown. */
  async reload(): Promise<void> {
    try {
      this.#usage = await loadUsageModel(this.#ingest.ledger, this.#sources(), this.#timezone, Date.now());
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = messageOf(error);
      this.#log.warn('the ledger could not be asked', { reason: this.#trouble });
    }
    this.#tell();
  }

  dispose(): void {
    this.#resources.dispose();
    this.#onDidChange.dispose();
  }

  #listen(): void {
    const tell = (): void => {
      this.#tell();
    };
    this.#resources.add(repeat(tell, TICK_MS));
    this.#resources.add(this.#wallet.onDidChange(tell));
    this.#resources.add(this.#runs.onDidChange(tell));
    this.#resources.add(this.#ingest.onDidChange(this.#reloadSoon));
    this.#resources.add(
      this.#ingest.onDidProgress(({ progress, isDone }) => {
        this.#reading = isDone ? undefined : progress;
        if (isDone && this.#usage === undefined) {
          this.#reloadSoon();
        }
        this.#tell();
      }),
    );
    this.#resources.add(
      this.#ingest.onDidFail((error) => {
        this.#trouble = error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`;
        this.#tell();
      }),
    );
    this.#resources.add(
      this.#ingest.onDidSetAside((file) => {
        this.#setAsideFile = file;
        this.#tell();
      }),
    );
  }

  #tell(): void {
    this.#onDidChange.fire(this.state);
  }
}
