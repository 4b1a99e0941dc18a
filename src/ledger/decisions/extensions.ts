import type { DatabaseSync } from 'node:sqlite';

import { budgetsDrawnOn } from '../../core/decisions/checks/checkBudgets.ts';
import { availableBalance } from '../../core/decisions/checks/checkWallet.ts';
import { decide } from '../../core/decisions/decide.ts';
import type { JudgeRequest } from '../../core/decisions/judgement.ts';
import { type Extension, extend } from '../../core/decisions/reservation.ts';
import { fixedEstimate } from '../../core/estimate/fixedEstimate.ts';
import { type CreditsMicros, NO_CREDITS, maxCredits, subtractCredits } from '../../core/money.ts';
import type { Policy } from '../../core/policy/policy.ts';
import { mayDrawPaid } from '../../core/wallet/paidOutlook.ts';
import { inTransaction } from '../database.ts';
import type { Reservations } from '../runs/reservations.ts';
import { consented } from './decidedRuns.ts';
import { judgedInput, spendingUnder } from './judgedInput.ts';
import type { OverridesInForce } from './overridesInForce.ts';
import type { SpendingSources } from './spendingNow.ts';

/**
 * Judges runs under way that need more than is held for them. The check and the holding are one transaction, so that two
 * processes cannot both pass the same check.
 */
export class Extensions {
  readonly #db: DatabaseSync;
  readonly #sources: SpendingSources;
  readonly #reservations: Reservations;
  readonly #overrides: OverridesInForce;

  constructor(db: DatabaseSync, sources: SpendingSources, reservations: Reservations, overrides: OverridesInForce) {
    this.#db = db;
    this.#sources = sources;
    this.#reservations = reservations;
    this.#overrides = overrides;
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
      const spent = own.runId === undefined ? NO_CREDITS : spendingUnder(policy, this.#sources).ofRun(own.runId);
      const toSpend = maxCredits(NO_CREDITS, subtractCredits(wanted, spent));
      const input = judgedInput(
        { ...request, estimate: fixedEstimate(toSpend, estimate.meter) },
        this.#sources,
        live.filter((each) => each.decisionId !== decisionId),
        [...this.#overrides.ofToday(nowMs), ...this.#overrides.usedBy(decisionId)],
      );
      const extension = extend({
        held: live.some((each) => each.decisionId === decisionId) ? own.credits : NO_CREDITS,
        spent,
        wanted,
        decision: decide(underWay(policy), input),
        budgets: budgetsDrawnOn(input.budgets, input.outlook),
        available: availableBalance(policy, input),
        consented: consented(this.#db, decisionId),
      });
      this.#reservations.extend(decisionId, extension.total, mayDrawPaid(input.outlook), nowMs);
      return extension;
    });
  }
}

/** The rules that a run must still keep to once it goes on: how many may begin, and which to ask about, is settled. */
function underWay(policy: Policy): Policy {
  return { ...policy, confirmAbove: undefined, maxRuns: undefined };
}
