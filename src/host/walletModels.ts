import { coalesce } from '../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { oneAtATime } from '../base/oneAtATime.ts';
import { type WalletState, lastSnapshot } from '../core/wallet.ts';
import type { WalletStore } from '../guard/ports.ts';
import type { UsageModel } from '../guard/usageModel.ts';
import { type OutlookModel, type WalletModel, loadOutlookModel, loadWalletModel } from '../guard/walletModel.ts';

/** The statement moves with the balance, which is seen to move after each response of a run. */
const STATEMENT_EVERY_MS = 5_000;
/** It rests on a year, which is read anew each time. */
const OUTLOOK_EVERY_MS = 15_000;

/** What the models are made from. */
export interface WalletModelSources {
  readonly ledger: WalletStore;
  readonly wallet: () => WalletState;
  /** Undefined until all of the ledger has been read: before, it knows a part, which must not pass for the whole. */
  readonly usage: () => UsageModel | undefined;
}

/** What the past of the account that was seen last tells, read again when it is asked for. */
export class WalletModels implements Disposable {
  readonly #sources: WalletModelSources;
  readonly #onDidRead: () => void;
  readonly #log: Log;
  readonly #resources = new DisposableStore();
  readonly #readStatementSoon;
  readonly #readOutlookSoon;
  #statement: WalletModel | undefined;
  #outlook: OutlookModel | undefined;
  /** How often all was forgotten. */
  #forgotten = 0;

  constructor(sources: WalletModelSources, onDidRead: () => void, log: Log) {
    this.#sources = sources;
    this.#onDidRead = onDidRead;
    this.#log = log;
    const statement = oneAtATime(() =>
      this.#read(loadWalletModel, (model) => {
        this.#statement = model;
      }),
    );
    const outlook = oneAtATime(() =>
      this.#read(loadOutlookModel, (model) => {
        this.#outlook = model;
      }),
    );
    this.#readStatementSoon = this.#resources.add(coalesce(() => void statement(), STATEMENT_EVERY_MS));
    this.#readOutlookSoon = this.#resources.add(coalesce(() => void outlook(), OUTLOOK_EVERY_MS));
  }

  get statement(): WalletModel | undefined {
    return this.#statement;
  }

  get outlook(): OutlookModel | undefined {
    return this.#outlook;
  }

  /** Asks again, as soon as there is somebody to ask about. */
  readSoon(): void {
    if (lastSnapshot(this.#sources.wallet()) !== undefined && this.#sources.usage() !== undefined) {
      this.#readStatementSoon();
      this.#readOutlookSoon();
    }
  }

  /** The ledger is another one: nothing is known of it, and what was asked before is of no use. */
  forget(): void {
    this.#forgotten += 1;
    this.#statement = undefined;
    this.#outlook = undefined;
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #read<Model>(
    load: (store: WalletStore, account: string, usage: UsageModel, nowMs: number) => Promise<Model>,
    keep: (model: Model) => void,
  ): Promise<void> {
    const snapshot = lastSnapshot(this.#sources.wallet());
    const usage = this.#sources.usage();
    if (snapshot === undefined || usage === undefined) {
      return;
    }
    const forgotten = this.#forgotten;
    try {
      const model = await load(this.#sources.ledger, snapshot.account.id ?? '', usage, Date.now());
      if (this.#forgotten === forgotten) {
        keep(model);
        this.#onDidRead();
      }
    } catch (error) {
      this.#log.warn('the history of the wallet could not be read', { reason: messageOf(error) });
    }
  }
}
