import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { settledAlerts } from '../../core/wallet/statement/alertTimes.ts';
import type { WalletAlert } from '../../core/wallet/statement/walletAlerts.ts';
import type { GuardState } from '../hooks/guardState.ts';

/** Remembers what was told. */
export interface AlertStore {
  /** Takes on to tell alerts of an account; returns those that nobody has told before. */
  claimAlerts(account: string, alertIds: readonly string[], nowMs: number): Promise<readonly string[]>;
}

/** How telling is done. */
export interface AlertChannel {
  /** Whether anybody would see it here. */
  readonly isWatched: () => boolean;
  readonly isSilenced: (kind: WalletAlert['kind']) => boolean;
  readonly tell: (alerts: readonly WalletAlert[], nowMs: number) => void;
}

/**
 * Tells each alert of the wallet once, in the window that the person looks at: in one that nobody sees, it would be
 * told and lost. What a person has silenced counts as told, so that it is not made up for later.
 */
export class AlertTeller implements Disposable {
  readonly #store: AlertStore;
  readonly #channel: AlertChannel;
  readonly #log: Log;
  readonly #listening: Disposable;
  /** What this window has asked the ledger about, as `account id`. */
  readonly #asked = new Set<string>();

  constructor(onDidChange: Event<GuardState>, store: AlertStore, channel: AlertChannel, log: Log) {
    this.#store = store;
    this.#channel = channel;
    this.#log = log;
    this.#listening = onDidChange((state) => void this.#look(state));
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #look({ outlookModel: model, nowMs }: GuardState): Promise<void> {
    if (model === undefined || !this.#channel.isWatched()) {
      return;
    }
    const { account, outlook, readAtMs } = model;
    const alerts = settledAlerts(outlook.alerts, readAtMs).filter(({ id }) => !this.#asked.has(`${account} ${id}`));
    if (alerts.length === 0) {
      return;
    }
    const ids = alerts.map(({ id }) => id);
    ids.forEach((id) => this.#asked.add(`${account} ${id}`));
    try {
      const claimed = new Set(await this.#store.claimAlerts(account, ids, nowMs));
      this.#channel.tell(
        alerts.filter(({ id, kind }) => claimed.has(id) && !this.#channel.isSilenced(kind)),
        nowMs,
      );
    } catch (error) {
      this.#log.warn('alerts of the wallet could not be claimed', { reason: messageOf(error) });
      ids.forEach((id) => this.#asked.delete(`${account} ${id}`));
    }
  }
}
