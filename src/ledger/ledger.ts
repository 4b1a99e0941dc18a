import type { AuditEntry } from '../core/decisions/audit.ts';
import { Calendar, type Span, around } from '../core/calendar.ts';
import type { Agreement } from '../core/prices/calibration/agreement.ts';
import type { AccountFigure } from '../core/prices/calibration/figures.ts';
import { type Accuracy, accuracyOf } from '../core/estimate/accuracy.ts';
import type { ForetoldRun } from '../core/estimate/foretoldRuns.ts';
import type { RecordedOverride } from '../core/policy/override.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { RunSummary } from '../core/usage/run.ts';
import { type RunRequests, runRequests } from '../core/usage/runRequests.ts';
import { type SpendBucket, type SpendQuery, type SpendRun, spendByRun, spendTable } from '../core/usage/spend.ts';
import type { BalanceSighting } from '../core/wallet/wallet.ts';
import type { WalletOutlook, WalletRules } from '../core/wallet/statement/walletOutlook.ts';
import type { WalletStatement } from '../core/wallet/statement/walletStatement.ts';
import { AccountFigures } from './wallet/accountFigures.ts';
import { Audit } from './decisions/audit.ts';
import { inSnapshot, inTransaction } from './database.ts';
import { type RunPlace, RunPlaces } from './usage/runPlaces.ts';
import type { PricedEvent } from './usage/usageReader.ts';
import { WalletHistory } from './wallet/walletHistory.ts';
import { GuardLedger } from './guardLedger.ts';
import { type Opening, openingOf } from './requestLedger.ts';
import { openDatabase } from './openDatabase.ts';

/** What a run used of what is asked about, and the whole run. */
export interface SpentByRun {
  readonly spent: SpendRun;
  readonly run: RunSummary | undefined;
}

/** Everything that may be asked of a ledger or told to it. Every call is synchronous. */
export class Ledger extends GuardLedger {
  readonly #runPlaces: RunPlaces;
  readonly #walletHistory: WalletHistory;
  readonly #audit: Audit;
  readonly #accountFigures: AccountFigures;

  constructor(opening: Opening) {
    super(opening);
    const { db, card, tables } = opening;
    this.#runPlaces = new RunPlaces(db);
    this.#walletHistory = new WalletHistory(tables.balances, this.meters, this.usage, card);
    this.#audit = new Audit(db, this.holds, this.summaries);
    this.#accountFigures = new AccountFigures(db, this.usage, card);
  }

  /** What was used in each of some spans that follow each other, by one kind of surroundings. */
  spend(query: Pick<SpendQuery, 'stack' | 'only'>, spans: readonly Span[]): SpendBucket[] {
    return inTransaction(this.db, () => {
      const slices =
        query.stack === 'model'
          ? this.usage.byModel(spans, this.meters)
          : this.usage.slices(spans, [query.stack], this.meters.in(around(spans)));
      return spendTable(slices, query, spans);
    });
  }

  /** The runs that used most of that in a span, the dearest first. It reads every request. */
  spendRuns(query: Pick<SpendQuery, 'stack' | 'only'>, span: Span, most: number): SpentByRun[] {
    return inSnapshot(this.db, () =>
      spendByRun(this.usage.turns(span, this.meters.in(span)), query, most).map((spent) => ({
        spent,
        run: this.summaries.of(spent.runId),
      })),
    );
  }

  /** One run's requests, each with what it cost; undefined while none of it has been read. */
  runRequests(runId: string): RunRequests | undefined {
    return runRequests(this.usage.ofRun(runId), this.card);
  }

  /** Where a run's own words stand: they are not in here. */
  runPlace(runId: string): RunPlace | undefined {
    return this.#runPlaces.of(runId);
  }

  /** The last runs that are over, each with what was to be expected of it before: how well estimates do here. */
  foretoldRuns(nowMs: number): readonly ForetoldRun[] {
    return inSnapshot(this.db, () => this.history.foretold(nowMs));
  }

  /** How well estimates do here, in months of a time zone. */
  estimateAccuracy(timezone: string, nowMs: number): Accuracy {
    return accuracyOf(this.foretoldRuns(nowMs), this.card, new Calendar(timezone));
  }

  /** The overrides that runs rest on, by run. */
  overridesByRun(): Map<string, readonly string[]> {
    return this.overridesTable.byRun();
  }

  /** Those given in a span, in the order of giving, with the decisions that drew on them. */
  overrides(fromMs: number, untilMs: number): RecordedOverride[] {
    return inSnapshot(this.db, () => this.overridesTable.given({ fromMs, untilMs }));
  }

  /** What was decided in a span, and what came of it, in the order of deciding. */
  audit(fromMs: number, untilMs: number): AuditEntry[] {
    return inSnapshot(this.db, () => this.#audit.entries({ fromMs, untilMs }));
  }

  /** Every request of a span with its price, in the order of time; must be read to its end before anything is written. */
  requests(fromMs: number, untilMs: number): Iterable<PricedEvent> {
    return this.usage.priced({ fromMs, untilMs }, this.meters.in({ fromMs, untilMs }));
  }

  /** What an account's balance did in a span, and what of it requests on this machine explain; '' for one not told. */
  walletStatement(account: string, by: 'day' | 'month', timezone: string, span: Span): WalletStatement {
    return inSnapshot(this.db, () => this.#walletHistory.statement(account, by, new Calendar(timezone), span));
  }

  /** What an account's balances and requests mean under these rules now. What was before our first start is not told. */
  walletOutlook(account: string, rules: WalletRules, timezone: string, nowMs: number): WalletOutlook {
    return inSnapshot(this.db, () => {
      const sinceMs = this.toldAlerts.watchedSinceMs();
      return this.#walletHistory.outlook(account, rules, new Calendar(timezone), nowMs, sinceMs);
    });
  }

  /** The ChatGPT accounts whose wallets were ever seen. */
  walletAccounts(): string[] {
    return this.opening.tables.balances.accounts();
  }

  /** What was seen of an account's balance in a span, each observation by itself, in order of time. */
  balanceHistory(account: string, fromMs: number, untilMs: number): BalanceSighting[] {
    return this.opening.tables.balances.history(account, fromMs, untilMs);
  }

  /** What the account itself says a thread has cost, by model and tier. */
  recordAccountFigures(threadId: string, figures: readonly AccountFigure[]): void {
    this.#accountFigures.record(threadId, figures);
  }

  /** Threads used since an instant whose cost the account has not told since, newest first. */
  threadsToAsk(sinceMs: number, limit: number): string[] {
    return this.#accountFigures.threadsToAsk(sinceMs, limit);
  }

  /** Our figures against the account's, by model and tier. */
  priceAgreements(sinceMs: number): Agreement[] {
    return this.#accountFigures.agreements(sinceMs);
  }
}

/** Opens the ledger in `file`; see `openDatabase` for what it throws. */
export function openLedger(file: string, card: RateCard, nowMs: number): Ledger {
  return new Ledger(openingOf(openDatabase(file, nowMs), card, nowMs));
}
