import type { DatabaseSync } from 'node:sqlite';

import { type BudgetCourse, courseSpan } from '../../core/budgets/budgetCourse.ts';
import { type BudgetForecast, FORECAST_PARTS, budgetForecast } from '../../core/budgets/budgetForecast.ts';
import { type BudgetStatus, budgetStatuses, unspent, withOverrides } from '../../core/budgets/budgetStatus.ts';
import type { PassedThreshold } from '../../core/budgets/budgetThresholds.ts';
import { Calendar } from '../../core/calendar.ts';
import { budgetsDrawnOn } from '../../core/decisions/checks/checkBudgets.ts';
import { availableBalance } from '../../core/decisions/checks/checkWallet.ts';
import { type DecisionInput, decide, decideUsing } from '../../core/decisions/decide.ts';
import { fixedEstimate } from '../../core/estimate/estimateRun.ts';
import type { JudgeRequest, Judgement } from '../../core/decisions/judgement.ts';
import {
  type CreditsMicros,
  NO_CREDITS,
  addCredits,
  maxCredits,
  subtractCredits,
  sumCredits,
} from '../../core/money.ts';
import { type AllowanceUse, mayDrawPaid, paidOutlook } from '../../core/wallet/paidOutlook.ts';
import type { BudgetOverride } from '../../core/policy/override.ts';
import { windowOf } from '../../core/period.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { type Extension, extend, toReserve } from '../../core/decisions/reservation.ts';
import { lastSnapshot } from '../../core/wallet/wallet.ts';
import { BudgetThresholds } from './budgetThresholds.ts';
import { inTransaction } from '../database.ts';
import type { Reservation, Reservations } from '../runs/reservations.ts';
import type { Decisions } from './decisions.ts';
import type { Overrides } from './overrides.ts';
import { SpendingNow, type SpendingSources } from './spendingNow.ts';

/**
 * Judges runs on what the ledger knows. A decision and the reservation that goes with it are one transaction, so that
 * two processes cannot both pass the same check.
 */
export class Judge {
  readonly #db: DatabaseSync;
  readonly #sources: SpendingSources;
  readonly #decisions: Decisions;
  readonly #reservations: Reservations;
  readonly #overrides: Overrides;

  constructor(
    db: DatabaseSync,
    sources: SpendingSources,
    decisions: Decisions,
    reservations: Reservations,
    overrides: Overrides,
  ) {
    this.#db = db;
    this.#sources = sources;
    this.#decisions = decisions;
    this.#reservations = reservations;
    this.#overrides = overrides;
  }

  /** What would be decided, without recording or reserving anything. */
  assess(request: JudgeRequest): Judgement {
    return inTransaction(this.#db, () => {
      const { policy, nowMs } = request;
      const input = this.#inputFor(request, this.#reservations.live(nowMs));
      const { decision, budgets } = decideUsing(policy, input, this.#overrides.free(nowMs));
      return { decision, budgets };
    });
  }

  /**
   * Decides, records the decision under `decisionId` with the overrides that it draws on and, unless it is a refusal,
   * holds credits for the run.
   */
  decide(request: JudgeRequest, decisionId: string): Judgement {
    return inTransaction(this.#db, () => {
      const { subject, estimate, policy, nowMs } = request;
      const rateCardId = this.#sources.card.id;
      const input = this.#inputFor(request, this.#reservations.live(nowMs));
      const { decision, budgets, used } = decideUsing(policy, input, this.#overrides.free(nowMs));
      this.#decisions.record({ decisionId, decidedAtMs: nowMs, subject, decision, estimate, rateCardId });
      for (const override of used) {
        this.#overrides.use(override, decisionId);
      }
      if (decision.effect !== 'deny') {
        const credits = toReserve(estimate, decision.cap, budgetsDrawnOn(budgets, input.outlook));
        this.#reservations.reserve(decisionId, { subject, credits, mayDrawPaid: mayDrawPaid(input.outlook), nowMs });
      }
      return { decision, budgets };
    });
  }

  /**
   * Holds `wanted` credits in all for a run under way, with what it has spent, as far as the rules let it. A run that
   * is over gets nothing, and one whose reservation has lapsed what is left now.
   */
  extend(decisionId: string, wanted: CreditsMicros, request: JudgeRequest): Extension {
    return inTransaction(this.#db, () => {
      const { policy, estimate, nowMs } = request;
      const live = this.#reservations.live(nowMs);
      const own = this.#reservations.of(decisionId) ?? this.#reservations.reopen(decisionId, request.subject, nowMs);
      if (own === undefined) {
        return { granted: false, total: NO_CREDITS, findings: [] };
      }
      const spent = own.runId === undefined ? NO_CREDITS : this.#spending(policy).ofRun(own.runId);
      const toSpend = maxCredits(NO_CREDITS, subtractCredits(wanted, spent));
      const input = this.#inputFor(
        { ...request, estimate: fixedEstimate(toSpend, estimate.meter) },
        live.filter((each) => each.decisionId !== decisionId),
        this.#overrides.usedBy(decisionId),
      );
      const extension = extend({
        held: live.some((each) => each.decisionId === decisionId) ? own.credits : NO_CREDITS,
        spent,
        wanted,
        decision: decide(underWay(policy), input),
        budgets: budgetsDrawnOn(input.budgets, input.outlook),
        available: availableBalance(policy, input),
        consented: this.#decisions.consented(decisionId),
      });
      this.#reservations.extend(decisionId, extension.total, mayDrawPaid(input.outlook), nowMs);
      return extension;
    });
  }

  /** Where all budgets of a policy stand. */
  budgets(policy: Policy, timezone: string, nowMs: number): BudgetStatus[] {
    return inTransaction(this.#db, () => {
      const held = this.#reservations.live(nowMs);
      const statuses = budgetStatuses(policy, this.#spending(policy), held, nowMs, calendarOf(policy, timezone));
      return withOverrides(statuses, this.#overrides.ofToday(nowMs));
    });
  }

  /** The alerts of budgets that the caller is to tell now: each is given to one caller alone. */
  takeThresholds(policy: Policy, timezone: string, nowMs: number): PassedThreshold[] {
    return inTransaction(this.#db, () => {
      const statuses = this.budgets(policy, timezone, nowMs);
      return new BudgetThresholds(this.#db).take(statuses, calendarOf(policy, timezone), nowMs);
    });
  }

  /** What each budget of a policy will likely come to, in their order; undefined where that cannot be told. */
  forecasts(policy: Policy, timezone: string, nowMs: number): (BudgetForecast | undefined)[] {
    return inTransaction(this.#db, () => {
      const spending = this.#spending(policy);
      const calendar = calendarOf(policy, timezone);
      return policy.budgets.map(({ value }) => {
        const { fromMs, resetsAtMs } = windowOf(value.period, nowMs, calendar);
        return resetsAtMs === undefined
          ? undefined
          : budgetForecast(
              spending.inParts(value, { fromMs, untilMs: nowMs }, FORECAST_PARTS),
              (nowMs - fromMs) / (resetsAtMs - fromMs),
            );
      });
    });
  }

  /** How each budget of a policy came to where it stands, in their order. */
  courses(policy: Policy, timezone: string, nowMs: number): BudgetCourse[] {
    return inTransaction(this.#db, () => {
      const spending = this.#spending(policy);
      const calendar = calendarOf(policy, timezone);
      return policy.budgets.map(({ value }) => {
        const { window, parts, begun, begunUntilMs } = courseSpan(windowOf(value.period, nowMs, calendar), nowMs);
        const span = { fromMs: window.fromMs, untilMs: begunUntilMs };
        return { ...window, parts, spent: spending.inParts(value, span, begun) };
      });
    });
  }

  /** `own`: the overrides of this run alone. */
  #inputFor(request: JudgeRequest, held: readonly Reservation[], own: readonly BudgetOverride[] = []): DecisionInput {
    const { policy, subject, timezone, wallet, estimate, nowMs } = request;
    const spending = this.#spending(policy);
    const account = lastSnapshot(wallet)?.account.id;
    const use: AllowanceUse = {
      spentIn: (span) => spending.ofAccount(account, span, (meter) => meter !== 'credits'),
      reserved: sumCredits(held.map((each) => unspent(each, spending))),
    };
    return {
      ...request,
      ...subject,
      subagents: request.subagents,
      activeRuns: held.length,
      budgets: withOverrides(budgetStatuses(policy, spending, held, nowMs, calendarOf(policy, timezone), subject), [
        ...this.#overrides.ofToday(nowMs),
        ...own,
      ]),
      outlook: paidOutlook(wallet, estimate, use, policy.autoReload !== undefined, nowMs),
      unseenDraws: policy.reserve.value === NO_CREDITS ? NO_CREDITS : unseenDraws(request, held, spending),
    };
  }

  #spending(policy: Policy): SpendingNow {
    return new SpendingNow(
      this.#sources,
      policy.budgets.some(({ value }) => value.meter === 'paid'),
    );
  }
}

/** What this machine has drawn of purchased credits since the balance was read, and holds for runs that may draw them. */
function unseenDraws(
  { wallet, nowMs }: JudgeRequest,
  held: readonly Reservation[],
  spending: SpendingNow,
): CreditsMicros {
  const holding = sumCredits(held.filter((each) => each.mayDrawPaid).map((each) => unspent(each, spending)));
  const snapshot = lastSnapshot(wallet);
  if (snapshot === undefined || snapshot.observedAtMs >= nowMs) {
    return holding;
  }
  const since = { fromMs: snapshot.observedAtMs, untilMs: nowMs };
  const drawn = spending.ofAccount(snapshot.account.id, since, (meter) => meter !== 'included');
  return addCredits(holding, drawn);
}

/** The rules that a run must still keep to once it goes on: how many may begin, and which to ask about, is settled. */
function underWay(policy: Policy): Policy {
  return { ...policy, confirmAbove: undefined, maxRuns: undefined };
}

function calendarOf(policy: Policy, timezone: string): Calendar {
  return new Calendar(policy.timezone.value ?? timezone);
}
