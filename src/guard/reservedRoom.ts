import type { Finding } from '../core/finding.ts';
import type { JudgeRequest } from '../core/judgement.ts';
import { type CreditsMicros, NO_CREDITS, addCredits, creditsMicros, maxCredits, minCredits } from '../core/money.ts';
import type { DecisionStore, UsageStore } from './ports.ts';

/** What is asked for beyond what a run has spent: so many responses like its dearest, so that not each one asks. */
const RESPONSES_AHEAD = 4;
/** A credit: what is asked for ahead of the first response. */
const LEAST_AHEAD = 1_000_000;

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

  /** Whether another response like the dearest so far fits into what is held. */
  isAmple(spent: CreditsMicros): boolean {
    return this.#total > spent && this.#total >= spent + this.#dearest;
  }

  /** Whether anything of what is held is left. */
  isLeft(spent: CreditsMicros): boolean {
    return this.#total > spent;
  }

  /** Asks for more, never beyond the cap, on the rules and the balance as they are now. Tells what speaks against it. */
  async extend(spent: CreditsMicros, cap: CreditsMicros | undefined, nowMs: number): Promise<readonly Finding[]> {
    const ahead = creditsMicros(Math.max(LEAST_AHEAD, RESPONSES_AHEAD * this.#dearest));
    const wanted = addCredits(spent, ahead);
    const extension = await this.#store.extendReservation(
      this.#decisionId,
      cap === undefined ? wanted : minCredits(wanted, cap),
      await this.#requestNow(nowMs),
    );
    this.#total = extension.total;
    return extension.findings;
  }

  /** A balance moves with the run; whatever else was known of the wallet stays as it was. */
  async #requestNow(nowMs: number): Promise<JudgeRequest> {
    const { wallet } = this.#request;
    const snapshot = wallet.kind === 'known' ? await this.#store.latestBalance() : undefined;
    return { ...this.#request, nowMs, ...(snapshot === undefined ? {} : { wallet: { kind: 'known', snapshot } }) };
  }
}
