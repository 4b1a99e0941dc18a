import type { Disposable } from '../base/disposable.ts';
import { readWallet } from '../codex/account/account.ts';
import { AppServerClient, type AppServerOptions } from '../codex/appServer/appServerClient.ts';
import { readSignIn } from '../codex/account/signIn.ts';
import type { PollAnswer, PollPlace } from '../core/wallet/poll.ts';
import type { WalletSource } from '../guard/ports.ts';

/** The wallet through an app-server that lives as long as one question. */
export class CliWalletSource implements WalletSource, Disposable {
  readonly #home: string;
  readonly #options: () => Omit<AppServerOptions, 'cwd'>;
  #client: Promise<AppServerClient> | undefined;

  /** `options` throws `codex.notFound`. */
  constructor(home: string, options: () => Omit<AppServerOptions, 'cwd'>) {
    this.#home = home;
    this.#options = options;
  }

  async place(): Promise<PollPlace> {
    this.#options();
    return readSignIn(this.#home);
  }

  async wallet(nowMs: () => number): Promise<PollAnswer> {
    this.#client = AppServerClient.start({ ...this.#options(), cwd: undefined });
    return readWallet(await this.#client, nowMs());
  }

  dispose(): void {
    this.#client?.then(
      (client) => {
        client.dispose();
      },
      () => undefined,
    );
  }
}
