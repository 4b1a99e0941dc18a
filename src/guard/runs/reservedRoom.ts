import type { JudgeRequest } from '../../core/decisions/judgement.ts';
import { type CreditsMicros, NO_CREDITS, addCredits, creditsMicros, maxCredits, minCredits } from '../../core/money.ts';
import { type Extension, LEAST_AHEAD, RESPONSES_AHEAD } from '../../core/decisions/reservation.ts';
import type { DecisionStore, UsageStore } from '../ports.ts';

/** A response may cost more than any before it: so many times the dearest is what one under way is taken to come to. */
const CAUTION = 2;

/** Where credits are held, and the newest balance is known. */
export type RoomStore = Pick<DecisionStore, 'extendReservation'> & Pick<UsageStore, 'latestBalance'>;

/** How far a run may spend on what the rules have granted it. It asks for more before a request that may need it. */
export class ReservedRoom {
  readonly #decisionId: string;
  readonly #request: JudgeRequest;
  readonly #store: RoomStore;
  #total: CreditsMicros = NO_CREDITS;
  #dearest: CreditsMicros = NO_CREDITS;

  constructor(decisionId: string, request: JudgeRequest, store: RoomStore) {
    this.#decisionId = decisionId;
    this.#request = request;
    this.#store = store;
  }

  /** To be told what each response cost. */
  count(cost: CreditsMicros): void {
    this.#dearest = maxCredits(this.#dearest, cost);
  }

  /** What is held has lapsed: nothing is, until more is asked for. */
  forget(): void {
    this.#total = NO_CREDITS;
  }

  /** How many requests more fit under a cap while others are under way: where they may come to it, one at a time. */
  fitUnder(cap: CreditsMicros | undefined, spent: CreditsMicros, underWay: number): number {
    return cap === undefined ? Number.POSITIVE_INFINITY : fit(cap - spent, CAUTION * this.#dearest) - underWay;
  }

  /** Whether so many responses like the dearest so far fit into what is held. */
  isAmple(spent: CreditsMicros, responses: number): boolean {
    return this.#total > spent && this.#total >= spent + responses * this.#dearest;
  }

  /** Whether anything of what is held is left. */
  isLeft(spent: CreditsMicros): boolean {
    return this.#total > spent;
  }

  /** How many requests more fit into what is held while others are under way: one, where none is and anything is left. */
  fitHeld(spent: CreditsMicros, underWay: number): number {
    return fit(this.#total - spent, this.#dearest) - underWay;
  }

  /**
   * Asks for more, beside what so many requests need that wait or are under way, never beyond the cap, on the rules and
   * the balance as they are now. Says what was granted, and what speaks against more.
   */
  async extend(
    spent: CreditsMicros,
    cap: CreditsMicros | undefined,
    requests: number,
    nowMs: number,
  ): Promise<Extension> {
    const ahead = creditsMicros(Math.max(LEAST_AHEAD, (RESPONSES_AHEAD + requests - 1) * this.#dearest));
    const wanted = addCredits(spent, ahead);
    const extension = await this.#store.extendReservation(
      this.#decisionId,
      cap === undefined ? wanted : minCredits(wanted, cap),
      await this.#requestNow(nowMs),
    );
    this.#total = extension.total;
    return extension;
  }

  /** A balance moves with the run; whatever else was known of the wallet stays as it was. */
  async #requestNow(nowMs: number): Promise<JudgeRequest> {
    const { wallet } = this.#request;
    const snapshot = wallet.kind === 'known' ? await this.#store.latestBalance() : undefined;
    return { ...this.#request, nowMs, ...(snapshot === undefined ? {} : { wallet: { kind: 'known', snapshot } }) };
  }
}

/** Of what costs `each`, how many fit into `left`: one where anything is left, however dear. */
function fit(left: number, each: number): number {
  return left <= 0 ? 0 : Math.max(1, Math.floor(left / Math.max(1, each)));
}
