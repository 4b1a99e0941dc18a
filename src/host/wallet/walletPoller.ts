import { isDeepStrictEqual } from 'node:util';

import { coalesce } from '../../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { messageOf, saidBy } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { after, repeat } from '../../base/timers.ts';
import type { PollReason } from '../../core/wallet/pollSchedule.ts';
import type { PollPlace } from '../../core/wallet/poll.ts';
import { type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import { type Polling, pollWallet, walletPlace } from '../../guard/pollWallet.ts';
import type { WalletSource, WalletStateStore } from '../../guard/ports.ts';

/** How often a window wants to know whether a poll is due. */
const LOOK_EVERY_MS = 30_000;
/** No spinner turns longer than this. */
const PATIENCE_MS = 10_000;
/** In a run, the balance is seen to move after each response. */
const READ_AGAIN_EVERY_MS = 200;

/** The ledger, as far as it knows of the wallet. */
interface WalletLedger {
  readonly ledger: WalletStateStore;
  readonly onDidChange: Event<void>;
}

/**
 * A window's view of the wallet, which all processes of the machine share: it asks Codex where that is granted to it,
 * and shows what any of them was told. Whatever goes wrong becomes a state with its reason, beside the last figure known.
 */
export class WalletPoller implements Disposable {
  readonly #polling: Polling;
  readonly #log: Log;
  readonly #onDidChange: Emitter<WalletState>;
  readonly #resources = new DisposableStore();
  #state: WalletState = { kind: 'loading' };
  #place: PollPlace | undefined;
  readonly #polls = new Map<PollReason, Promise<WalletState>>();
  #again: Disposable | undefined;

  /** `isWatched` says whether anybody is looking: else no poll is regular. */
  constructor(source: WalletSource, { ledger, onDidChange }: WalletLedger, isWatched: () => boolean, log: Log) {
    this.#polling = { source, store: ledger, patienceMs: PATIENCE_MS, setTimer: after, nowMs: () => Date.now() };
    this.#log = log;
    this.#onDidChange = new Emitter((error) => {
      log.error('a listener to the balance failed', { error: messageOf(error) });
    });
    const readAgain = this.#resources.add(coalesce(() => void this.#readAgain(), READ_AGAIN_EVERY_MS));
    this.#resources.add(onDidChange(readAgain));
    this.#resources.add(
      repeat(() => {
        if (isWatched()) {
          this.refreshIfOld();
        }
      }, LOOK_EVERY_MS),
    );
  }

  get state(): WalletState {
    return this.#state;
  }

  get onDidChange(): Event<WalletState> {
    return this.#onDidChange.event;
  }

  /** Reads the wallet as soon as it may be; until then the state is what was last read. Never throws. */
  refresh(): Promise<WalletState> {
    return this.#poll('wanted');
  }

  /** Reads the wallet where that was last done a while ago. */
  refreshIfOld(): void {
    void this.#poll('regular');
  }

  dispose(): void {
    this.#again?.dispose();
    this.#resources.dispose();
    this.#onDidChange.dispose();
  }

  /** Calls for the same reason get the same answer while it is awaited. */
  #poll(reason: PollReason): Promise<WalletState> {
    const poll =
      this.#polls.get(reason) ??
      this.#pollOnce(reason).finally(() => {
        this.#polls.delete(reason);
      });
    this.#polls.set(reason, poll);
    return poll;
  }

  async #pollOnce(reason: PollReason): Promise<WalletState> {
    try {
      const place = await walletPlace(this.#polling.source);
      this.#place = place;
      if (place === undefined) {
        return this.#tell({ kind: 'noCodex' });
      }
      if (this.#state.kind === 'loading') {
        // A window that opens need not wait for Codex where others know already.
        await this.#readAgain();
      }
      const { state, dueAtMs } = await pollWallet(this.#polling, place, reason);
      if (reason === 'wanted' && dueAtMs !== undefined) {
        this.#pollAt(dueAtMs);
      }
      return this.#tell(state);
    } catch (error) {
      this.#log.warn('the balance could not be asked for', { reason: messageOf(error) });
      return this.#tell({ kind: 'unreachable', reason: saidBy(error), last: lastSnapshot(this.#state) });
    }
  }

  /** Somebody waits for it; that somebody did is kept in the ledger, so that it is due by then. */
  #pollAt(dueAtMs: number): void {
    this.#again?.dispose();
    if (this.#resources.isDisposed) {
      return;
    }
    this.#again = after(dueAtMs - Date.now(), () => {
      this.refreshIfOld();
    });
  }

  /** The ledger has changed: another process may have been told something, or a run has. */
  async #readAgain(): Promise<void> {
    const place = this.#place;
    if (place === undefined) {
      return;
    }
    try {
      const { state } = await this.#polling.store.polledWallet(place, Date.now());
      if (state !== undefined && place === this.#place) {
        this.#tell(state);
      }
    } catch (error) {
      this.#log.warn('the balance could not be read', { reason: messageOf(error) });
    }
  }

  #tell(state: WalletState): WalletState {
    if (!isDeepStrictEqual(state, this.#state)) {
      this.#state = state;
      this.#onDidChange.fire(state);
    }
    return state;
  }
}
