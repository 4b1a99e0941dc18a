import type { Disposable } from '../base/disposable.ts';
import type { Approval, ApprovalAnswer, ApprovalState, NewApproval } from '../core/decisions/approval.ts';
import type { Span } from '../core/calendar.ts';
import type { Agreement } from '../core/prices/calibration/agreement.ts';
import type { AccountFigure } from '../core/prices/calibration/figures.ts';
import type { Coverage } from '../core/usage/coverage.ts';
import type { BudgetForecast } from '../core/budgets/budgetForecast.ts';
import type { BudgetStatus } from '../core/budgets/budgetStatus.ts';
import type { PassedThreshold } from '../core/budgets/budgetThresholds.ts';
import type { Accuracy } from '../core/estimate/accuracy.ts';
import type { UnitsEstimate } from '../core/estimate/estimateUnits.ts';
import type { Answer, JudgeRequest, Judgement, RunSubject } from '../core/decisions/judgement.ts';
import type { FileText } from '../core/fileText.ts';
import type { HookedRun, Unlogged } from '../core/hooks/hookedRun.ts';
import type { LeftHold, RecordedAnswer, RecordedHold } from '../core/decisions/hold.ts';
import type { LeftRun, WaitingPlace } from '../core/usage/leftRun.ts';
import type { CreditsMicros } from '../core/money.ts';
import type { BudgetOverride } from '../core/policy/override.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { PollRequest, PollVerdict } from '../core/wallet/pollSchedule.ts';
import type { PollAnswer, PollPlace, PolledWallet } from '../core/wallet/poll.ts';
import type { Extension, Renewal } from '../core/decisions/reservation.ts';
import type { RunStatus, RunSummary } from '../core/usage/run.ts';
import type { Grouping } from '../core/usage/cuts.ts';
import type { UsageReport } from '../core/usage/summarize.ts';
import type { Spent } from '../core/usage/usageSlice.ts';
import type { HookStanding, UnguardedRun } from '../core/hooks/unguarded.ts';
import type { WitnessedUsage } from '../core/usage/usageEvent.ts';
import type { WalletSnapshot } from '../core/wallet/wallet.ts';
import type { WalletOutlook, WalletRules } from '../core/wallet/statement/walletOutlook.ts';
import type { WalletStatement } from '../core/wallet/statement/walletStatement.ts';

/** Keeps policy files' texts: what stands in them, and what last stood in them and was good. */
export interface PolicyStore {
  readPolicyText(path: string): Promise<FileText>;
  lastGoodPolicyText(path: string): Promise<string | undefined>;
  rememberPolicyText(path: string, content: string, nowMs: number): Promise<void>;
  forgetPolicyText(path: string): Promise<void>;
}

/** What runs took, as far as it is known on this machine. */
export interface RunUsageStore {
  /** What a run has used, its subagents and reviews with it. */
  spentByRun(runId: string): Promise<Spent>;
  /** What a run of this prompt will take. The prompt is measured, and not kept. */
  estimateUnits(subject: RunSubject, prompt: string | undefined, nowMs: number): Promise<UnitsEstimate>;
}

/** What happened, as far as it is known on this machine. */
export interface UsageStore extends RunUsageStore {
  report(grouping: Grouping, fromMs: number, untilMs: number, timezone: string): Promise<UsageReport>;
  coverage(): Promise<Coverage>;
  latestRuns(limit: number): Promise<RunSummary[]>;
  /** Runs of a span that hooks were meant to guard and were not asked about, the oldest first. */
  unguardedRuns(span: Span): Promise<UnguardedRun[]>;
  /** How well estimates do for this person. */
  estimateAccuracy(timezone: string, nowMs: number): Promise<Accuracy>;
  budgets(policy: Policy, timezone: string, nowMs: number): Promise<BudgetStatus[]>;
  /** What each budget of a policy will likely come to, in their order; undefined where that cannot be told. */
  budgetForecasts(policy: Policy, timezone: string, nowMs: number): Promise<(BudgetForecast | undefined)[]>;
  /** The alerts of budgets that the caller is to tell now: each is given to one caller alone. */
  takeThresholds(policy: Policy, timezone: string, nowMs: number): Promise<PassedThreshold[]>;
  latestBalance(): Promise<WalletSnapshot | undefined>;
  /** Runs that were held when their process ended. */
  leftHolds(): Promise<LeftHold[]>;
}

/** What the wallet did in the past, as far as it is known on this machine. */
export interface WalletStore {
  walletStatement(account: string, by: 'day' | 'month', timezone: string, range: Span): Promise<WalletStatement>;
  walletOutlook(account: string, rules: WalletRules, timezone: string, nowMs: number): Promise<WalletOutlook>;
  priceAgreements(sinceMs: number): Promise<Agreement[]>;
  recordAccountFigures(threadId: string, figures: readonly AccountFigure[]): Promise<void>;
}

/** What all processes of the machine know of the wallet now, and who of them may ask Codex for it. */
export interface WalletStateStore {
  claimPoll(request: PollRequest): Promise<PollVerdict>;
  tellPoll(pollId: number, answer: PollAnswer, nowMs: number): Promise<void>;
  polledWallet(place: PollPlace, nowMs: number): Promise<PolledWallet>;
}

/** The person's Codex, as far as it tells of the wallet. */
export interface WalletSource {
  /** Throws `codex.notFound`. */
  place(): Promise<PollPlace>;
  /** What it says is of when it was asked, not of when it was started. */
  wallet(nowMs: () => number): Promise<PollAnswer>;
}

/** Where decisions are made and kept: all of it in one place, so that no two runs pass the same check. */
export interface DecisionStore {
  assess(request: JudgeRequest): Promise<Judgement>;
  decide(request: JudgeRequest, decisionId: string): Promise<Judgement>;
  answerDecision(decisionId: string, answer: Answer, answeredBy: string, nowMs: number): Promise<void>;
  /** Holds `wantedTotal` in all for a run under way, with what it has spent; the check and the holding are one. */
  extendReservation(decisionId: string, wantedTotal: CreditsMicros, request: JudgeRequest): Promise<Extension>;
  /** One that has lapsed is not held again by this: it is to be extended, which checks. */
  renewReservation(decisionId: string, nowMs: number): Promise<Renewal>;
  /** `kept`: where it waits for another guard, should this process end. */
  beginRun(decisionId: string, runId: string, threadId: string, nowMs: number, kept?: WaitingPlace): Promise<void>;
  settleRun(runId: string, status: RunStatus, nowMs: number): Promise<void>;
  /** A run waits for an answer. It is found again by `leftHolds`, should its process end before there is one. */
  holdRun(hold: RecordedHold): Promise<void>;
  answerHold(runId: string, answer: RecordedAnswer): Promise<void>;
  /** What the agent reports before, or without, a log of its own. */
  recordWitnessed(seen: readonly WitnessedUsage[]): Promise<void>;
  /** What it tells of the wallet meanwhile. */
  recordBalances(observations: readonly WalletSnapshot[]): Promise<void>;
}

/** Where runs are kept that outlive their guard. */
export interface LeftRunStore {
  /** Those whose process has ended. */
  leftRuns(): Promise<LeftRun[]>;
  /** Makes one the caller's. Undefined: another one was quicker, or it has ended. */
  takeRun(runId: string): Promise<LeftRun | undefined>;
}

/** Where it is kept by what persons have raised budgets of theirs. */
export interface OverrideStore {
  giveOverride(override: BudgetOverride): Promise<void>;
  /** What raises a budget for whatever runs now. */
  overridesOfToday(nowMs: number): Promise<BudgetOverride[]>;
}

/** Where runs are kept that go on in Codex itself. */
export interface HookedRunStore {
  /** `unlogged`: there is no log that will tell its end. */
  beginHookedRun(
    decisionId: string,
    runId: string,
    threadId: string,
    nowMs: number,
    unlogged?: Unlogged,
  ): Promise<void>;
  hookedRun(runId: string): Promise<HookedRun | undefined>;
  lastHookedRunOf(threadId: string): Promise<HookedRun | undefined>;
  beginAgent(turnId: string, runId: string, nowMs: number): Promise<void>;
  /** How many subagents of a run are at work. */
  activeAgents(runId: string): Promise<number>;
}

/** Where it is kept how hooks of ours stood when, and when one was last answered. */
export interface HookSightingStore {
  lastHookAnswerAtMs(): Promise<number | undefined>;
  noteHooks(home: string, standing: HookStanding, nowMs: number): Promise<void>;
}

/** Questions to a person that hooks raise; the first answer counts. */
export interface ApprovalStore {
  raiseApproval(asked: NewApproval, expiresAtMs: number, nowMs: number): Promise<Approval>;
  /** Asks about a run that is held, unless that is asked already; returns the question that is open. */
  raiseHold(asked: NewApproval, hold: RecordedHold, expiresAtMs: number): Promise<Approval>;
  approval(id: string): Promise<Approval | undefined>;
  /** What a person has approved of this prompt in this folder. */
  approvedPrompt(prompt: string, folder: string, nowMs: number): Promise<Approval | undefined>;
  /** False: it cannot be answered any more. */
  answerApproval(id: string, answer: ApprovalAnswer, nowMs: number): Promise<boolean>;
  /** Uses up what was approved; false where that is too late. */
  takeApproval(id: string, nowMs: number): Promise<boolean>;
  /** The open window that had the focus last; undefined where none is open. */
  windowToAsk(nowMs: number): Promise<string | undefined>;
  /** Nobody waits for an answer any more. */
  expireApproval(id: string): Promise<ApprovalState>;
}

/** Runs a callback every so often until disposed of; so that this room needs no timers of its own. */
export type SetInterval = (callback: () => void, everyMs: number) => Disposable;

/** Runs a callback once, unless it is disposed of before. */
export type SetTimer = (delayMs: number, callback: () => void) => Disposable;
