import { type Disposable, toDisposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { GuardedRun, RunMeter } from '../guard/guardedRun.ts';

/** The runs that go on in this window, and the questions of Codex that wait for an answer. */
export class ActiveRuns implements Disposable {
  readonly #runs = new Map<string, GuardedRun>();
  readonly #questions = new Set<() => void>();
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
    return this.#questions.size;
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

  /** Puts a question. It is open, and can be put again, until the result is disposed of. */
  ask(put: () => void): Disposable {
    this.#questions.add(put);
    this.#onDidChange.fire();
    put();
    return toDisposable(() => {
      this.#questions.delete(put);
      this.#onDidChange.fire();
    });
  }

  /** Puts the open question again that was put longest ago. */
  askAgain(): void {
    const [put] = this.#questions;
    if (put !== undefined) {
      this.#questions.delete(put);
      this.#questions.add(put);
      put();
    }
  }

  dispose(): void {
    for (const run of this.#runs.values()) {
      run.stop();
      run.dispose();
    }
    this.#onDidChange.dispose();
  }
}
