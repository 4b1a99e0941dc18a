import type { DatabaseSync } from 'node:sqlite';
import type { BudgetCourse } from '../core/budgets/budgetCourse.ts';
import type { BudgetForecast } from '../core/budgets/budgetForecast.ts';
import type { PassedThreshold } from '../core/budgets/budgetThresholds.ts';
import type { BudgetStatus } from '../core/budgets/budgetStatus.ts';
import type { UnitsEstimate } from '../core/estimate/estimateUnits.ts';
import type { FileText } from '../core/fileText.ts';
import type { LeftHold, RecordedAnswer, RecordedHold } from '../core/decisions/hold.ts';
import type { Answer, JudgeRequest, Judgement, RunSubject } from '../core/decisions/judgement.ts';
import type { LeftRun, WaitingPlace } from '../core/usage/leftRun.ts';
import type { CreditsMicros } from '../core/money.ts';
import type { BudgetOverride } from '../core/policy/override.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { Extension, Renewal } from '../core/decisions/reservation.ts';
import type { RunStatus, RunSummary } from '../core/usage/run.ts';
import type { WitnessedUsage } from '../core/usage/usageEvent.ts';
import type { LedgerEvent } from '../core/usage/usageSlice.ts';
import type { PollAnswer, PollPlace, PollRequest, PollVerdict, PolledWallet } from '../core/wallet/pollSchedule.ts';
import type { WalletSnapshot } from '../core/wallet/wallet.ts';
import { Balances } from './wallet/balances.ts';
import { inSnapshot, namingFailures } from './database.ts';
import type { OpenedDatabase } from './openDatabase.ts';
import { readFileText } from './fileText.ts';
import { HookLedger } from './runs/hookLedger.ts';
import { Decisions } from './decisions/decisions.ts';
import { Judge } from './decisions/judge.ts';
import { KeptRuns } from './runs/keptRuns.ts';
import { Overrides } from './decisions/overrides.ts';
import { PolicyTexts } from './decisions/policyTexts.ts';
import { ProvisionalUsage } from './usage/provisionalUsage.ts';
import { RunHistory } from './usage/runHistory.ts';
import { RunSummaries } from './usage/runSummaries.ts';
import { SurroundingsTable } from './usage/surroundingsTable.ts';
import { ToldAlerts } from './decisions/toldAlerts.ts';
import { UsageCells } from './usage/usageCells.ts';
import { UsageReader } from './usage/usageReader.ts';
import { UsageWriter } from './usage/usageWriter.ts';
import { WalletPolls } from './wallet/walletPolls.ts';
import { WalletMeters } from './wallet/walletMeters.ts';

/** What of the ledger it takes to decide on runs and to keep what they use; what is only shown of it, `Ledger` adds. */
export class GuardLedger extends HookLedger {
  readonly writer: UsageWriter;
  /** Where a damaged ledger was set aside when this one was opened. */
  readonly setAside: string | undefined;
  protected readonly db: DatabaseSync;
  protected readonly card: RateCard;
  protected readonly usage: UsageReader;
  protected readonly summaries: RunSummaries;
  protected readonly history: RunHistory;
  protected readonly balances: Balances;
  protected readonly meters: WalletMeters;
  protected readonly toldAlerts: ToldAlerts;
  protected readonly overridesTable: Overrides;
  readonly #provisional: ProvisionalUsage;
  readonly #walletPolls: WalletPolls;
  readonly #decisions: Decisions;
  readonly #kept: KeptRuns;
  readonly #judge: Judge;
  readonly #policyTexts: PolicyTexts;

  constructor({ db, setAside }: OpenedDatabase, card: RateCard, nowMs: number) {
    super(db);
    this.db = db;
    this.card = card;
    this.setAside = setAside;
    const surroundings = new SurroundingsTable(db);
    this.#provisional = new ProvisionalUsage(db, surroundings);
    const cells = new UsageCells(db, card, surroundings);
    this.balances = new Balances(db);
    this.writer = new UsageWriter(db, surroundings, this.#provisional, cells, this.balances);
    this.usage = new UsageReader(db, card, surroundings, this.#provisional, cells);
    this.meters = new WalletMeters(this.balances);
    this.#walletPolls = new WalletPolls(db, this.balances);
    this.toldAlerts = new ToldAlerts(db, this.balances);
    this.toldAlerts.beginWatching(nowMs);
    this.#decisions = new Decisions(db, this.reservations);
    this.#kept = new KeptRuns(db);
    this.summaries = new RunSummaries(this.usage, this.guardedRuns, card);
    this.history = new RunHistory(db, card, this.usage, surroundings);
    this.overridesTable = new Overrides(db);
    const sources = { usage: this.usage, meters: this.meters, card };
    this.#judge = new Judge(db, sources, this.#decisions, this.reservations, this.overridesTable);
    this.#policyTexts = new PolicyTexts(db);
  }

  /** One run's sums; undefined while no request of it has been read. */
  run(runId: string): RunSummary | undefined {
    return this.summaries.of(runId);
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
    return inSnapshot(this.db, () => this.history.estimate(subject, prompt, this.promptSalt(), nowMs));
  }

  lastOfThread(threadId: string): LedgerEvent | undefined {
    return this.usage.lastOfThread(threadId);
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
    this.overridesTable.give(override);
  }

  /** What raises a budget for whatever runs now. */
  overridesOfToday(nowMs: number): BudgetOverride[] {
    return namingFailures(() => this.overridesTable.ofToday(nowMs));
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

  recordBalances(observations: readonly WalletSnapshot[]): void {
    this.balances.record(observations);
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

  /** What is known of the wallet that was seen last. */
  latestBalance(): WalletSnapshot | undefined {
    const account = this.balances.newestAccount();
    return account === undefined ? undefined : this.balances.merged(account);
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
    return Number(this.db.prepare('PRAGMA data_version').get()?.['data_version'] ?? 0);
  }

  close(): void {
    this.db.close();
  }
}
