import * as z from 'zod/mini';

import type { Disposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { GuardError, messageOf } from '../../base/errors.ts';
import { interpreted } from '../../base/interpreted.ts';
import type { Log } from '../../base/log.ts';
import { phrase } from '../../base/phrase.ts';
import { CLIENT_NAME, CLIENT_VERSION } from '../surface.ts';
import type { AppServerCommand, AppServerProcess, StartAppServer } from './appServerPort.ts';
import { startAppServer } from './appServerProcess.ts';
import type { ApprovalAnswer, ApprovalRequest } from './approvals.ts';
import { Approver } from './approver.ts';
import { type AppServerNotification, parseNotification } from './notifications.ts';

/** How to start an app-server. */
export interface AppServerOptions extends AppServerCommand {
  readonly log: Log;
  /** By default it is started from this thread. */
  readonly startProcess?: StartAppServer;
  /** Answers what Codex asks in a run; without it everything is refused. */
  readonly onApproval?: (request: ApprovalRequest) => Promise<ApprovalAnswer>;
}

const REQUEST_TIMEOUT_MS = 20_000;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;

interface Pending {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: GuardError) => void;
  readonly timer: NodeJS.Timeout;
}

/** What a request was refused for. */
interface Refusal {
  readonly code?: number | undefined;
  readonly message: string;
}

const anyMessage = z.object({
  id: z.optional(z.union([z.number(), z.string()])),
  method: z.optional(z.string()),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ code: z.catch(z.optional(z.number()), undefined), message: z.string() })),
});

/**
 * One `codex app-server`, spoken to in JSON messages, each a line. Every request has an end: an answer, a refusal, a
 * time-out, or the end of the process.
 */
export class AppServerClient implements Disposable {
  readonly #process: AppServerProcess;
  readonly #log: Log;
  readonly #pending = new Map<number, Pending>();
  readonly #onNotification: Emitter<AppServerNotification>;
  readonly #onDidExit: Emitter<GuardError>;
  readonly #approver: Approver;
  #nextId = 1;
  #ended: GuardError | undefined;

  private constructor(options: AppServerOptions) {
    const { log, startProcess = startAppServer, onApproval = () => Promise.resolve('decline' as const) } = options;
    this.#log = log;
    this.#approver = new Approver(onApproval, log);
    const onListenerError = (error: unknown): void => {
      log.error('a listener to the app-server failed', { error: messageOf(error) });
    };
    this.#onNotification = new Emitter(onListenerError);
    this.#onDidExit = new Emitter(onListenerError);
    this.#process = startProcess(options, {
      onLine: (line) => {
        this.#receive(line);
      },
      onEnd: (reason) => {
        this.#end(new GuardError('codex.exited', reason));
      },
    });
  }

  /** Starts an app-server and introduces us. Throws `codex.exited`, `codex.timeout` or `codex.protocol`. */
  static async start(options: AppServerOptions): Promise<AppServerClient> {
    const client = new AppServerClient(options);
    try {
      await client.request(
        'initialize',
        {
          clientInfo: { name: CLIENT_NAME, title: 'Codex Guardrails', version: CLIENT_VERSION },
          capabilities: { experimentalApi: true },
        },
        z.unknown(),
      );
      client.#send({ method: 'initialized' });
      return client;
    } catch (error) {
      client.dispose();
      throw error;
    }
  }

  get onNotification(): Event<AppServerNotification> {
    return this.#onNotification.event;
  }

  /** Told once, when the process is gone. */
  get onDidExit(): Event<GuardError> {
    return this.#onDidExit.event;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Asks and reads the answer. Throws `codex.refused`, `codex.timeout`, `codex.exited` or `codex.protocol`. */
  async request<T>(
    method: string,
    params: object | undefined,
    answer: z.ZodMiniType<T>,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<T> {
    const result = await this.#ask(method, params, timeoutMs);
    const parsed = interpreted(answer, result);
    if (!parsed.success) {
      const said = phrase('codex answered {0} in a form that this version does not know', method);
      const remedy = phrase('Update Codex, and Codex Guardrails.');
      throw new GuardError('codex.protocol', said, { remedy, cause: parsed.error });
    }
    return parsed.data;
  }

  /** Ends its process, unless that is not ours. */
  dispose(): void {
    this.#process.close();
  }

  /** Hangs up: an app-server that is kept goes on. */
  leave(): void {
    this.#process.leave();
  }

  #ask(method: string, params: object | undefined, timeoutMs: number): Promise<unknown> {
    if (this.#ended !== undefined) {
      return Promise.reject(this.#ended);
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        const said = phrase('codex did not answer {0} within {1} s', method, timeoutMs / 1000);
        reject(new GuardError('codex.timeout', said));
      }, timeoutMs);
      this.#pending.set(id, { method, resolve, reject, timer });
      this.#send({ id, method, params });
    });
  }

  #send(message: object): void {
    this.#process.writeLine(JSON.stringify(message));
  }

  #receive(line: string): void {
    const message = parseMessage(line);
    if (message === undefined) {
      this.#log.warn('codex app-server wrote a line that is no message', { length: line.length });
    } else if (message.method !== undefined && message.id !== undefined) {
      void this.#answer(message.id, message.raw);
    } else if (message.method !== undefined) {
      const notification = parseNotification(message.raw);
      if (notification !== undefined) {
        this.#approver.note(notification);
        this.#onNotification.fire(notification);
      }
    } else if (typeof message.id === 'number') {
      this.#settle(message.id, message.result, message.error);
    }
  }

  #settle(id: number, result: unknown, refusal: Refusal | undefined): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    if (refusal === undefined) {
      pending?.resolve(result);
    } else {
      const said = phrase('codex refused {0}: {1}', pending?.method ?? '', refusal.message);
      pending?.reject(new GuardError('codex.refused', said, { cause: refusal }));
    }
  }

  async #answer(id: number | string, message: unknown): Promise<void> {
    const decision = await this.#approver.answer(message);
    this.#send(
      decision === undefined
        ? { id, error: { code: METHOD_NOT_FOUND, message: 'not supported by this client' } }
        : { id, result: { decision } },
    );
  }

  #end(reason: GuardError): void {
    if (this.#ended !== undefined) {
      return;
    }
    this.#ended = reason;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#pending.clear();
    this.#onDidExit.fire(reason);
  }
}

/** Whether a request was refused because this Codex does not know it in that form: nothing has been done for it. */
export function isUnknownRequest(error: unknown): boolean {
  return GuardError.is(error, 'codex.refused') && (error.cause as Refusal | undefined)?.code === INVALID_REQUEST;
}

function parseMessage(line: string) {
  try {
    const raw: unknown = JSON.parse(line);
    const parsed = interpreted(anyMessage, raw);
    return parsed.success ? { ...parsed.data, raw } : undefined;
  } catch {
    return undefined;
  }
}
