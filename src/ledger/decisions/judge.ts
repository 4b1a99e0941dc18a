import type { DatabaseSync } from 'node:sqlite';

import { budgetsDrawnOn } from '../../core/decisions/checks/checkBudgets.ts';
import type { DecisionInput } from '../../core/decisions/decide.ts';
import { decideUsing } from '../../core/decisions/decideUsing.ts';
import type { JudgeRequest, Judgement } from '../../core/decisions/judgement.ts';
import { toReserve } from '../../core/decisions/toReserve.ts';
import { mayDrawPaid } from '../../core/wallet/paidOutlook.ts';
import { inTransaction } from '../database.ts';
import type { Reservations } from '../runs/reservations.ts';
import { reserve } from '../runs/reserve.ts';
import type { Decisions } from './decisions.ts';
import { judgedInput } from './judgedInput.ts';
import type { Overrides } from './overrides.ts';
import type { SpendingSources } from './spendingNow.ts';

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
      const input = this.#inputFor(request);
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
      const input = this.#inputFor(request);
      const { decision, budgets, used } = decideUsing(policy, input, this.#overrides.free(nowMs));
      this.#decisions.record({ decisionId, decidedAtMs: nowMs, subject, decision, estimate, rateCardId });
      for (const override of used) {
        this.#overrides.use(override, decisionId);
      }
      if (decision.effect !== 'deny') {
        const credits = toReserve(estimate, decision.cap, budgetsDrawnOn(budgets, input.outlook));
        reserve(this.#db, decisionId, { subject, credits, mayDrawPaid: mayDrawPaid(input.outlook), nowMs });
      }
      return { decision, budgets };
    });
  }

  #inputFor(request: JudgeRequest): DecisionInput {
    const { nowMs } = request;
    return judgedInput(request, this.#sources, this.#reservations.live(nowMs), this.#overrides.ofToday(nowMs));
  }
}
