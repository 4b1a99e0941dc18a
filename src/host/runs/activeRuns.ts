import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { RunTitles } from '../../core/usage/runTitle.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import { DistinctTexts } from '../distinctTexts.ts';

/** What a question is about: something Codex wants to do, or a run that is held. */
type Question = 'codex' | 'hold';

/** A run under the name that is shown. */
interface NamedRun {
  readonly run: GuardedRun;
  readonly name: string;
}

/** The runs that go on in this window, and the questions of Codex that wait for an answer. */
export class ActiveRuns implements Disposable {
  /** Names of runs, and questions that are no run's: none is there twice. */
  readonly texts = new DistinctTexts();
  readonly #runs = new Map<string, NamedRun>();
  readonly #questions = new Map<() => void, Question>();
  readonly #onDidChange: Emitter<void>;

  constructor(log: Log) {
    this.#onDidChange = new Emitter((error) => {
      log.error('a listener to the runs failed', { error: messageOf(error) });
    });
  }

  get meters(): RunMeter[] {
    return [...this.#runs.values()].map(({ run }) => run.meter);
  }

  /** What tells them apart. It is how their tasks begin, and stays in memory: pages save what they are told of runs. */
  get titles(): RunTitles {
    return Object.fromEntries(Array.from(this.#runs, ([runId, { name }]) => [runId, name]));
  }

  /** Those that Codex asks. A run that is held says so by itself. */
  get openQuestions(): number {
    return [...this.#questions.values()].filter((about) => about === 'codex').length;
  }

  get onDidChange(): Event<void> {
    return this.#onDidChange.event;
  }

  /** Follows a run until it has been settled; `name`: one of {@link texts}. */
  add(run: GuardedRun, name: string): void {
    this.#runs.set(run.meter.runId, { run, name });
    run.onDidChange(() => {
      this.#onDidChange.fire();
    });
    void run.settled.then(() => {
      this.#runs.delete(run.meter.runId);
      this.#onDidChange.fire();
      run.dispose();
    });
    this.#onDidChange.fire();
  }

  /** Stops one run, or all of them. */
  stop(runId?: string): void {
    for (const { run } of this.#runs.values()) {
      if (runId === undefined || run.meter.runId === runId) {
        run.stop();
      }
    }
  }

  /** Puts a question. It is open, and can be put again, until the result is disposed of. */
  ask(put: () => void, about: Question = 'codex'): Disposable {
    this.#questions.set(put, about);
    this.#onDidChange.fire();
    put();
    return toDisposable(() => {
      this.#questions.delete(put);
      this.#onDidChange.fire();
    });
  }

  /** Puts the open question again that was put longest ago. */
  askAgain(): void {
    const [oldest] = this.#questions;
    if (oldest !== undefined) {
      const [put, about] = oldest;
      this.#questions.delete(put);
      this.#questions.set(put, about);
      put();
    }
  }

  /** The run that goes on under this id. */
  find(runId: string): GuardedRun | undefined {
    return this.#runs.get(runId)?.run;
  }

  /** The next window goes on with them, where they can wait for it; else they end, and those held can be continued. */
  dispose(): void {
    for (const { run } of this.#runs.values()) {
      run.leave();
    }
    this.#onDidChange.dispose();
  }
}
