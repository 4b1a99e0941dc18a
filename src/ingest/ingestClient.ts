import { Worker } from 'node:worker_threads';

import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { GuardError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { phrase, saidInEnglish } from '../base/phrase.ts';
import type { RunTitles } from '../core/usage/runTitle.ts';
import type { IngestProgress } from './ingestHome.ts';
import type {
  LedgerMethod,
  RemoteLedger,
  WireError,
  WorkerInput,
  WorkerMessage,
  WorkerRequest,
} from './ingestProtocol.ts';

const RESTART_MS = 2_000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The ledger, from a thread that must not wait for a disk: a worker reads the homes and answers what is asked. A
 * worker that dies is started again; what it still owed an answer is refused with `worker.exited`.
 */
export class IngestClient implements Disposable {
  readonly ledger: RemoteLedger;
  readonly #script: string;
  readonly #input: WorkerInput;
  readonly #log: Log;
  readonly #pending = new Map<number, Pending>();
  readonly #onDidChange: Emitter<void>;
  readonly #onDidProgress: Emitter<{ readonly progress: IngestProgress; readonly isDone: boolean }>;
  readonly #onDidFail: Emitter<GuardError>;
  readonly #onDidSetAside: Emitter<string>;
  #worker: Worker | undefined;
  #nextId = 1;
  #isDisposed = false;

  /** `script` is the bundled worker. */
  constructor(script: string, input: WorkerInput, log: Log) {
    this.#script = script;
    this.#input = input;
    this.#log = log;
    const onListenerError = (error: unknown): void => {
      log.error('a listener to the ledger failed', { error: String(error) });
    };
    this.#onDidChange = new Emitter(onListenerError);
    this.#onDidProgress = new Emitter(onListenerError);
    this.#onDidFail = new Emitter(onListenerError);
    this.#onDidSetAside = new Emitter(onListenerError);
    this.ledger = new Proxy({} as RemoteLedger, {
      get:
        (_target, method) =>
        (...args: unknown[]) =>
          this.#ask({ kind: 'call', method: method as LedgerMethod, args }),
    });
    this.#start();
  }

  /** The ledger holds something new. */
  get onDidChange(): Event<void> {
    return this.#onDidChange.event;
  }

  get onDidProgress(): Event<{ readonly progress: IngestProgress; readonly isDone: boolean }> {
    return this.#onDidProgress.event;
  }

  /** Reading or writing cannot go on for now; it is tried again by itself. */
  get onDidFail(): Event<GuardError> {
    return this.#onDidFail.event;
  }

  /** A damaged ledger was put aside under this name, and a new one is being built from the rollouts. */
  get onDidSetAside(): Event<string> {
    return this.#onDidSetAside.event;
  }

  /** The window has started: what takes all processors may begin. */
  hasStarted(): void {
    // A worker that could not hear of it does not wait for long.
    this.#ask({ kind: 'hasStarted' }).catch(() => undefined);
  }

  /** Resolves when all that the homes hold now is in the ledger. */
  async ingest(): Promise<void> {
    await this.#ask({ kind: 'ingest' });
  }

  /** The titles of some runs, read from Codex's own files: for showing, not for storing. */
  async titles(runIds: readonly string[]): Promise<RunTitles> {
    return (await this.#ask({ kind: 'titles', runIds })) as RunTitles;
  }

  /** The prompt that a run began with, read from Codex's own file; undefined where it cannot be told. Not for storing. */
  async prompt(runId: string): Promise<string | undefined> {
    return (await this.#ask({ kind: 'prompt', runId })) as string | undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#refuseAll();
    void this.#worker?.terminate();
    for (const emitter of [this.#onDidChange, this.#onDidProgress, this.#onDidFail, this.#onDidSetAside]) {
      emitter.dispose();
    }
  }

  #start(): void {
    const worker = new Worker(this.#script, { workerData: this.#input, name: 'codex-guardrails-ingest' });
    this.#worker = worker;
    worker.on('message', (message: WorkerMessage) => {
      this.#receive(message);
    });
    worker.on('error', (error) => {
      this.#log.error('the ingest worker failed', { error: String(error) });
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#refuseAll();
      if (!this.#isDisposed) {
        setTimeout(() => {
          if (!this.#isDisposed) {
            this.#start();
          }
        }, RESTART_MS);
      }
    });
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'result':
        this.#take(message.id)?.resolve(message.value);
        break;
      case 'error':
        this.#take(message.id)?.reject(errorOf(message.error));
        break;
      case 'changed':
        this.#onDidChange.fire();
        break;
      case 'progress':
        this.#onDidProgress.fire(message);
        break;
      case 'trouble':
        this.#log.warn('reading the rollouts is interrupted', { reason: saidInEnglish(message.error.said) });
        this.#onDidFail.fire(errorOf(message.error));
        break;
      case 'setAside':
        this.#onDidSetAside.fire(message.file);
        break;
    }
  }

  #ask(request: DistributiveOmit<WorkerRequest, 'id'>): Promise<unknown> {
    const worker = this.#worker;
    if (worker === undefined) {
      return Promise.reject(new GuardError('worker.exited', phrase('the ledger is being opened again')));
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #refuseAll(): void {
    for (const { reject } of this.#pending.values()) {
      reject(new GuardError('worker.exited', phrase('the ledger was closed before it answered')));
    }
    this.#pending.clear();
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function errorOf({ code, said, remedy }: WireError): GuardError {
  return new GuardError(code ?? 'worker.exited', said, remedy === undefined ? {} : { remedy });
}
