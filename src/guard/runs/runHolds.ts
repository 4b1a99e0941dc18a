import { assertNever } from '../../base/assert.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import type { Hold, HoldAnswer, HoldCause, RecordedAnswer } from '../../core/decisions/hold.ts';
import { type CreditsMicros, addCredits, maxCredits } from '../../core/money.ts';
import type { Extension } from '../../core/decisions/reservation.ts';
import type { DecisionStore, SetInterval } from '../ports.ts';
import type { TurnGate } from '../turnPorts.ts';
import type { ReservedRoom } from './reservedRoom.ts';
import { type RunMeter, holdOf, isAtCap } from './runMeter.ts';

/** The run whose requests are held. */
export interface HoldableRun {
  readonly meter: RunMeter;
  /** It is to end: nothing more may pass. */
  readonly isEnding: boolean;
  readonly update: (change: Partial<RunMeter>) => void;
  readonly end: (by: 'stopped' | 'capped') => void;
  /** Logs a failure that nobody waits for. */
  readonly tryTo: (what: string, attempt: Promise<unknown>) => Promise<void>;
}

/** What holds are kept in, and told by. */
export interface HoldSurroundings {
  readonly store: Pick<DecisionStore, 'holdRun' | 'answerHold'>;
  /** What this file says, no answer of a person undoes. */
  readonly managedPolicyFile: string;
  /** Where the agent works. */
  readonly cwd: string;
  readonly setInterval: SetInterval;
  readonly nowMs: () => number;
}

/** Who waits for a reset looks this often whether it has come: a timer would sleep with the machine. */
const LOOK_EVERY_MS = 1_000;

/**
 * Stands at a run's gate: lets its requests pass while it is within its cap and the rules grant it room, and holds them
 * where not, until there is an answer.
 */
export class RunHolds implements Disposable {
  readonly #run: HoldableRun;
  readonly #gate: TurnGate;
  readonly #room: ReservedRoom;
  readonly #around: HoldSurroundings;
  readonly #resources = new DisposableStore();
  #isAsking = false;
  /** In micro-credits: below, a person has granted what the rules did not. */
  #overriddenUntil: number;
  #waiting: Disposable | undefined;

  constructor(run: HoldableRun, gate: TurnGate, room: ReservedRoom, around: HoldSurroundings, overriddenUntil: number) {
    this.#overriddenUntil = overriddenUntil;
    this.#run = run;
    this.#gate = gate;
    this.#room = room;
    this.#around = around;
    this.#resources.add(
      gate.onDidMove(() => {
        this.#letPassOrHold();
        this.#tellQueue();
      }),
    );
    const { hold } = run.meter;
    if (hold?.waitsUntilMs !== undefined) {
      this.#goOnAt(hold.waitsUntilMs, hold);
    }
    this.#letPassOrHold();
  }

  /** The cap is reached: what was let pass and has not gone yet waits again. */
  recall(): void {
    const recalled = this.#gate.recall().then(() => {
      this.#letPassOrHold();
    });
    void this.#run.tryTo('take back what was let pass', recalled);
  }

  /**
   * Answers a hold. The answer is recorded before the run goes on, and where it cannot be, the run stays held and the
   * reason is thrown. A run that is to stop stops in any case.
   */
  async answer(hold: Hold, answer: HoldAnswer, answeredBy: string, reason: string | undefined): Promise<void> {
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
        this.#run.end(answer.kind === 'stop' ? 'stopped' : 'capped');
        await this.#record({ kind: answer.kind, cap: this.#run.meter.cap, reason, answeredBy });
        break;
      default:
        assertNever(answer);
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #letPassOrHold(): void {
    const { meter, isEnding } = this.#run;
    const { waiting, underWay } = this.#gate;
    if (waiting === 0 || meter.hold !== undefined || isEnding) {
      return;
    }
    if (isAtCap(meter)) {
      this.#holdOrEnd('cap', []);
      return;
    }
    const { cap, spent } = meter;
    // What does not fit waits until one that is under way has ended. Each ends by itself: none waits for another.
    const most = Math.min(waiting, this.#room.fitUnder(cap, spent, underWay));
    if (most <= 0) {
      return;
    }
    if (this.#room.isAmple(spent, underWay + most) || spent < this.#overriddenUntil) {
      this.#gate.pass(most);
    } else if (!this.#isAsking) {
      this.#isAsking = true;
      void this.#askForRoom();
    }
  }

  #tellQueue(): void {
    const { queuedSubagents } = this.#gate;
    if (queuedSubagents !== this.#run.meter.queuedSubagents) {
      this.#run.update({ queuedSubagents });
    }
  }

  /** What cannot be asked is not granted. Requests wait meanwhile, and those that come later with them. */
  async #askForRoom(): Promise<void> {
    const { spent, cap } = this.#run.meter;
    const { waiting: asked, underWay } = this.#gate;
    let extension: Extension | undefined;
    const extending = this.#room.extend(spent, cap, asked + underWay, this.#around.nowMs()).then((told) => {
      extension = told;
    });
    await this.#run.tryTo('hold more credits for it', extending);
    this.#isAsking = false;
    this.#letPassOrHoldWithin(extension?.findings ?? []);
    if (extension?.granted === true) {
      // More may have come meanwhile than was asked for.
      this.#letPassOrHold();
    }
  }

  /** What was granted is not asked about again: as much passes as fits. */
  #letPassOrHoldWithin(findings: readonly Finding[]): void {
    const { meter, isEnding } = this.#run;
    const { waiting, underWay } = this.#gate;
    if (waiting === 0 || meter.hold !== undefined || isEnding) {
      return;
    }
    const { cap, spent } = meter;
    if (isAtCap(meter)) {
      this.#holdOrEnd('cap', []);
    } else if (this.#room.isLeft(spent)) {
      this.#gate.pass(Math.min(this.#room.fitUnder(cap, spent, underWay), this.#room.fitHeld(spent, underWay)));
    } else {
      this.#holdOrEnd('policy', findings);
    }
  }

  #holdOrEnd(cause: HoldCause, findings: readonly Finding[]): void {
    const { meter } = this.#run;
    if (!meter.canBeHeld) {
      this.#run.end('capped');
      return;
    }
    const { nowMs, store, cwd, managedPolicyFile } = this.#around;
    const { runId, cap, spent } = meter;
    const heldAtMs = nowMs();
    this.recall();
    const hold = holdOf(meter, cause, findings, managedPolicyFile, heldAtMs);
    const { resetsAtMs } = hold;
    const recording = store.holdRun({ runId, heldAtMs, cause, cap, spent, cwd, findings, resetsAtMs });
    // Before anybody is told who might answer it.
    void this.#run.tryTo('record a hold', recording);
    this.#run.update({ hold });
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
    const { cap, spent } = this.#run.meter;
    const from = hold.cause === 'cap' && cap !== undefined ? maxCredits(cap, spent) : spent;
    const newCap = answer.kind === 'raise' ? addCredits(from, answer.by) : undefined;
    await this.#record({ kind: answer.kind, cap: newCap, reason, answeredBy });
    this.#goOn(hold, newCap, newCap ?? Number.MAX_SAFE_INTEGER);
  }

  async #waitForReset(hold: Hold, answeredBy: string): Promise<void> {
    const { resetsAtMs } = hold;
    const { cap } = this.#run.meter;
    if (resetsAtMs === undefined) {
      return;
    }
    await this.#record({ kind: 'wait', cap, reason: undefined, answeredBy });
    const waiting = { ...hold, waitsUntilMs: resetsAtMs };
    this.#run.update({ hold: waiting });
    this.#goOnAt(resetsAtMs, waiting, answeredBy);
  }

  /** What cannot be recorded is tried again, unless there has been another answer. */
  #goOnAt(resetsAtMs: number, waiting: Hold, answeredBy = 'person'): void {
    this.#waiting?.dispose();
    const look = this.#around.setInterval(() => {
      if (this.#around.nowMs() >= resetsAtMs) {
        look.dispose();
        const resuming = this.#resume(waiting, answeredBy).catch((error: unknown) => {
          if (this.#run.meter.hold === waiting) {
            this.#goOnAt(resetsAtMs, waiting, answeredBy);
          }
          throw error;
        });
        void this.#run.tryTo('go on after a reset', resuming);
      }
    }, LOOK_EVERY_MS);
    this.#waiting = this.#resources.add(look);
  }

  /** What held it has begun anew, and grants as much again; the rules are asked once more. */
  async #resume(hold: Hold, answeredBy: string): Promise<void> {
    const { cap, spent, preflight } = this.#run.meter;
    const again = hold.cause === 'cap' ? preflight.decision.cap : undefined;
    const newCap = again === undefined ? cap : addCredits(spent, again);
    await this.#record({ kind: 'resumed', cap: newCap, reason: undefined, answeredBy });
    this.#goOn(hold, newCap, 0);
  }

  /** Another answer may have been quicker. */
  #goOn(hold: Hold, cap: CreditsMicros | undefined, overriddenUntil: number): void {
    if (this.#run.meter.hold === hold) {
      this.#waiting?.dispose();
      this.#overriddenUntil = overriddenUntil;
      this.#run.update({ hold: undefined, cap });
      this.#letPassOrHold();
    }
  }

  #record(answer: Omit<RecordedAnswer, 'answeredAtMs'>): Promise<void> {
    const { store, nowMs } = this.#around;
    return store.answerHold(this.#run.meter.runId, { ...answer, answeredAtMs: nowMs() });
  }
}
