import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import type { WalletStore } from '../../guard/ports.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import { type OutlookModel, type WalletModel, loadOutlookModel, loadWalletModel } from '../../guard/walletModel.ts';
import { SlowModel } from '../slowModel.ts';

/** The statement moves with the balance, which is seen to move after each response of a run. */
const STATEMENT_EVERY_MS = 5_000;
/** It rests on a year, which is read anew each time. */
const OUTLOOK_EVERY_MS = 15_000;

/** What the models are made from. */
interface WalletModelSources {
  readonly ledger: WalletStore;
  readonly wallet: () => WalletState;
  /** Undefined until all of the ledger has been read: before, it knows a part, which must not pass for the whole. */
  readonly usage: () => UsageModel | undefined;
}

/** What the past of the account that was seen last tells, read again when it is asked for. */
export class WalletModels implements Disposable {
  readonly #sources: WalletModelSources;
  readonly #resources = new DisposableStore();
  readonly #statement: SlowModel<WalletModel>;
  readonly #outlook: SlowModel<OutlookModel>;

  constructor(sources: WalletModelSources, onDidRead: () => void, log: Log) {
    this.#sources = sources;
    const slow = <Model>(what: string, load: LoadModel<Model>, everyMs: number): SlowModel<Model> =>
      this.#resources.add(new SlowModel(what, () => this.#load(load), everyMs, onDidRead, log));
    this.#statement = slow('the statement of the wallet', loadWalletModel, STATEMENT_EVERY_MS);
    this.#outlook = slow('the outlook of the wallet', loadOutlookModel, OUTLOOK_EVERY_MS);
  }

  get statement(): WalletModel | undefined {
    return this.#statement.value;
  }

  get outlook(): OutlookModel | undefined {
    return this.#outlook.value;
  }

  /** Asks again, as soon as there is somebody to ask about. */
  readSoon(): void {
    if (lastSnapshot(this.#sources.wallet()) !== undefined && this.#sources.usage() !== undefined) {
      this.#statement.readSoon();
      this.#outlook.readSoon();
    }
  }

  /** The ledger is another one. */
  forget(): void {
    this.#statement.forget();
    this.#outlook.forget();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #load<Model>(load: LoadModel<Model>): Promise<Model | undefined> {
    const snapshot = lastSnapshot(this.#sources.wallet());
    const usage = this.#sources.usage();
    return snapshot === undefined || usage === undefined
      ? undefined
      : load(this.#sources.ledger, snapshot.account.id ?? '', usage, Date.now());
  }
}

type LoadModel<Model> = (store: WalletStore, account: string, usage: UsageModel, nowMs: number) => Promise<Model>;
