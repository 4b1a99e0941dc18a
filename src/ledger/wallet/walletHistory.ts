import type { Calendar, Span } from '../../core/calendar.ts';
import { NO_CREDITS } from '../../core/money.ts';
import { priceRequest } from '../../core/prices/pricing.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { LedgerEvent } from '../../core/usage/usageSlice.ts';
import type { BalanceSighting } from '../../core/wallet/wallet.ts';
import type { BalanceHistory } from '../../core/wallet/statement/accountHistory.ts';
import { CumulativeDraws } from '../../core/wallet/statement/drawSums.ts';
import { findMovements } from '../../core/wallet/statement/findMovements.ts';
import { type BalanceReading, type Draw, SHOWING_TIME } from '../../core/wallet/statement/walletFacts.ts';
import { type WalletOutlook, type WalletRules, walletOutlook } from '../../core/wallet/statement/walletOutlook.ts';
import { type WalletStatement, walletStatement } from '../../core/wallet/statement/walletStatement.ts';
import { withoutOvertaken } from '../../core/wallet/statement/withoutOvertaken.ts';
import type { Balances } from './balances.ts';
import type { UsageReader } from '../usage/usageReader.ts';
import type { WalletMeters } from './walletMeters.ts';

/** A balance before a stretch, from which its opening follows, is looked for as far back. */
const LOOK_BACK_MS = 31 * 86_400_000;
/** Credits last a year. The month in which the stretch begins is looked at whole, so that it moves once a month. */
const LOTS_BACK_MS = 400 * 86_400_000;

/** What the balances seen and the requests counted tell together of the past. */
export class WalletHistory {
  readonly #balances: Balances;
  readonly #meters: WalletMeters;
  readonly #usage: UsageReader;
  readonly #card: RateCard;

  constructor(balances: Balances, meters: WalletMeters, usage: UsageReader, card: RateCard) {
    this.#balances = balances;
    this.#meters = meters;
    this.#usage = usage;
    this.#card = card;
  }

  /** What an account's balance did in a span, by day or month, and what of it our requests explain. */
  statement(account: string, by: 'day' | 'month', calendar: Calendar, span: Span): WalletStatement {
    const known = { fromMs: span.fromMs - LOOK_BACK_MS, untilMs: span.untilMs };
    return walletStatement(this.#historyOf(account, known), by, calendar, span);
  }

  /** What an account's balances and requests mean now; what happened before `sinceMs` raises no alert. */
  outlook(account: string, rules: WalletRules, calendar: Calendar, nowMs: number, sinceMs: number): WalletOutlook {
    const { fromMs } = calendar.monthOf(nowMs - LOTS_BACK_MS);
    return walletOutlook(this.#historyOf(account, { fromMs, untilMs: nowMs }), rules, calendar, nowMs, sinceMs);
  }

  #historyOf(account: string, { fromMs, untilMs }: Span): BalanceHistory {
    const told = this.#balances.history(account, fromMs, untilMs).flatMap(readingOf);
    const firstMs = (told[0]?.atMs ?? untilMs) - SHOWING_TIME.lagMs;
    const draws = new CumulativeDraws(this.#draws(account, { fromMs: firstMs, untilMs }));
    const readings = withoutOvertaken(told, draws);
    return { readings, draws, movements: findMovements(readings, draws) };
  }

  /** Requests that drew on the account's credits, or may have, in the order of time. */
  #draws(account: string, span: Span): Draw[] {
    const meters = this.#meters.of([account], span);
    const isOnly = this.#balances.accounts().length === 1;
    return meters
      .cut(span)
      .map((piece) => ({ ...piece, meter: meters.at(account, piece.fromMs) }))
      .filter(({ meter }) => meter !== 'included')
      .flatMap(({ fromMs, untilMs, meter }) => {
        // Whether a turn that began on the allowance ends on it, nobody tells.
        const running = meter === 'credits' ? this.#usage.turnsRunningAt(fromMs) : undefined;
        return [...this.#usage.between(fromMs, untilMs)]
          .filter((event) => event.account === account || (event.account === undefined && isOnly))
          .map((event) => this.#drawOf(event, running !== undefined && !running.has(event.turnId)));
      })
      .sort((a, b) => a.atMs - b.atMs);
  }

  /** A request that may have drawn nothing is counted all the same, as budgets do. */
  #drawOf(event: LedgerEvent, hasSurelyDrawn: boolean): Draw {
    const cost = priceRequest(this.#card, event);
    if (cost.kind === 'unpriced') {
      return { atMs: event.occurredAtMs, credits: NO_CREDITS, lowest: NO_CREDITS, highest: undefined };
    }
    const { credits, lowest, highest } = cost;
    return { atMs: event.occurredAtMs, credits, lowest: hasSurelyDrawn ? lowest : NO_CREDITS, highest };
  }
}

/** A sighting of a balance; of windows alone it is none. */
function readingOf({ atMs, balance, step, source }: BalanceSighting): BalanceReading[] {
  return balance === undefined ? [] : [{ atMs, balance, step: step ?? NO_CREDITS, mayBeLate: source !== 'appServer' }];
}
