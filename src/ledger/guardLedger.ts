import type { BudgetCourse } from '../core/budgets/budgetCourse.ts';
import type { RecordedAnswer, RecordedHold } from '../core/decisions/hold.ts';
import type { Answer, JudgeRequest, Judgement, RunSubject } from '../core/decisions/judgement.ts';
import type { UnitsEstimate } from '../core/estimate/estimateUnits.ts';
import type { BudgetOverride } from '../core/policy/override.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { WaitingPlace } from '../core/usage/leftRun.ts';
import type { RunStatus } from '../core/usage/run.ts';
import type { WitnessedUsage } from '../core/usage/usageEvent.ts';
import type { LedgerEvent } from '../core/usage/usageSlice.ts';
import { inSnapshot } from './database.ts';
import { Decisions } from './decisions/decisions.ts';
import { Judge } from './decisions/judge.ts';
import type { Opening } from './requestLedger.ts';
import { StatusLedger } from './statusLedger.ts';
import { RunHistory } from './usage/runHistory.ts';

/** What of the ledger it takes to estimate runs, to decide on them, and to keep what becomes of them. */
export class GuardLedger extends StatusLedger {
  protected readonly history: RunHistory;
  readonly #decisions: Decisions;
  readonly #judge: Judge;

  constructor(opening: Opening) {
    super(opening);
    const { db, card, tables } = opening;
    this.history = new RunHistory(db, card, this.usage, tables.surroundings);
    this.#decisions = new Decisions(db, this.reservations);
    const sources = { usage: this.usage, meters: this.meters, card };
    this.#judge = new Judge(db, sources, this.#decisions, this.reservations, this.overridesTable);
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

  budgetCourses(policy: Policy, timezone: string, nowMs: number): BudgetCourse[] {
    return this.standings.courses(policy, timezone, nowMs);
  }

  /** Keeps that a person has raised a budget of theirs for a while. */
  giveOverride(override: BudgetOverride): void {
    this.overridesTable.give(override);
  }

  answerDecision(decisionId: string, answer: Answer, answeredBy: string, nowMs: number): void {
    this.#decisions.answer(decisionId, answer, answeredBy, nowMs);
  }

  /** Usage that was seen before, or without, its rollout. It gives way to what the rollout tells. */
  recordWitnessed(seen: readonly WitnessedUsage[]): void {
    this.opening.tables.provisional.put(seen);
  }

  /** `kept`: where it waits for another guard, should this process end. */
  beginRun(decisionId: string, runId: string, threadId: string, nowMs: number, kept?: WaitingPlace): void {
    this.guardedRuns.begin(decisionId, runId, threadId, nowMs, { kept });
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
}
