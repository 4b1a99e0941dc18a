import type { Span } from '../../core/calendar.ts';
import { Meters } from '../../core/wallet/meters.ts';
import { LONGEST_WINDOW_MS } from '../../core/wallet/statement/meterProofs.ts';
import { meterTimeline } from '../../core/wallet/statement/meterTimeline.ts';
import type { Balances } from './balances.ts';

/** Which meter each account drew on when, as far as the balances seen prove it. */
export class WalletMeters {
  readonly #balances: Balances;

  constructor(balances: Balances) {
    this.#balances = balances;
  }

  /** Of all accounts, in a span. */
  in(span: Span): Meters {
    return this.of(this.#balances.accounts(), span);
  }

  of(accounts: readonly string[], { fromMs, untilMs }: Span): Meters {
    const timelines = accounts.map((account) => {
      const seen = this.#balances.history(account, fromMs - LONGEST_WINDOW_MS, untilMs + LONGEST_WINDOW_MS);
      return [account, meterTimeline(seen)] as const;
    });
    return new Meters(new Map(timelines));
  }
}
