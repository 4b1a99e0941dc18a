import type { AccountFacts } from '../../core/wallet/wallet.ts';
import { readAccount } from '../account/account.ts';
import { type LimitBucket, factsOf, isSilent } from '../account/limitBucket.ts';
import type { AppServerClient } from './appServerClient.ts';
import { ReplayingEvent } from './replayingEvent.ts';

/** What an app-server tells of the wallet without being asked. */
export class TurnWallet {
  readonly seen = new ReplayingEvent<AccountFacts>();
  readonly #account: Promise<AccountFacts['account'] | undefined>;

  constructor(client: AppServerClient) {
    this.#account = readAccount(client);
  }

  /** Limits do not say whose they are: they are those of whoever is signed in, and with an API key nobody's. */
  async see(bucket: LimitBucket): Promise<void> {
    const account = await this.#account;
    const facts = factsOf(bucket);
    if (account !== undefined && !isSilent(facts)) {
      this.seen.fire({ ...facts, account });
    }
  }
}
