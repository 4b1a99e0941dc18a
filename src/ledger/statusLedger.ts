import type { BudgetForecast } from '../core/budgets/budgetForecast.ts';
import type { BudgetStatus } from '../core/budgets/budgetStatus.ts';
import type { PassedThreshold } from '../core/budgets/budgetThresholds.ts';
import { Calendar, type Span } from '../core/calendar.ts';
import type { LeftHold } from '../core/decisions/hold.ts';
import type { BudgetOverride } from '../core/policy/override.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { Coverage } from '../core/usage/coverage.ts';
import { type Grouping, needsTurns, spansOf } from '../core/usage/cuts.ts';
import type { LeftRun } from '../core/usage/leftRun.ts';
import type { RunSummary } from '../core/usage/run.ts';
import { type UsageFilter, type UsageReport, dimensionsOf, summarize } from '../core/usage/summarize.ts';
import type { UsageSlice } from '../core/usage/usageSlice.ts';
import type { PollRequest, PollVerdict } from '../core/wallet/pollSchedule.ts';
import type { PollAnswer } from '../core/wallet/poll.ts';
import type { WalletSnapshot } from '../core/wallet/wallet.ts';
import { inSnapshot, inTransaction, namingFailures } from './database.ts';
import { BudgetStandings } from './decisions/budgetStandings.ts';
import { Overrides } from './decisions/overrides.ts';
import { ToldAlerts } from './decisions/toldAlerts.ts';
import type { Opening } from './requestLedger.ts';
import { HookLedger } from './runs/hookLedger.ts';
import { KeptRuns } from './runs/keptRuns.ts';
import { RunSummaries } from './usage/runSummaries.ts';
import type { OnProgress } from './usage/turnUsage.ts';
import { UsageReader } from './usage/usageReader.ts';
import { WalletPolls } from './wallet/walletPolls.ts';

/** What of the ledger a window shows at a glance: what was used, where budgets stand, which runs there are. */
export class StatusLedger extends HookLedger {
  protected readonly usage: UsageReader;
  protected readonly summaries: RunSummaries;
  protected readonly toldAlerts: ToldAlerts;
  protected readonly overridesTable: Overrides;
  protected readonly standings: BudgetStandings;
  readonly #walletPolls: WalletPolls;
  readonly #kept: KeptRuns;

  constructor(opening: Opening) {
    super(opening);
    const { db, card, tables, openedAtMs } = opening;
    this.usage = new UsageReader(db, card, tables);
    this.summaries = new RunSummaries(this.usage, this.guardedRuns, card);
    this.toldAlerts = new ToldAlerts(db, tables.balances);
    this.toldAlerts.beginWatching(openedAtMs);
    this.overridesTable = new Overrides(db);
    const sources = { usage: this.usage, meters: this.meters, card };
    this.standings = new BudgetStandings(db, sources, this.reservations, this.overridesTable);
    this.#walletPolls = new WalletPolls(db, tables.balances);
    this.#kept = new KeptRuns(db);
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
    return needsTurns(grouping) ? inSnapshot(this.db, read) : inTransaction(this.db, read);
  }

  coverage(): Coverage {
    return this.usage.coverage();
  }

  /** The runs that were active last, newest first; ours with the estimate they were started on. */
  latestRuns(limit: number): RunSummary[] {
    return this.summaries.latest(limit);
  }

  /** One run's sums; undefined while no request of it has been read. */
  run(runId: string): RunSummary | undefined {
    return this.summaries.of(runId);
  }

  budgets(policy: Policy, timezone: string, nowMs: number): BudgetStatus[] {
    return this.standings.budgets(policy, timezone, nowMs);
  }

  takeThresholds(policy: Policy, timezone: string, nowMs: number): PassedThreshold[] {
    return this.standings.takeThresholds(policy, timezone, nowMs);
  }

  budgetForecasts(policy: Policy, timezone: string, nowMs: number): (BudgetForecast | undefined)[] {
    return this.standings.forecasts(policy, timezone, nowMs);
  }

  /** What raises a budget for whatever runs now. */
  overridesOfToday(nowMs: number): BudgetOverride[] {
    return namingFailures(() => this.overridesTable.ofToday(nowMs));
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

  /** Runs that waited for an answer when their process ended, the newest first. */
  leftHolds(): LeftHold[] {
    return this.holds.left();
  }

  /** Changes whenever another process has written: for noticing, not for reading. */
  dataVersion(): number {
    return Number(this.db.prepare('PRAGMA data_version').get()?.['data_version'] ?? 0);
  }

  recordBalances(observations: readonly WalletSnapshot[]): void {
    this.opening.tables.balances.record(observations);
  }

  /** Whether Codex may be asked for the wallet now, by one of all processes of the machine. */
  claimPoll(request: PollRequest): PollVerdict {
    return this.#walletPolls.claim(request);
  }

  /** Tells all what came of a poll that was granted. */
  tellPoll(pollId: number, answer: PollAnswer, nowMs: number): void {
    this.#walletPolls.tell(pollId, answer, nowMs);
  }

  /** Notes that alerts of an account's wallet are told now; returns those that nobody has told before. */
  claimAlerts(account: string, alertIds: readonly string[], nowMs: number): string[] {
    return this.toldAlerts.claim(account, alertIds, nowMs);
  }

  #slices(
    grouping: Grouping,
    { fromMs, untilMs }: Span,
    calendar: Calendar,
    filter: UsageFilter,
    onProgress: OnProgress | undefined,
  ): Iterable<UsageSlice> {
    const known = this.usage.bounds();
    if (known === undefined) {
      return [];
    }
    const range = { fromMs: Math.max(fromMs, known.fromMs), untilMs: Math.min(untilMs, known.untilMs) };
    if (needsTurns(grouping)) {
      return this.usage.turns(range, this.meters.in(range), onProgress);
    }
    const dimensions = dimensionsOf(grouping, filter);
    // Longer rows are made of days, since these are kept.
    return dimensions.length === 1
      ? this.usage.byModel(spansOf('day', calendar, range), this.meters)
      : this.usage.slices(spansOf(grouping, calendar, range), dimensions, this.meters.in(range));
  }
}
