import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type CreditsMicros, NO_CREDITS, addCredits } from '../core/money.ts';
import { priceRequest } from '../core/pricing.ts';
import type { RateCard } from '../core/rateCard.ts';
import type { RunStatus } from '../core/run.ts';
import type { TokenUsage } from '../core/tokenUsage.ts';
import { NOTHING_KNOWN } from '../core/usageEvent.ts';
import type { AccountFacts } from '../core/wallet.ts';
import { keepReserved } from './keepReserved.ts';
import type { Preflight } from './preflight.ts';
import type { DecisionStore, RunningTurn, SetInterval, TurnEnd } from './ports.ts';

/** What a run has used so far, from what its agent reports; the ledger has the last word afterwards. */
export interface RunMeter {
  readonly runId: string;
  readonly threadId: string;
  readonly startedAtMs: number;
  readonly preflight: Preflight;
  readonly cap: CreditsMicros | undefined;
  readonly spent: CreditsMicros;
  readonly requests: number;
  readonly unpricedRequests: number;
  readonly status: RunStatus;
  readonly errorMessage: string | undefined;
}

/** What a run needs of its surroundings. */
export interface RunSurroundings {
  readonly store: DecisionStore;
  readonly card: RateCard;
  /** Brings the ledger up to date with what the agent has logged. */
  readonly ingest: () => Promise<void>;
  readonly setInterval: SetInterval;
  readonly nowMs: () => number;
  readonly log: Log;
}

/**
 * Watches a turn that was allowed to start: adds up what each response costs, ends the turn when its cap is crossed,
 * and settles it. What can pass the cap is the response in which it was crossed.
 */
export class GuardedRun implements Disposable {
  /** Resolves with the last meter, when the run has been settled. */
  readonly settled: Promise<RunMeter>;
  readonly #turn: RunningTurn;
  readonly #around: RunSurroundings;
  readonly #resources = new DisposableStore();
  readonly #onDidChange: Emitter<RunMeter>;
  #meter: RunMeter;
  #walletSeenAtMs = 0;
  #endedBy: 'stopped' | 'capped' | undefined;

  /** `decisionId` is the one under which the run was allowed, with its reservation. */
  constructor(turn: RunningTurn, decisionId: string, preflight: Preflight, around: RunSurroundings) {
    this.#turn = turn;
    this.#around = around;
    this.#onDidChange = new Emitter((error) => {
      around.log.error('a listener to a run failed', { error: messageOf(error) });
    });
    this.#meter = {
      runId: turn.turnId,
      threadId: turn.threadId,
      startedAtMs: around.nowMs(),
      preflight,
      cap: preflight.decision.cap,
      spent: NO_CREDITS,
      requests: 0,
      unpricedRequests: 0,
      status: 'running',
      errorMessage: undefined,
    };
    this.#resources.add(
      turn.onDidUseTokens((usage) => {
        this.#count(usage);
      }),
    );
    this.#resources.add(
      turn.onDidSeeWallet((facts) => {
        this.#keepWallet(facts);
      }),
    );
    this.#resources.add(
      keepReserved(decisionId, around, (error) => {
        this.#logFailure('renew the reservation', error);
      }),
    );
    this.#resources.add(turn);
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

  /** Ends the run because the person wants it. What it has changed so far stays. */
  stop(): void {
    this.#end('stopped');
  }

  dispose(): void {
    this.#resources.dispose();
    this.#onDidChange.dispose();
  }

  #count(usage: TokenUsage): void {
    const { model, tier } = this.#meter.preflight.subject;
    const occurredAtMs = this.#around.nowMs();
    const cost = priceRequest(this.#around.card, { model, tier, usage, occurredAtMs });
    this.#witness(usage, occurredAtMs);
    const { spent, requests, unpricedRequests, cap } = this.#meter;
    const total = cost.kind === 'priced' ? addCredits(spent, cost.credits) : spent;
    if (cap !== undefined && total >= cap) {
      this.#end('capped');
    }
    this.#update({
      spent: total,
      requests: requests + 1,
      unpricedRequests: unpricedRequests + (cost.kind === 'unpriced' ? 1 : 0),
    });
  }

  /** Should Codex log nothing of the run, this is all that is known of what it used. */
  #witness(usage: TokenUsage, occurredAtMs: number): void {
    const { threadId, runId, requests, preflight } = this.#meter;
    const { model, effort, tier, workspace, surface } = preflight.subject;
    const surroundings = { ...NOTHING_KNOWN, model, effort, tier, workspace, surface };
    const seen = { threadId, turnId: runId, runId, witness: 'appServer' as const, observation: String(requests) };
    const recorded = this.#around.store.recordWitnessed([{ ...seen, surroundings, occurredAtMs, usage }]);
    void this.#tryTo('record what a response used', recorded);
  }

  /** The balance moves with the run, without being asked for. Each sight has an instant of its own. */
  #keepWallet(facts: AccountFacts): void {
    this.#walletSeenAtMs = Math.max(this.#around.nowMs(), this.#walletSeenAtMs + 1);
    const seen = { ...facts, observedAtMs: this.#walletSeenAtMs, source: 'update' as const };
    void this.#tryTo('record what was seen of the balance', this.#around.store.recordBalances([seen]));
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
    this.#update({ status, errorMessage: end.errorMessage });
    this.#resources.dispose();
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
    this.#meter = { ...this.#meter, ...change };
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
