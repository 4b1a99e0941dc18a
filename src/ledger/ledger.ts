import type { DatabaseSync } from 'node:sqlite';

import type { AuditEntry } from '../core/decisions/audit.ts';
import type { BudgetCourse } from '../core/budgets/budgetCourse.ts';
import type { BudgetForecast } from '../core/budgets/budgetForecast.ts';
import type { PassedThreshold } from '../core/budgets/budgetThresholds.ts';
import { Calendar, type Span } from '../core/calendar.ts';
import type { Agreement } from '../core/prices/calibration/agreement.ts';
import type { AccountFigure } from '../core/prices/calibration/figures.ts';
import type { Coverage } from '../core/usage/coverage.ts';
import type { BudgetStatus } from '../core/budgets/budgetStatus.ts';
import type { UnitsEstimate } from '../core/estimate/estimateUnits.ts';
import { type Accuracy, accuracyOf } from '../core/estimate/accuracy.ts';
import type { ForetoldRun } from '../core/estimate/foretoldRuns.ts';
import type { FileText } from '../core/fileText.ts';
import type { LeftHold, RecordedAnswer, RecordedHold } from '../core/decisions/hold.ts';
import type { Answer, JudgeRequest, Judgement, RunSubject } from '../core/decisions/judgement.ts';
import type { LeftRun, WaitingPlace } from '../core/usage/leftRun.ts';
import type { CreditsMicros } from '../core/money.ts';
import type { BudgetOverride, RecordedOverride } from '../core/policy/override.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { Extension, Renewal } from '../core/decisions/reservation.ts';
import type { RunStatus, RunSummary } from '../core/usage/run.ts';
import { type RunRequests, runRequests } from '../core/usage/runRequests.ts';
import { type Grouping, needsTurns, spansOf } from '../core/usage/cuts.ts';
import { type UsageFilter, type UsageReport, dimensionsOf, summarize } from '../core/usage/summarize.ts';
import { type SpendBucket, type SpendQuery, type SpendRun, spendByRun, spendTable } from '../core/usage/spend.ts';
import type { WitnessedUsage } from '../core/usage/usageEvent.ts';
import type { LedgerEvent, UsageSlice } from '../core/usage/usageSlice.ts';
import type { PollAnswer, PollPlace, PollRequest, PollVerdict, PolledWallet } from '../core/wallet/pollSchedule.ts';
import type { BalanceSighting, WalletSnapshot } from '../core/wallet/wallet.ts';
import type { WalletOutlook, WalletRules } from '../core/wallet/statement/walletOutlook.ts';
import type { WalletStatement } from '../core/wallet/statement/walletStatement.ts';
import { AccountFigures } from './wallet/accountFigures.ts';
import { Audit } from './decisions/audit.ts';
import { Balances } from './wallet/balances.ts';
import { inSnapshot, inTransaction, namingFailures, openDatabase } from './database.ts';
import { readFileText } from './fileText.ts';
import { HookLedger } from './runs/hookLedger.ts';
import { Decisions } from './decisions/decisions.ts';
import { Judge } from './decisions/judge.ts';
import { KeptRuns } from './runs/keptRuns.ts';
import { Overrides } from './decisions/overrides.ts';
import { PolicyTexts } from './decisions/policyTexts.ts';
import { ProvisionalUsage } from './usage/provisionalUsage.ts';
import { RunHistory } from './usage/runHistory.ts';
import { type RunPlace, RunPlaces } from './usage/runPlaces.ts';
import { RunSummaries } from './usage/runSummaries.ts';
import { SurroundingsTable } from './usage/surroundingsTable.ts';
import { ToldAlerts } from './decisions/toldAlerts.ts';
import type { OnProgress } from './usage/turnUsage.ts';
import { UsageCells } from './usage/usageCells.ts';
import { type PricedEvent, UsageReader } from './usage/usageReader.ts';
import { UsageWriter } from './usage/usageWriter.ts';
import { WalletHistory } from './wallet/walletHistory.ts';
import { WalletPolls } from './wallet/walletPolls.ts';

/** What a run used of what is asked about, and the whole run. */
export interface SpentByRun {
  readonly spent: SpendRun;
  readonly run: RunSummary | undefined;
}

/** One open ledger: everything that may be asked of it or told to it. Every call is synchronous. */
export class Ledger extends HookLedger {
  readonly writer: UsageWriter;
  /** Where a damaged ledger was set aside when this one was opened. */
  readonly setAside: string | undefined;
  readonly #db: DatabaseSync;
  readonly #provisional: ProvisionalUsage;
  readonly #card: RateCard;
  readonly #usage: UsageReader;
  readonly #summaries: RunSummaries;
  readonly #runPlaces: RunPlaces;
  readonly #history: RunHistory;
  readonly #balances: Balances;
  readonly #walletHistory: WalletHistory;
  readonly #walletPolls: WalletPolls;
  readonly #toldAlerts: ToldAlerts;
  readonly #decisions: Decisions;
  readonly #kept: KeptRuns;
  readonly #overrides: Overrides;
  readonly #judge: Judge;
  readonly #audit: Audit;
  readonly #policyTexts: PolicyTexts;
  readonly #accountFigures: AccountFigures;

  /** Opens the ledger in `file`; see `openDatabase` for what it throws. */
  constructor(file: string, card: RateCard, nowMs: number) {
    const { db, setAside } = openDatabase(file, nowMs);
    super(db);
    this.#db = db;
    this.#card = card;
    this.setAside = setAside;
    const surroundings = new SurroundingsTable(db);
    this.#provisional = new ProvisionalUsage(db, surroundings);
    const cells = new UsageCells(db, card, surroundings);
    this.#balances = new Balances(db);
    this.writer = new UsageWriter(db, surroundings, this.#provisional, cells, this.#balances);
    this.#usage = new UsageReader(db, card, surroundings, this.#provisional, cells);
    this.#walletHistory = new WalletHistory(this.#balances, this.#usage, card);
    this.#walletPolls = new WalletPolls(db, this.#balances);
    this.#toldAlerts = new ToldAlerts(db, this.#balances);
    this.#toldAlerts.beginWatching(nowMs);
    this.#decisions = new Decisions(db, this.reservations);
    this.#kept = new KeptRuns(db);
    this.#summaries = new RunSummaries(this.#usage, this.guardedRuns, card);
    this.#runPlaces = new RunPlaces(db);
    this.#audit = new Audit(db, this.holds, this.#summaries);
    this.#history = new RunHistory(db, card, this.#usage, surroundings);
    this.#overrides = new Overrides(db);
    const sources = { usage: this.#usage, wallet: this.#walletHistory, card };
    this.#judge = new Judge(db, sources, this.#decisions, this.reservations, this.#overrides);
    this.#policyTexts = new PolicyTexts(db);
    this.#accountFigures = new AccountFigures(db, this.#usage, card);
  }

  /**
   * Usage between two instants, of what passes the filter, cut by `grouping`. Where that takes reading every request,
   * `onProgress` is told how far it has come.
   */
  report(
    grouping: Grouping,
    fromMs: number,
    untilMs: number,
    timezone: string,
    filter: UsageFilter = {},
    onProgress?: OnProgress,
  ): UsageReport {
    const calendar = new Calendar(timezone);
    const read = (): UsageReport => {
      const slices = this.#slices(grouping, { fromMs, untilMs }, calendar, filter, onProgress);
      return summarize(slices, grouping, calendar, filter);
    };
    // Sums may be brought up to date, and must not change to another's prices before they are read.
    return needsTurns(grouping) ? inSnapshot(this.#db, read) : inTransaction(this.#db, read);
  }

  /** What was used in each of some spans that follow each other, by one kind of surroundings. */
  spend(query: Pick<SpendQuery, 'stack' | 'only'>, spans: readonly Span[]): SpendBucket[] {
    return inTransaction(this.#db, () => {
      const meters = this.#walletHistory.metersIn(around(spans));
      return spendTable(this.#usage.slices(spans, [query.stack], meters), query, spans);
    });
  }

  /** The runs that used most of that in a span, the dearest first. It reads every request. */
  spendRuns(query: Pick<SpendQuery, 'stack' | 'only'>, span: Span, most: number): SpentByRun[] {
    return inSnapshot(this.#db, () =>
      spendByRun(this.#usage.turns(span, this.#walletHistory.metersIn(span)), query, most).map((spent) => ({
        spent,
        run: this.#summaries.of(spent.runId),
      })),
    );
  }

  coverage(): Coverage {
    return this.#usage.coverage();
  }

  /** The runs that were active last, newest first; ours with the estimate they were started on. */
  latestRuns(limit: number): RunSummary[] {
    return this.#summaries.latest(limit);
  }

  /** One run's sums; undefined while no request of it has been read. */
  run(runId: string): RunSummary | undefined {
    return this.#summaries.of(runId);
  }

  /** One run's requests, each with what it cost; undefined while none of it has been read. */
  runRequests(runId: string): RunRequests | undefined {
    return runRequests(this.#usage.ofRun(runId), this.#card);
  }

  /** Where a run's own words stand: they are not in here. */
  runPlace(runId: string): RunPlace | undefined {
    return this.#runPlaces.of(runId);
  }

  /** Usage that was seen before, or without, its rollout. It gives way to what the rollout tells. */
  recordWitnessed(seen: readonly WitnessedUsage[]): void {
    this.#provisional.put(seen);
  }

  /** The same, as hooks tell it. */
  recordHooked(seen: readonly WitnessedUsage[]): void {
    this.#provisional.putHooked(seen);
  }

  /** What a run of this prompt will take, after the person's last runs. The prompt is measured, and not kept. */
  estimateUnits(subject: RunSubject, prompt: string | undefined, nowMs: number): UnitsEstimate {
    return inSnapshot(this.#db, () => this.#history.estimate(subject, prompt, this.promptSalt(), nowMs));
  }

  /** The last runs that are over, each with what was to be expected of it before: how well estimates do here. */
  foretoldRuns(nowMs: number): readonly ForetoldRun[] {
    return inSnapshot(this.#db, () => this.#history.foretold(nowMs));
  }

  /** How well estimates do here, in months of a time zone. */
  estimateAccuracy(timezone: string, nowMs: number): Accuracy {
    return accuracyOf(this.foretoldRuns(nowMs), this.#card, new Calendar(timezone));
  }

  lastOfThread(threadId: string): LedgerEvent | undefined {
    return this.#usage.lastOfThread(threadId);
  }

  assess(request: JudgeRequest): Judgement {
    return this.#judge.assess(request);
  }

  decide(request: JudgeRequest, decisionId: string): Judgement {
    return this.#judge.decide(request, decisionId);
  }

  /** Holds more for a run under way, as far as the rules let it. */
  extendReservation(decisionId: string, wantedTotal: CreditsMicros, request: JudgeRequest): Extension {
    return this.#judge.extend(decisionId, wantedTotal, request);
  }

  budgets(policy: Policy, timezone: string, nowMs: number): BudgetStatus[] {
    return this.#judge.budgets(policy, timezone, nowMs);
  }

  takeThresholds(policy: Policy, timezone: string, nowMs: number): PassedThreshold[] {
    return this.#judge.takeThresholds(policy, timezone, nowMs);
  }

  budgetForecasts(policy: Policy, timezone: string, nowMs: number): (BudgetForecast | undefined)[] {
    return this.#judge.forecasts(policy, timezone, nowMs);
  }

  budgetCourses(policy: Policy, timezone: string, nowMs: number): BudgetCourse[] {
    return this.#judge.courses(policy, timezone, nowMs);
  }

  /** Keeps that a person has raised a budget of theirs for a while. */
  giveOverride(override: BudgetOverride): void {
    this.#overrides.give(override);
  }

  /** What raises a budget for whatever runs now. */
  overridesOfToday(nowMs: number): BudgetOverride[] {
    return namingFailures(() => this.#overrides.ofToday(nowMs));
  }

  /** The overrides that runs rest on, by run. */
  overridesByRun(): Map<string, readonly string[]> {
    return this.#overrides.byRun();
  }

  /** Those given in a span, in the order of giving, with the decisions that drew on them. */
  overrides(fromMs: number, untilMs: number): RecordedOverride[] {
    return inSnapshot(this.#db, () => this.#overrides.given({ fromMs, untilMs }));
  }

  answerDecision(decisionId: string, answer: Answer, answeredBy: string, nowMs: number): void {
    this.#decisions.answer(decisionId, answer, answeredBy, nowMs);
  }

  renewReservation(decisionId: string, nowMs: number): Renewal {
    return this.reservations.renew(decisionId, nowMs);
  }

  /** `kept`: where it waits for another guard, should this process end. */
  beginRun(decisionId: string, runId: string, threadId: string, nowMs: number, kept?: WaitingPlace): void {
    this.guardedRuns.begin(decisionId, runId, threadId, nowMs, { kept });
  }

  /** Runs that wait for another guard, since theirs has gone. */
  leftRuns(): LeftRun[] {
    return this.#kept.left();
  }

  /** Makes one a run of this process; undefined where another was quicker, or it has ended. */
  takeRun(runId: string): LeftRun | undefined {
    return this.#kept.take(runId, process.pid);
  }

  /** Ends the runs of which no log tells the end, and whose process has gone. */
  endGoneRuns(nowMs: number): void {
    this.guardedRuns.endGone(nowMs);
  }

  settleRun(runId: string, status: RunStatus, nowMs: number): void {
    this.guardedRuns.settle(runId, status, nowMs);
  }

  /** Keeps that a run of this process waits for an answer. */
  holdRun(hold: RecordedHold): void {
    this.holds.record(hold, process.pid);
  }

  answerHold(runId: string, answer: RecordedAnswer): void {
    this.holds.answer(runId, answer);
  }

  /** Runs that waited for an answer when their process ended, the newest first. */
  leftHolds(): LeftHold[] {
    return this.holds.left();
  }

  /** What was decided in a span, and what came of it, in the order of deciding. */
  audit(fromMs: number, untilMs: number): AuditEntry[] {
    return inSnapshot(this.#db, () => this.#audit.entries({ fromMs, untilMs }));
  }

  /** Every request of a span with its price, in the order of time; must be read to its end before anything is written. */
  requests(fromMs: number, untilMs: number): Iterable<PricedEvent> {
    return this.#usage.priced({ fromMs, untilMs }, this.#walletHistory.metersIn({ fromMs, untilMs }));
  }

  recordBalances(observations: readonly WalletSnapshot[]): void {
    this.#balances.record(observations);
  }

  /** Whether Codex may be asked for the wallet now, by one of all processes of the machine. */
  claimPoll(request: PollRequest): PollVerdict {
    return this.#walletPolls.claim(request);
  }

  /** Tells all what came of a poll that was granted. */
  tellPoll(pollId: number, answer: PollAnswer, nowMs: number): void {
    this.#walletPolls.tell(pollId, answer, nowMs);
  }

  /** What all processes know of a wallet. */
  polledWallet(place: PollPlace, nowMs: number): PolledWallet {
    return this.#walletPolls.wallet(place, nowMs);
  }

  /** What an account's balance did in a span, and what of it requests on this machine explain; '' for one not told. */
  walletStatement(account: string, by: 'day' | 'month', timezone: string, span: Span): WalletStatement {
    return inSnapshot(this.#db, () => this.#walletHistory.statement(account, by, new Calendar(timezone), span));
  }

  /** What an account's balances and requests mean under these rules now. What was before our first start is not told. */
  walletOutlook(account: string, rules: WalletRules, timezone: string, nowMs: number): WalletOutlook {
    return inSnapshot(this.#db, () => {
      const sinceMs = this.#toldAlerts.watchedSinceMs();
      return this.#walletHistory.outlook(account, rules, new Calendar(timezone), nowMs, sinceMs);
    });
  }

  /** Notes that alerts of an account's wallet are told now; returns those that nobody has told before. */
  claimAlerts(account: string, alertIds: readonly string[], nowMs: number): string[] {
    return this.#toldAlerts.claim(account, alertIds, nowMs);
  }

  /** What is known of the wallet that was seen last. */
  latestBalance(): WalletSnapshot | undefined {
    const account = this.#balances.newestAccount();
    return account === undefined ? undefined : this.#balances.merged(account);
  }

  /** The ChatGPT accounts whose wallets were ever seen. */
  walletAccounts(): string[] {
    return this.#balances.accounts();
  }

  /** What was seen of an account's balance in a span, each observation by itself, in order of time. */
  balanceHistory(account: string, fromMs: number, untilMs: number): BalanceSighting[] {
    return this.#balances.history(account, fromMs, untilMs);
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

  readPolicyText(path: string): FileText {
    return readFileText(path);
  }

  lastGoodPolicyText(path: string): string | undefined {
    return this.#policyTexts.lastGood(path);
  }

  rememberPolicyText(path: string, content: string, nowMs: number): void {
    this.#policyTexts.rememberGood(path, content, nowMs);
  }

  forgetPolicyText(path: string): void {
    this.#policyTexts.forget(path);
  }

  /** Changes whenever another process has written: for noticing, not for reading. */
  dataVersion(): number {
    return Number(this.#db.prepare('PRAGMA data_version').get()?.['data_version'] ?? 0);
  }

  close(): void {
    this.#db.close();
  }

  #slices(
    grouping: Grouping,
    { fromMs, untilMs }: Span,
    calendar: Calendar,
    filter: UsageFilter,
    onProgress: OnProgress | undefined,
  ): Iterable<UsageSlice> {
    const known = this.#usage.bounds();
    if (known === undefined) {
      return [];
    }
    const range = { fromMs: Math.max(fromMs, known.fromMs), untilMs: Math.min(untilMs, known.untilMs) };
    const meters = this.#walletHistory.metersIn(range);
    return needsTurns(grouping)
      ? this.#usage.turns(range, meters, onProgress)
      : this.#usage.slices(spansOf(grouping, calendar, range), dimensionsOf(grouping, filter), meters);
  }
}

function around(spans: readonly Span[]): Span {
  return { fromMs: spans[0]?.fromMs ?? 0, untilMs: spans.at(-1)?.untilMs ?? 0 };
}
