import { assertNever } from '../base/assert.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Finding } from '../core/finding.ts';
import type { Hold, HoldAnswer, HoldCause, RecordedAnswer } from '../core/hold.ts';
import { type CreditsMicros, addCredits, maxCredits } from '../core/money.ts';
import { priceRequest } from '../core/pricing.ts';
import type { RateCard } from '../core/rateCard.ts';
import type { RunStatus } from '../core/run.ts';
import { NOTHING_KNOWN } from '../core/usageEvent.ts';
import type { AccountFacts } from '../core/wallet.ts';
import { type RoomStore, ReservedRoom } from './reservedRoom.ts';
import { keepReserved } from './keepReserved.ts';
import type { Preflight } from './preflight.ts';
import type { DecisionStore, RunningTurn, SetInterval, TurnEnd, TurnGate, TurnUse } from './ports.ts';
import { type RunMeter, countResponse, holdOf, isAtCap, newMeter } from './runMeter.ts';

/** What a run needs of its surroundings. */
export interface RunSurroundings {
  readonly store: DecisionStore & RoomStore;
  readonly card: RateCard;
  /** What this file says, no answer of a person undoes. */
  readonly managedPolicyFile: string;
  /** Where the agent works. */
  readonly cwd: string;
  /** Brings the ledger up to date with what the agent has logged. */
  readonly ingest: () => Promise<void>;
  readonly setInterval: SetInterval;
  readonly nowMs: () => number;
  readonly log: Log;
}

/** Who waits for a reset looks this often whether it has come: a timer would sleep with the machine. */
const LOOK_EVERY_MS = 1_000;

/**
 * Watches a turn that was allowed to start: adds up what each response costs, lets its requests pass one by one while
 * it is within its cap, holds it there until a person has answered, and settles it. What can pass the cap are the
 * responses in flight when it was crossed. A turn that cannot be held, or whose policy says so, is ended instead.
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
  readonly #room: ReservedRoom;
  #isAsking = false;
  /** In micro-credits: below, a person has granted what the rules did not. */
  #overriddenUntil = 0;
  #waiting: Disposable | undefined;

  /** `decisionId` is the one under which the run was allowed, with its reservation. */
  constructor(turn: RunningTurn, decisionId: string, preflight: Preflight, around: RunSurroundings) {
    this.#turn = turn;
    this.#around = around;
    this.#onDidChange = new Emitter((error) => {
      around.log.error('a listener to a run failed', { error: messageOf(error) });
    });
    this.#room = new ReservedRoom(decisionId, preflight.request, around.store);
    const { turnId: runId, threadId, gate } = turn;
    const canBeHeld = gate !== undefined && preflight.request.policy.onCap.value === 'pause';
    this.#meter = newMeter({ runId, threadId, startedAtMs: around.nowMs(), preflight, canBeHeld });
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
      keepReserved(decisionId, around, (error) => {
        this.#logFailure('renew the reservation', error);
      }),
    );
    if (gate !== undefined) {
      this.#watch(gate);
    }
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

  /**
   * Answers a hold; where there is none any more, nothing happens. The answer is recorded before the run goes on, and
   * where it cannot be, the run stays held and the reason is thrown. A run that is to stop stops in any case.
   */
  async answer(answer: HoldAnswer, answeredBy: string, reason?: string): Promise<void> {
    const { hold, cap } = this.#meter;
    if (hold === undefined) {
      return;
    }
    switch (answer.kind) {
      case 'raise':
      case 'uncap':
        await this.#override(hold, answer, answeredBy, reason);
        break;
      case 'wait':
        await this.#waitForReset(hold, answeredBy);
        break;
      case 'stop':
      case 'noAnswer':
        this.#end(answer.kind === 'stop' ? 'stopped' : 'capped');
        await this.#record(answer.kind, cap, answeredBy, reason);
        break;
      default:
        assertNever(answer);
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

  dispose(): void {
    this.#resources.dispose();
    this.#waiting?.dispose();
    this.#onDidChange.dispose();
  }

  #watch(gate: TurnGate): void {
    this.#resources.add(
      gate.onDidWait(() => {
        this.#letPassOrHold(gate);
      }),
    );
    this.#letPassOrHold(gate);
  }

  #letPassOrHold(gate: TurnGate): void {
    if (gate.waiting === 0 || this.#meter.hold !== undefined || this.#endedBy !== undefined) {
      return;
    }
    if (!isAtCap(this.#meter)) {
      this.#letPassWithin(gate);
    } else if (this.#meter.canBeHeld) {
      this.#hold(gate, 'cap', []);
    } else {
      this.#end('capped');
    }
  }

  /** Within its cap, a run needs room under the rules as well, unless a person has said otherwise. */
  #letPassWithin(gate: TurnGate): void {
    const { spent, canBeHeld } = this.#meter;
    if (this.#room.isAmple(spent) || spent < this.#overriddenUntil || !canBeHeld) {
      gate.pass();
    } else if (!this.#isAsking) {
      this.#isAsking = true;
      void this.#askForRoom(gate);
    }
  }

  /** What cannot be asked is not granted. Requests wait meanwhile, and those that come later with them. */
  async #askForRoom(gate: TurnGate): Promise<void> {
    let findings: readonly Finding[] = [];
    try {
      findings = await this.#room.extend(this.#meter.spent, this.#meter.cap, this.#around.nowMs());
    } catch (error) {
      this.#logFailure('hold more credits for it', error);
    }
    this.#isAsking = false;
    if (this.#room.isLeft(this.#meter.spent) && !isAtCap(this.#meter) && this.#endedBy === undefined) {
      gate.pass();
    } else if (gate.waiting > 0 && this.#meter.hold === undefined && this.#endedBy === undefined) {
      this.#hold(gate, isAtCap(this.#meter) ? 'cap' : 'policy', findings);
    }
  }

  #hold(gate: TurnGate, cause: HoldCause, findings: readonly Finding[]): void {
    const { nowMs, store, cwd } = this.#around;
    const { runId, cap, spent } = this.#meter;
    const heldAtMs = nowMs();
    this.#recall(gate);
    // Before anybody is told who might answer it.
    void this.#tryTo('record a hold', store.holdRun({ runId, heldAtMs, cause, cap, spent, cwd }));
    const hold = holdOf(this.#meter, cause, findings, this.#around.managedPolicyFile, heldAtMs);
    this.#update({ hold });
  }

  /** What a person grants is not asked about again until it is used, whatever budgets say; only what is managed stands. */
  async #override(
    hold: Hold,
    answer: Extract<HoldAnswer, { kind: 'raise' | 'uncap' }>,
    answeredBy: string,
    reason: string | undefined,
  ): Promise<void> {
    if (!hold.canBeRaised) {
      return;
    }
    const { cap, spent } = this.#meter;
    const from = hold.cause === 'cap' && cap !== undefined ? maxCredits(cap, spent) : spent;
    const newCap = answer.kind === 'raise' ? addCredits(from, answer.by) : undefined;
    await this.#goOn(hold, answer.kind, newCap, answeredBy, reason, newCap ?? Number.MAX_SAFE_INTEGER);
  }

  async #goOn(
    hold: Hold,
    kind: RecordedAnswer['kind'],
    cap: CreditsMicros | undefined,
    answeredBy: string,
    reason: string | undefined,
    overriddenUntil: number,
  ): Promise<void> {
    await this.#record(kind, cap, answeredBy, reason);
    // Another answer may have been quicker.
    if (this.#meter.hold === hold) {
      this.#waiting?.dispose();
      this.#overriddenUntil = overriddenUntil;
      this.#update({ hold: undefined, cap });
      this.#letThrough();
    }
  }

  #letThrough(): void {
    const { gate } = this.#turn;
    if (gate !== undefined) {
      this.#letPassOrHold(gate);
    }
  }

  async #waitForReset(hold: Hold, answeredBy: string): Promise<void> {
    const { resetsAtMs } = hold;
    if (resetsAtMs === undefined) {
      return;
    }
    const { cap, spent, preflight } = this.#meter;
    await this.#record('wait', cap, answeredBy, undefined);
    const waiting = { ...hold, waitsUntilMs: resetsAtMs };
    this.#update({ hold: waiting });
    this.#waiting?.dispose();
    const roomAgain = preflight.decision.cap;
    this.#waiting = this.#around.setInterval(() => {
      if (this.#around.nowMs() >= resetsAtMs) {
        this.#waiting?.dispose();
        const newCap = hold.cause === 'cap' && roomAgain !== undefined ? addCredits(spent, roomAgain) : cap;
        void this.#tryTo('go on after a reset', this.#goOn(waiting, 'resumed', newCap, answeredBy, undefined, 0));
      }
    }, LOOK_EVERY_MS);
  }

  #record(
    kind: RecordedAnswer['kind'],
    cap: CreditsMicros | undefined,
    answeredBy: string,
    reason: string | undefined,
  ): Promise<void> {
    const { store, nowMs } = this.#around;
    return store.answerHold(this.#meter.runId, { kind, cap, reason, answeredBy, answeredAtMs: nowMs() });
  }

  #count({ usage, model: told }: TurnUse): void {
    const { model: asked, tier } = this.#meter.preflight.subject;
    const model = told ?? asked;
    const occurredAtMs = this.#around.nowMs();
    const cost = priceRequest(this.#around.card, { model, tier, usage, occurredAtMs });
    this.#witness({ usage, model }, occurredAtMs);
    const meter = countResponse(this.#meter, cost);
    if (cost.kind === 'priced') {
      this.#room.count(cost.credits);
    }
    if (isAtCap(meter)) {
      this.#stopOrRecall(meter);
    }
    this.#update(meter);
  }

  /** At the cap, before anybody is told: nothing may start meanwhile. */
  #stopOrRecall({ canBeHeld }: RunMeter): void {
    const { gate } = this.#turn;
    if (!canBeHeld || gate === undefined) {
      this.#end('capped');
      return;
    }
    this.#recall(gate);
  }

  #recall(gate: TurnGate): void {
    const recalled = gate.recall().then(() => {
      this.#letPassOrHold(gate);
    });
    void this.#tryTo('take back what was let pass', recalled);
  }

  /** Should Codex log nothing of the run, this is all that is known of what it used. */
  #witness({ usage, model }: TurnUse, occurredAtMs: number): void {
    const { threadId, runId, requests, preflight } = this.#meter;
    const { effort, tier, workspace, surface } = preflight.subject;
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
    // A hold that its process did not outlive can still be answered: by going on with the thread.
    this.#update({ status, errorMessage: end.errorMessage, ...(status === 'failed' ? {} : { hold: undefined }) });
    this.#resources.dispose();
    this.#waiting?.dispose();
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
