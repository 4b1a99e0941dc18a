import type { DatabaseSync } from 'node:sqlite';

import { type Spending, budgetStatuses } from '../core/budgetStatus.ts';
import { Calendar } from '../core/calendar.ts';
import { type BudgetStatus, decide } from '../core/decide.ts';
import type { RunEstimate } from '../core/estimate/estimateRun.ts';
import { type CreditsMicros, NO_CREDITS, minCredits, sumCredits } from '../core/money.ts';
import type { JudgeRequest, Judgement, RunSubject } from '../core/judgement.ts';
import { NO_METERS } from '../core/meters.ts';
import type { Policy } from '../core/policy.ts';
import type { RateCard } from '../core/rateCard.ts';
import { DIMENSIONS } from '../core/summarize.ts';
import { slicesOf } from '../core/usageSlice.ts';
import { inTransaction } from './database.ts';
import type { GuardedRuns, Reservation } from './guardedRuns.ts';
import type { UsageReader } from './usageReader.ts';
import type { WalletHistory } from './walletHistory.ts';

/**
 * Judges runs on what the ledger knows. The decision and the reservation that goes with it are one transaction, so
 * that two processes cannot both pass the same check.
 */
export class Judge {
  readonly #db: DatabaseSync;
  readonly #usage: UsageReader;
  readonly #wallet: WalletHistory;
  readonly #runs: GuardedRuns;
  readonly #card: RateCard;

  constructor(db: DatabaseSync, usage: UsageReader, wallet: WalletHistory, runs: GuardedRuns, card: RateCard) {
    this.#db = db;
    this.#usage = usage;
    this.#wallet = wallet;
    this.#runs = runs;
    this.#card = card;
  }

  /** What would be decided, without recording or reserving anything. */
  assess(request: JudgeRequest): Judgement {
    return inTransaction(this.#db, () => this.#judge(request));
  }

  /** Decides, records the decision under `decisionId` and, unless it is a refusal, holds credits for the run. */
  decide(request: JudgeRequest, decisionId: string): Judgement {
    return inTransaction(this.#db, () => {
      const judgement = this.#judge(request);
      const { decision } = judgement;
      const { subject, estimate, nowMs } = request;
      this.#runs.record({ decisionId, decidedAtMs: nowMs, subject, decision, estimate, rateCardId: this.#card.id });
      if (decision.effect !== 'deny') {
        this.#runs.reserve(decisionId, subject, toReserve(estimate, decision.cap), nowMs);
      }
      return judgement;
    });
  }

  /** Where all budgets of a policy stand. */
  budgets(policy: Policy, timezone: string, nowMs: number): BudgetStatus[] {
    return inTransaction(this.#db, () => this.#statuses(policy, timezone, nowMs, this.#runs.liveReservations(nowMs)));
  }

  #judge(request: JudgeRequest): Judgement {
    const { policy, subject, timezone, nowMs } = request;
    const held = this.#runs.liveReservations(nowMs);
    const budgets = this.#statuses(policy, timezone, nowMs, held, subject);
    const decision = decide(policy, { ...request, ...subject, budgets, activeRuns: held.length });
    return { decision, budgets };
  }

  #statuses(
    policy: Policy,
    timezone: string,
    nowMs: number,
    held: readonly Reservation[],
    subject?: RunSubject,
  ): BudgetStatus[] {
    const calendar = new Calendar(policy.timezone.value ?? timezone);
    return budgetStatuses(policy, this.#spending(policy), held, nowMs, calendar, subject);
  }

  /** Which meter was drawn on is only looked up where a budget asks. */
  #spending(policy: Policy): Spending {
    const hasPaidBudget = policy.budgets.some(({ value }) => value.meter === 'paid');
    return {
      since: (fromMs, threadId) => {
        const span = { fromMs, untilMs: Number.MAX_SAFE_INTEGER };
        const meters = hasPaidBudget ? this.#wallet.metersIn(span) : NO_METERS;
        return threadId === undefined
          ? this.#usage.slices([span], DIMENSIONS, meters)
          : slicesOf(this.#usage.ofThread(threadId, fromMs), this.#card, meters);
      },
      ofRun: (runId) =>
        sumCredits([...slicesOf(this.#usage.ofRun(runId), this.#card, NO_METERS)].map(({ credits }) => credits)),
    };
  }
}

/** As much as the run will spend in nine cases of ten, and never more than it may. */
function toReserve(estimate: RunEstimate, cap: CreditsMicros | undefined): CreditsMicros {
  const likely = estimate.kind === 'priced' ? estimate.credits.p90 : (cap ?? NO_CREDITS);
  return cap === undefined ? likely : minCredits(likely, cap);
}
