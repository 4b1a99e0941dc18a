import * as z from 'zod/mini';

import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import { GuardError } from '../../base/errors.ts';
import type { AccountFacts } from '../../core/wallet/wallet.ts';
import type { AppServerOptions } from './appServerClient.ts';
import { loadedAnswer, threadAnswer, turnAnswer, turnsAnswer } from './threadAnswers.ts';
import { type GatedServer, type GatedServerOptions, attachServer, startServer } from './gatedServer.ts';
import type { CodexTurnEnd } from './turnEnds.ts';
import type { TurnGate } from './turnGate.ts';
import type { CodexTurnItem } from './turnItem.ts';
import type { CodexTurnUse } from './turnUses.ts';
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

/** A turn that another guard has begun, and where its app-server is kept. */
interface KeptTurn {
  readonly threadId: string;
  readonly turnId: string;
  readonly place: string;
}

/** An interrupted turn that does not end by itself is taken to have ended with its process. */
const INTERRUPT_TIMEOUT_MS = 10_000;

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
  static async start(options: GatedServerOptions, request: CodexTurnRequest): Promise<CodexTurn> {
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

  /**
   * Goes on with a turn whose guard has gone, from where it stands: its requests wait at their gate, and what its
   * responses used so far is told anew. Throws `codex.…`; it has ended then.
   */
  static async attach(options: AppServerOptions, { threadId, turnId, place }: KeptTurn): Promise<CodexTurn> {
    const server = await attachServer(options, place);
    const turn = new CodexTurn(server, threadId, turnId);
    try {
      await server.noted();
      await server.events.goOn(() => subscribe(server, threadId));
      return turn;
    } catch (error) {
      turn.dispose();
      throw error;
    }
  }

  /** Where it waits for another guard, should we end; undefined: it ends with us. */
  get place(): string | undefined {
    return this.#server.place;
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

  /** Others can find it at its place: from now on it waits there for them, should we end. */
  noted(): Promise<void> {
    return this.#server.noted();
  }

  /** Lets go of it: where it has a place, it waits there for another guard. */
  leave(): void {
    this.#server.leave();
  }

  dispose(): void {
    this.#server.resources.dispose();
  }
}

/** Has Codex tell us of all threads of a run from now on, what it waits to be answered included. */
async function subscribe({ client, events }: GatedServer, rootId: string): Promise<void> {
  const threadIds = await client.request('thread/loaded/list', {}, loadedAnswer);
  for (const threadId of threadIds) {
    const thread = await client.request('thread/resume', { threadId, excludeTurns: true }, threadAnswer);
    if (threadId === rootId) {
      events.expectRoot(threadId, thread.model);
    } else {
      events.expectAgent(thread);
    }
    const turns = await client.request(
      'thread/turns/list',
      { threadId, limit: 1, itemsView: 'notLoaded' },
      turnsAnswer,
    );
    for (const turn of turns) {
      events.learnState({ threadId, ...turn });
    }
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
