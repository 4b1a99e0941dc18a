import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { HoldAnswer } from '../../core/decisions/hold.ts';
import { priceRequest } from '../../core/prices/pricing.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { RunStatus } from '../../core/usage/run.ts';
import type { AccountFacts } from '../../core/wallet/wallet.ts';
import { keepReserved } from './keepReserved.ts';
import type { DecisionStore } from '../ports.ts';
import type { RunningTurn, TurnEnd, TurnUse } from '../turnPorts.ts';
import type { Preflight } from './preflight.ts';
import { ReservedRoom, type RoomStore } from './reservedRoom.ts';
import { type HoldSurroundings, type HoldableRun, RunHolds } from './runHolds.ts';
import { foreseeAfter, foreseeUnder } from './runOutlook.ts';
import { type RunBefore, standingOf } from './runBefore.ts';
import { type RunMeter, countResponse, isAtCap, newMeter } from './runMeter.ts';
import { WalletSights, witnessedUse } from './turnWitness.ts';

/** What a run needs of its surroundings. */
export interface RunSurroundings extends HoldSurroundings {
  readonly store: DecisionStore & RoomStore;
  readonly card: RateCard;
  /** Brings the ledger up to date with what the agent has logged. */
  readonly ingest: () => Promise<void>;
  readonly log: Log;
}

/**
 * Watches a turn that was allowed to start: adds up what each response costs, lets its requests pass while it is within
 * its cap, holds it there until a person has answered, and settles it. What can pass the cap are the responses under way
 * when it was crossed: one with one agent, and of several agents few, since near the cap they pass one at a time. A turn
 * that cannot be held, or whose policy says so, is ended instead.
 */
export class GuardedRun implements Disposable {
  /** Resolves with the last meter, when the run has been settled. */
  readonly settled: Promise<RunMeter>;
  readonly #turn: RunningTurn;
  readonly #around: RunSurroundings;
  readonly #resources = new DisposableStore();
  readonly #onDidChange: Emitter<RunMeter>;
  #meter: RunMeter;
  #endedBy: 'stopped' | 'capped' | undefined;
  readonly #room: ReservedRoom;
  readonly #walletSights = new WalletSights();
  /** Undefined where the agent cannot be made to wait. */
  readonly #holds: RunHolds | undefined;

  /**
   * `decisionId` is the one under which the run was allowed, with its reservation. `before`: how it stood when its guard
   * before this one ended; its turn tells anew what its responses used.
   */
  constructor(
    turn: RunningTurn,
    decisionId: string,
    preflight: Preflight,
    around: RunSurroundings,
    before?: RunBefore,
  ) {
    this.#turn = turn;
    this.#around = around;
    this.#onDidChange = new Emitter((error) => {
      around.log.error('a listener to a run failed', { error: messageOf(error) });
    });
    this.#room = new ReservedRoom(decisionId, preflight.request, around.store);
    const { turnId: runId, threadId, gate } = turn;
    const { onCap, maxSubagentsPerRun } = preflight.request.policy;
    gate?.limitSubagents(maxSubagentsPerRun?.value ?? Number.POSITIVE_INFINITY);
    const canBeHeld = gate !== undefined && onCap.value === 'pause';
    const startedAtMs = before?.startedAtMs ?? around.nowMs();
    const fresh = newMeter({ runId, threadId, startedAtMs, preflight, canBeHeld });
    this.#meter = before === undefined ? fresh : { ...fresh, cap: before.cap };
    this.#resources.add(
      turn.onDidUseTokens((use) => {
        this.#count(use);
      }),
    );
    this.#resources.add(
      turn.onDidSeeWallet((facts) => {
        this.#keepWallet(facts);
      }),
    );
    this.#resources.add(
      keepReserved(
        decisionId,
        around,
        (error) => {
          this.#logFailure('renew the reservation', error);
        },
        () => {
          void this.#tryTo('hold credits for it again', this.#checkAgain());
        },
      ),
    );
    if (before !== undefined) {
      // What its turn tells anew is counted by now.
      this.#update(standingOf(this.#meter, before, around));
    }
    const overriddenUntil = before?.overriddenUntil ?? 0;
    this.#holds =
      gate === undefined
        ? undefined
        : this.#resources.add(new RunHolds(this.#asHoldable(), gate, this.#room, around, overriddenUntil));
    this.settled = this.#settle();
  }

  get meter(): RunMeter {
    return this.#meter;
  }

  get onDidChange(): Event<RunMeter> {
    return this.#onDidChange.event;
  }

  get turn(): RunningTurn {
    return this.#turn;
  }

  /** Answers a hold, see {@link RunHolds.answer}; where there is none any more, nothing happens. */
  async answer(answer: HoldAnswer, answeredBy: string, reason?: string): Promise<void> {
    const { hold } = this.#meter;
    if (hold !== undefined) {
      await this.#holds?.answer(hold, answer, answeredBy, reason);
    }
  }

  /** Ends the run because the person wants it. What it has changed so far stays. */
  stop(): void {
    if (this.#meter.hold === undefined) {
      this.#end('stopped');
    } else {
      void this.#tryTo('record an answer', this.answer({ kind: 'stop' }, 'person'));
    }
  }

  /** Lets go of a turn that can wait for another guard; any other ends, and where it is held, it can be continued. */
  leave(): void {
    if (this.#turn.place === undefined) {
      if (this.#meter.hold === undefined) {
        this.stop();
      }
      this.dispose();
    } else {
      this.#resources.dispose();
      this.#onDidChange.dispose();
      this.#turn.leave();
    }
  }

  dispose(): void {
    this.#resources.dispose();
    this.#turn.dispose();
    this.#onDidChange.dispose();
  }

  #asHoldable(): HoldableRun {
    const meter = (): RunMeter => this.#meter;
    const isEnding = (): boolean => this.#endedBy !== undefined;
    return {
      get meter() {
        return meter();
      },
      get isEnding() {
        return isEnding();
      },
      update: (change) => {
        this.#update(change);
      },
      end: (by) => {
        this.#end(by);
      },
      tryTo: (what, attempt) => this.#tryTo(what, attempt),
    };
  }

  #count({ threadId, usage, model: told }: TurnUse): void {
    const { card, store, nowMs } = this.#around;
    const { model: asked, tier } = this.#meter.preflight.subject;
    const model = told ?? asked;
    const occurredAtMs = nowMs();
    const cost = priceRequest(card, { model, tier, usage, occurredAtMs });
    const seen = witnessedUse(this.#meter, { usage, model }, occurredAtMs);
    void this.#tryTo('record what a response used', store.recordWitnessed([seen]));
    const meter = foreseeAfter(countResponse(this.#meter, cost), card, { threadId, usage }, occurredAtMs);
    if (cost.kind === 'priced') {
      this.#room.count(cost.credits);
    }
    // Before anybody is told: nothing may start meanwhile.
    if (isAtCap(meter)) {
      this.#stopOrRecall(meter);
    }
    this.#update(meter);
  }

  #stopOrRecall({ canBeHeld }: RunMeter): void {
    if (canBeHeld) {
      this.#holds?.recall();
    } else {
      this.#end('capped');
    }
  }

  #keepWallet(facts: AccountFacts): void {
    const { store, nowMs } = this.#around;
    const seen = this.#walletSights.at(facts, nowMs());
    void this.#tryTo('record what was seen of the balance', store.recordBalances([seen]));
  }

  /** What was held for it has lapsed, and others may hold it now: nothing more passes until the rules were asked anew. */
  async #checkAgain(): Promise<void> {
    this.#room.forget();
    const { spent, cap } = this.#meter;
    try {
      await this.#room.extend(spent, cap, 1, this.#around.nowMs());
    } finally {
      this.#holds?.recall();
    }
  }

  #end(by: 'stopped' | 'capped'): void {
    if (this.#endedBy === undefined && this.#meter.status === 'running') {
      this.#endedBy = by;
      void this.#tryTo('interrupt the turn', this.#turn.interrupt());
    }
  }

  async #settle(): Promise<RunMeter> {
    const end = await this.#turn.ended;
    const status = this.#statusAfter(end);
    const { ingest, store, nowMs } = this.#around;
    await this.#tryTo('read the log of a run', ingest());
    await this.#tryTo(
      'settle a run; its reservation lapses by itself',
      store.settleRun(this.#meter.runId, status, nowMs()),
    );
    // A hold that its process did not outlive can still be answered: by going on with the thread.
    this.#update({ status, errorMessage: end.errorMessage, ...(status === 'failed' ? {} : { hold: undefined }) });
    this.#resources.dispose();
    this.#turn.dispose();
    return this.#meter;
  }

  /** A turn that reached its cap with its last response has completed all the same. */
  #statusAfter({ status }: TurnEnd): RunStatus {
    if (status === 'completed') {
      return 'completed';
    }
    return this.#endedBy ?? (status === 'interrupted' ? 'stopped' : 'failed');
  }

  #update(change: Partial<RunMeter>): void {
    const before = this.#meter.cap;
    const meter = { ...this.#meter, ...change };
    this.#meter = meter.cap === before ? meter : foreseeUnder(meter, this.#around.card, this.#around.nowMs());
    this.#onDidChange.fire(this.#meter);
  }

  async #tryTo(what: string, attempt: Promise<unknown>): Promise<void> {
    try {
      await attempt;
    } catch (error) {
      this.#logFailure(what, error);
    }
  }

  #logFailure(what: string, error: unknown): void {
    this.#around.log.error('something could not be done for a run', { what, error: messageOf(error) });
  }
}
