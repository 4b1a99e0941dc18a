import * as z from 'zod/mini';

import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { GuardError, messageOf } from '../base/errors.ts';
import type { AccountFacts } from '../core/wallet.ts';
import { AppServerClient, type AppServerOptions } from './appServerClient.ts';
import { hooksAnswer, threadAnswer, turnAnswer } from './appServerProtocol.ts';
import { RequestGate } from './requestGate.ts';
import { type CodexTurnEnd, type CodexTurnItem, type CodexTurnUse, TurnEvents, type TurnGates } from './turnEvents.ts';
import { TurnGate } from './turnGate.ts';
import { settingsForProject } from './unknownProject.ts';

export interface CodexTurnRequest {
  /** Undefined: goes on where the thread was interrupted, and says nothing new to the model. */
  readonly prompt: string | undefined;
  /** The thread to go on with; undefined: a new one. */
  readonly threadId: string | undefined;
  readonly cwd: string;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
}

/** How to start a turn's app-server. */
export interface CodexTurnOptions extends AppServerOptions {
  /** Where gates may be made. */
  readonly gatesFolder: string;
}

/** An interrupted turn that does not end by itself is taken to have ended with its process. */
const INTERRUPT_TIMEOUT_MS = 10_000;

/** A started app-server, and whether its requests wait at a gate. */
interface GatedServer {
  readonly client: AppServerClient;
  readonly gate: TurnGate | undefined;
  readonly events: TurnEvents;
  readonly resources: Disposable;
}

/**
 * One turn in an app-server of its own: whatever tokens that server reports were used by this turn, its subagents or
 * its reviews. Where Codex runs our hooks, each of its requests waits at a gate until it is let pass.
 */
export class CodexTurn implements Disposable {
  readonly threadId: string;
  readonly turnId: string;
  readonly ended: Promise<CodexTurnEnd>;
  readonly #server: GatedServer;

  private constructor(server: GatedServer, threadId: string, turnId: string) {
    this.#server = server;
    this.threadId = threadId;
    this.turnId = turnId;
    this.ended = server.events.endOf(turnId);
  }

  /** Starts an app-server, a thread and its turn. Throws `GuardError`s with codes `codex.…`. */
  static async start(options: CodexTurnOptions, request: CodexTurnRequest): Promise<CodexTurn> {
    const server = await startServer(options, request.cwd);
    try {
      const threadId = await openThread(server, request);
      const { prompt, effort } = request;
      const input = prompt === undefined ? [] : [{ type: 'text', text: prompt, text_elements: [] }];
      const turn = { threadId, input, effort: effort ?? null };
      const { turnId } = await server.client.request('turn/start', turn, turnAnswer);
      return new CodexTurn(server, threadId, turnId);
    } catch (error) {
      server.resources.dispose();
      throw error;
    }
  }

  /** Where requests wait; undefined where Codex does not run our hooks, and a turn can only be interrupted. */
  get gate(): TurnGate | undefined {
    return this.#server.gate;
  }

  get onDidUseTokens(): Event<CodexTurnUse> {
    return this.#server.events.uses.event;
  }

  get onDidItem(): Event<CodexTurnItem> {
    return this.#server.events.items.event;
  }

  get onDidSeeWallet(): Event<AccountFacts> {
    return this.#server.events.wallet.event;
  }

  /** Ends the turn: the request in flight is dropped, and no further one starts. */
  async interrupt(): Promise<void> {
    const { threadId, turnId } = this;
    const { client } = this.#server;
    try {
      await client.request('turn/interrupt', { threadId, turnId }, z.unknown(), INTERRUPT_TIMEOUT_MS);
    } catch (error) {
      // A turn that cannot be interrupted must not go on spending: its process is ended instead.
      client.dispose();
      if (!GuardError.is(error, 'codex.exited')) {
        throw error;
      }
    }
  }

  dispose(): void {
    this.#server.resources.dispose();
  }
}

async function openThread({ client, events }: GatedServer, request: CodexTurnRequest): Promise<string> {
  const { threadId, cwd, model, tier } = request;
  const settings = {
    cwd,
    model: model ?? null,
    serviceTier: tier ?? null,
    ...(await settingsForProject(client, cwd)),
  };
  if (threadId !== undefined) {
    events.expectResumed(threadId);
  }
  const opened =
    threadId === undefined
      ? client.request('thread/start', settings, threadAnswer)
      : client.request('thread/resume', { threadId, excludeTurns: true, ...settings }, threadAnswer);
  const { threadId: openedId, model: effective } = await opened;
  events.expectRoot(openedId, effective);
  return openedId;
}

/** Starts an app-server behind a gate; one without where that cannot be, for then its turn can still be interrupted. */
async function startServer(options: CodexTurnOptions, cwd: string): Promise<GatedServer> {
  const { log } = options;
  const resources = new DisposableStore();
  const requestGate = await makeGate(options);
  try {
    if (requestGate !== undefined) {
      resources.add(requestGate);
    }
    const client = resources.add(await startClient(options, requestGate));
    const gates = requestGate === undefined ? undefined : await joinGate(client, requestGate, options, cwd);
    const events = resources.add(new TurnEvents(client, gates, log));
    return { client, gate: gates?.turnGate, events, resources };
  } catch (error) {
    resources.dispose();
    throw error;
  }
}

async function makeGate({ gatesFolder, log }: CodexTurnOptions): Promise<RequestGate | undefined> {
  try {
    return RequestGate.isPossible ? await RequestGate.create(gatesFolder) : undefined;
  } catch (error) {
    log.warn('no gate could be made', { folder: gatesFolder, reason: messageOf(error) });
    return undefined;
  }
}

/** An older Codex may not start with these settings; then it starts without. */
async function startClient(options: CodexTurnOptions, gate: RequestGate | undefined): Promise<AppServerClient> {
  try {
    return await AppServerClient.start({ ...options, args: gate?.codexArgs ?? [] });
  } catch (error) {
    if (gate === undefined || !GuardError.is(error, 'codex.exited')) {
      throw error;
    }
    return AppServerClient.start(options);
  }
}

/** Undefined where Codex does not run our hooks: they are switched off, or left to administrators. */
async function joinGate(
  client: AppServerClient,
  requestGate: RequestGate,
  { log }: CodexTurnOptions,
  cwd: string,
): Promise<TurnGates | undefined> {
  if (!(await runsOurHooks(client, cwd))) {
    // Should one of the hooks be run, it must not wait for anybody.
    await requestGate.open();
    log.warn('codex does not run hooks of ours, so that a run is stopped at its cap and cannot be held');
    return undefined;
  }
  const turnGate = new TurnGate(requestGate, log, (error) => {
    log.error('a request could not be let pass, so that its run is given up', { error: messageOf(error) });
    client.dispose();
  });
  return { turnGate, requestGate };
}

async function runsOurHooks(client: AppServerClient, cwd: string): Promise<boolean> {
  try {
    const events = await client.request('hooks/list', { cwds: [cwd] }, hooksAnswer);
    return events.includes('preModelRequest') && events.includes('preCompact');
  } catch (error) {
    if (GuardError.is(error, 'codex.refused') || GuardError.is(error, 'codex.protocol')) {
      return false;
    }
    throw error;
  }
}
