import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { GuardError, messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type WalletSnapshot, type WalletState, lastSnapshot } from '../core/wallet.ts';

/** How old a balance may grow while somebody looks; runs move it by themselves. */
const POLL_EVERY_MS = 300_000;
const LOOK_EVERY_MS = 30_000;
/** No spinner turns longer than this; an answer that comes later is read at the next look. */
const ANSWER_WITHIN_MS = 10_000;

/** What the poller asks and tells. */
export interface WalletSource {
  wallet(nowMs: number): Promise<WalletState>;
}

export interface BalanceStore {
  latestBalance(): Promise<WalletSnapshot | undefined>;
  recordBalances(observations: readonly WalletSnapshot[]): Promise<void>;
}

/** Reads the wallet now and then. Whatever goes wrong becomes a state with its reason, beside the last figure known. */
export class WalletPoller implements Disposable {
  readonly #source: WalletSource;
  readonly #store: BalanceStore;
  readonly #log: Log;
  readonly #onDidChange: Emitter<WalletState>;
  readonly #timer: NodeJS.Timeout;
  #state: WalletState = { kind: 'loading' };
  #reading: Promise<WalletState> | undefined;
  #askedAtMs = 0;
  /** One after the other, since the last answer. */
  #failures = 0;

  /** `isWatched` says whether anybody is looking: nine windows must not ask nine times a minute. */
  constructor(source: WalletSource, store: BalanceStore, isWatched: () => boolean, log: Log) {
    this.#source = source;
    this.#store = store;
    this.#log = log;
    this.#onDidChange = new Emitter((error) => {
      log.error('a listener to the balance failed', { error: messageOf(error) });
    });
    this.#timer = setInterval(() => {
      if (isWatched()) {
        this.refreshIfOld();
      }
    }, LOOK_EVERY_MS);
  }

  get state(): WalletState {
    return this.#state;
  }

  get onDidChange(): Event<WalletState> {
    return this.#onDidChange.event;
  }

  /** Reads the wallet now; calls while it is being read get the same answer. Never throws. */
  refresh(): Promise<WalletState> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Reads the wallet where it was last asked for a while ago. */
  refreshIfOld(): void {
    const waitMs =
      this.#failures === 0 ? POLL_EVERY_MS : Math.min(POLL_EVERY_MS, LOOK_EVERY_MS * 2 ** (this.#failures - 1));
    if (Date.now() - this.#askedAtMs >= waitMs) {
      void this.refresh();
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#onDidChange.dispose();
  }

  async #read(): Promise<WalletState> {
    this.#askedAtMs = Date.now();
    this.#state = await this.#withLastKnown(await this.#ask());
    // What failed is tried again soon, and then less and less often.
    this.#failures = this.#state.kind === 'unreachable' ? this.#failures + 1 : 0;
    this.#onDidChange.fire(this.#state);
    return this.#state;
  }

  async #ask(): Promise<WalletState> {
    try {
      return await withinTime(this.#source.wallet(Date.now()), ANSWER_WITHIN_MS);
    } catch (error) {
      if (GuardError.is(error, 'codex.notFound')) {
        return { kind: 'noCodex' };
      }
      this.#log.warn('the balance could not be read', { reason: messageOf(error) });
      return { kind: 'unreachable', reason: messageOf(error), last: undefined };
    }
  }

  async #withLastKnown(state: WalletState): Promise<WalletState> {
    try {
      if (state.kind === 'known') {
        await this.#store.recordBalances([state.snapshot]);
      } else if ((state.kind === 'unreachable' || state.kind === 'signedOut') && state.last === undefined) {
        return { ...state, last: lastSnapshot(this.#state) ?? (await this.#store.latestBalance()) };
      }
    } catch (error) {
      this.#log.warn('the balance could not be kept', { reason: messageOf(error) });
    }
    return state;
  }
}

async function withinTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new GuardError('codex.timeout', `codex did not answer within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
