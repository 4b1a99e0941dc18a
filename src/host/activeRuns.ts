import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { GuardedRun, RunMeter } from '../guard/guardedRun.ts';

/** The runs that go on in this window, and the questions of Codex that wait for an answer. */
export class ActiveRuns implements Disposable {
  readonly #runs = new Map<string, GuardedRun>();
  readonly #questions: (() => void)[] = [];
  readonly #onDidChange: Emitter<void>;

  constructor(log: Log) {
    this.#onDidChange = new Emitter((error) => {
      log.error('a listener to the runs failed', { error: messageOf(error) });
    });
  }

  get meters(): RunMeter[] {
    return [...this.#runs.values()].map(({ meter }) => meter);
  }

  get openQuestions(): number {
    return this.#questions.length;
  }

  get onDidChange(): Event<void> {
    return this.#onDidChange.event;
  }

  /** Follows a run until it has been settled. */
  add(run: GuardedRun): void {
    this.#runs.set(run.meter.runId, run);
    run.onDidChange(() => {
      this.#onDidChange.fire();
    });
    void run.settled.then(({ runId }) => {
      this.#runs.delete(runId);
      this.#onDidChange.fire();
      run.dispose();
    });
    this.#onDidChange.fire();
  }

  /** Stops one run, or all of them. */
  stop(runId?: string): void {
    for (const run of this.#runs.values()) {
      if (runId === undefined || run.meter.runId === runId) {
        run.stop();
      }
    }
  }

  /** A question that was put away unanswered waits here; `ask` puts it again. */
  deferQuestion(ask: () => void): void {
    this.#questions.push(ask);
    this.#onDidChange.fire();
  }

  /** Puts the question again that has waited longest. */
  askAgain(): void {
    const ask = this.#questions.shift();
    this.#onDidChange.fire();
    ask?.();
  }

  dispose(): void {
    for (const run of this.#runs.values()) {
      run.stop();
      run.dispose();
    }
    this.#onDidChange.dispose();
  }
}
