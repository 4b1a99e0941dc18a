import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  completedUsage,
  type CreditRates,
  type HttpRequest,
  type ModelRequest,
  type UsageTotals,
} from './backendLog.ts';
import { ModelEndpoint } from './backendModel.ts';
import { readBody } from './backendRequest.ts';
import { answerAccountRequest, failureAnswer, sendAnswer } from './backendRoutes.ts';
import type { Scenario } from './backendScenario.ts';
import { createBackendState, type BackendState } from './backendState.ts';
import { waitUntil } from './waitUntil.ts';

export interface BackendOptions {
  /** By default any free port. */
  readonly port?: number;
  /** What differs from `createBackendState`. */
  readonly state?: Partial<BackendState>;
  /** By default each model costs what gpt-5.5 does: 125, 12.5 and 750 credits. */
  readonly creditsPerMTok?: CreditRates;
  /** False for a model that bills no cache writes, as in the days of the older versions; true by default. */
  readonly cacheWrites?: boolean;
  /** Lets unscripted turns take their time, so that a person can watch a run. */
  readonly demoPace?: boolean;
}

/** OpenAI on 127.0.0.1: it answers the real Codex binary, and its log is the one that no client can falsify. */
export interface LoopbackBackend {
  /** `http://127.0.0.1:port`; the model is under `/v1` and `/backend-api/codex`. */
  readonly url: string;
  readonly state: BackendState;
  readonly modelRequests: readonly ModelRequest[];
  readonly httpRequests: readonly HttpRequest[];
  /** Scripts the turns whose prompt matches; what is added last is looked at first. */
  play(matcher: string | RegExp, scenario: Scenario): void;
  /** What was billed, to one thread or in all. */
  completedUsage(threadId?: string): UsageTotals;
  /** Requests meant for another host. They come here because the fixture names this server as everybody's proxy. */
  outsideRequests(): readonly HttpRequest[];
  /** Waits until so many model requests have arrived, completed or not. */
  waitForModelRequests(count: number, timeoutMs?: number): Promise<void>;
  /** Cuts every connection and stops listening. Throws if there was a request that this backend could not read. */
  stop(): Promise<void>;
}

/** Starts a backend of one's own; whoever starts it stops it. */
export async function startBackend(options: BackendOptions = {}): Promise<LoopbackBackend> {
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return new HttpBackend(server, options);
}

const DEMO_DELAY_MS = 700;
const ARRIVAL_TIMEOUT_MS = 10_000;

class HttpBackend implements LoopbackBackend {
  readonly url: string;
  readonly state: BackendState;
  readonly httpRequests: HttpRequest[] = [];
  readonly #model: ModelEndpoint;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #faults: unknown[] = [];

  constructor(server: Server, options: BackendOptions) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.state = { ...createBackendState(Date.now()), ...options.state };
    this.#model = new ModelEndpoint(this.state, {
      creditsPerMTok: options.creditsPerMTok ?? {},
      cacheWrites: options.cacheWrites ?? true,
      demoDelayMs: options.demoPace === true ? DEMO_DELAY_MS : 0,
    });
    this.#server = server;
    server.on('request', (request, response) => void this.#answer(request, response));
    server.on('upgrade', (request, socket) => this.#refuse(request, socket, 426));
    server.on('connect', (request, socket) => this.#refuse(request, socket, 403));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get modelRequests(): readonly ModelRequest[] {
    return this.#model.requests;
  }

  play(matcher: string | RegExp, scenario: Scenario): void {
    this.#model.plays.push({ matcher, scenario });
  }

  completedUsage(threadId?: string): UsageTotals {
    return completedUsage(this.modelRequests, threadId);
  }

  outsideRequests(): readonly HttpRequest[] {
    return this.httpRequests.filter(({ path }) => isOutside(path));
  }

  async waitForModelRequests(count: number, timeoutMs = ARRIVAL_TIMEOUT_MS): Promise<void> {
    await waitUntil(`${count} model requests`, () => this.modelRequests.length >= count, timeoutMs);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
    if (this.#faults.length > 0) {
      throw new AggregateError(this.#faults, `the loopback backend failed: ${String(this.#faults[0])}`);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { pathname } = new URL(request.url ?? '', this.url);
      if (request.method === 'POST' && pathname.endsWith('/responses')) {
        await this.#model.answer(pathname, request, response);
      } else if (request.method === 'POST' && pathname.endsWith('/responses/compact')) {
        await this.#model.compact(pathname, request, response);
      } else {
        await this.#answerAccount(pathname, request, response);
      }
    } catch (error) {
      // A client that dies while it sends is not our failure.
      if (request.complete) {
        this.#faults.push(error);
        sendAnswer(response, failureAnswer(500));
      }
    }
  }

  async #answerAccount(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const logged = this.#log(request);
    const { state, modelRequests } = this;
    const context = { state, modelRequests, body: await readBody(request), nowMs: Date.now() };
    const answer = isOutside(logged.path) ? failureAnswer(403) : answerAccountRequest(path, context);
    logged.status = answer.kind === 'json' ? answer.status : undefined;
    sendAnswer(response, answer);
  }

  #refuse(request: IncomingMessage, socket: Duplex, status: number): void {
    this.#log(request).status = status;
    // The server no longer listens to this socket; a client that is killed meanwhile resets it.
    socket.on('error', () => undefined);
    socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  }

  #log(request: IncomingMessage): HttpRequest {
    const logged: HttpRequest = {
      atMs: Date.now(),
      method: request.method ?? '',
      path: request.url ?? '',
      status: undefined,
    };
    this.httpRequests.push(logged);
    return logged;
  }
}

/** What a proxy is asked for begins with a host; what a server is asked for, with a slash. */
function isOutside(path: string): boolean {
  return !path.startsWith('/');
}
