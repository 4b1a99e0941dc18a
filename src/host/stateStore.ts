import { coalesce } from '../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf, saidBy } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type Said, phrase } from '../base/phrase.ts';
import { oneAtATime } from '../base/oneAtATime.ts';
import { repeat } from '../base/timers.ts';
import type { Accuracy } from '../core/estimate/accuracy.ts';
import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import type { PolicyStore, UsageStore, WalletStore } from '../guard/ports.ts';
import { type UsageModel, loadUsageModel } from '../guard/usageModel.ts';
import type { IngestClient } from '../ingest/ingestClient.ts';
import type { IngestProgress } from '../ingest/ingestHome.ts';
import type { ActiveRuns } from './runs/activeRuns.ts';
import type { GuardState } from './hooks/guardState.ts';
import type { HookGuard } from './hooks/hookGuard.ts';
import { SlowModel } from './slowModel.ts';
import { WalletModels } from './wallet/walletModels.ts';
import type { WalletPoller } from './wallet/walletPoller.ts';

/** The first change in the ledger is shown at once, those of a burst a few times a second. */
const RELOAD_EVERY_MS = 200;
/** First reading of a history: how far it has come. */
const PROGRESS_EVERY_MS = 100;
/** Ages and windows move on although nothing happens. */
const TICK_MS = 15_000;
/** How well estimates do changes with each run, and a hundred of them are looked at. */
const ACCURACY_EVERY_MS = 15_000;

/** What the store asks and listens to. */
interface StateSources {
  readonly ingest: Pick<IngestClient, 'onDidChange' | 'onDidProgress' | 'onDidFail' | 'onDidSetAside'> & {
    readonly ledger: UsageStore & PolicyStore & WalletStore;
  };
  readonly wallet: Pick<WalletPoller, 'state' | 'onDidChange'>;
  readonly hooks: Pick<HookGuard, 'hooks' | 'failure' | 'onDidChange'>;
  readonly runs: Pick<ActiveRuns, 'meters' | 'openQuestions' | 'onDidChange'>;
  /** The policy files that count now. */
  readonly policySources: () => Promise<readonly PolicySource[]>;
}

/** Joins what is known into one state, and tells when it changes. */
export class StateStore implements Disposable {
  readonly #sources: StateSources;
  readonly #timezone: Promise<string>;
  readonly #log: Log;
  readonly #onDidChange: Emitter<GuardState>;
  readonly #resources = new DisposableStore();
  /** Never two at the same time: the answers to the older one could come last. */
  readonly #reload = oneAtATime(() => this.#read());
  readonly #reloadSoon;
  readonly #walletModels: WalletModels;
  readonly #accuracy: SlowModel<Accuracy>;
  #isAccuracyWanted = false;
  #usage: UsageModel | undefined;
  #reading: IngestProgress | undefined;
  /** The homes have been read once into this ledger. Before, it knows a part, which must not pass for the whole. */
  #isRead = false;
  #trouble: Said | undefined;
  #setAsideFile: string | undefined;

  /** `timezone` is the person's. What is told before it is known is not lost. */
  constructor(sources: StateSources, timezone: Promise<string>, log: Log) {
    this.#sources = sources;
    this.#timezone = timezone;
    this.#log = log;
    this.#onDidChange = new Emitter((error) => {
      log.error('something on the screen failed', { error: messageOf(error) });
    });
    this.#reloadSoon = coalesce(() => void this.reload(), RELOAD_EVERY_MS);
    this.#resources.add(this.#reloadSoon);
    const tell = (): void => {
      this.#tell();
    };
    const { ingest, wallet } = sources;
    const walletSources = { ledger: ingest.ledger, wallet: () => wallet.state, usage: () => this.#usage };
    this.#walletModels = this.#resources.add(new WalletModels(walletSources, tell, log));
    const loadAccuracy = async () => ingest.ledger.estimateAccuracy(await timezone, Date.now());
    this.#accuracy = this.#resources.add(
      new SlowModel('how well estimates do', loadAccuracy, ACCURACY_EVERY_MS, tell, log),
    );
    this.#listen();
  }

  get state(): GuardState {
    return {
      nowMs: Date.now(),
      wallet: this.#sources.wallet.state,
      usage: this.#usage,
      walletModel: this.#walletModels.statement,
      outlookModel: this.#walletModels.outlook,
      accuracy: this.#accuracy.value,
      activeRuns: this.#sources.runs.meters,
      openQuestions: this.#sources.runs.openQuestions,
      hooks: this.#sources.hooks.hooks,
      hookFailure: this.#sources.hooks.failure,
      reading: this.#reading,
      trouble: this.#trouble,
      setAsideFile: this.#setAsideFile,
    };
  }

  get onDidChange(): Event<GuardState> {
    return this.#onDidChange.event;
  }

  /**
   * Asks the ledger for everything again, for what it holds at this call or later. Never throws: what goes wrong is
   * shown.
   */
  reload(): Promise<void> {
    return this.#reload();
  }

  /** Somebody looks: from now on, how well estimates do is worked out as well. */
  wantAccuracy(): void {
    this.#isAccuracyWanted = true;
    if (this.#usage !== undefined) {
      this.#accuracy.readSoon();
    }
  }

  dispose(): void {
    this.#resources.dispose();
    this.#onDidChange.dispose();
  }

  #listen(): void {
    const { ingest, wallet, runs, hooks } = this.#sources;
    const tell = (): void => {
      this.#tell();
    };
    this.#resources.add(repeat(tell, TICK_MS));
    this.#resources.add(wallet.onDidChange(tell));
    this.#resources.add(
      wallet.onDidChange(() => {
        this.#walletModels.readSoon();
      }),
    );
    this.#resources.add(runs.onDidChange(tell));
    this.#resources.add(hooks.onDidChange(tell));
    this.#resources.add(ingest.onDidChange(this.#reloadSoon));
    const tellProgress = this.#resources.add(coalesce(tell, PROGRESS_EVERY_MS));
    this.#resources.add(
      ingest.onDidProgress(({ progress, isDone }) => {
        this.#reading = isDone ? undefined : progress;
        if (isDone && !this.#isRead) {
          this.#isRead = true;
          this.#reloadSoon();
        }
        tellProgress();
      }),
    );
    this.#resources.add(
      ingest.onDidFail(({ said, remedySaid }) => {
        this.#trouble = remedySaid === undefined ? said : phrase('{0}. {1}', said, remedySaid);
        // What is known is shown, with the trouble beside it.
        this.#isRead = true;
        this.#tell();
      }),
    );
    this.#resources.add(
      ingest.onDidSetAside((file) => {
        this.#setAsideFile = file;
        this.#isRead = false;
        this.#usage = undefined;
        this.#walletModels.forget();
        this.#accuracy.forget();
        this.#tell();
      }),
    );
  }

  async #read(): Promise<void> {
    if (!this.#isRead) {
      return;
    }
    const { ingest, policySources } = this.#sources;
    const file = this.#setAsideFile;
    try {
      const usage = await loadUsageModel(ingest.ledger, await policySources(), await this.#timezone, Date.now());
      // Of a ledger that was set aside meanwhile nothing is to be shown.
      this.#usage = this.#setAsideFile === file ? usage : undefined;
      this.#trouble = undefined;
      this.#walletModels.readSoon();
      if (this.#isAccuracyWanted) {
        this.#accuracy.readSoon();
      }
    } catch (error) {
      this.#trouble = saidBy(error);
      this.#log.warn('the ledger could not be asked', { reason: messageOf(error) });
    }
    this.#tell();
  }

  #tell(): void {
    this.#onDidChange.fire(this.state);
  }
}
