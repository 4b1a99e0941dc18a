import * as z from 'zod';

import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { GuardError } from '../base/errors.ts';
import { type TokenUsage, isNoUsage, subtractTokens } from '../core/tokenUsage.ts';
import type { AccountFacts } from '../core/wallet.ts';
import { readAccount } from './account.ts';
import { AppServerClient, type AppServerOptions } from './appServerClient.ts';
import { type AppServerNotification, threadAnswer, turnAnswer } from './appServerProtocol.ts';
import { type LimitBucket, factsOf, isSilent } from './limitBucket.ts';

export interface CodexTurnRequest {
  readonly prompt: string;
  readonly cwd: string;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
}

export interface CodexTurnEnd {
  readonly status: 'completed' | 'interrupted' | 'failed';
  readonly errorMessage: string | undefined;
}

export interface CodexTurnItem {
  readonly kind: 'message' | 'command' | 'fileChange' | 'other';
  readonly text: string | undefined;
}

/** An interrupted turn that does not end by itself is taken to have ended with its process. */
const INTERRUPT_TIMEOUT_MS = 10_000;

/** A kind of event that tells later listeners what they missed: a turn may be quicker than its first listener. */
class ReplayingEvent<T> {
  readonly #past: T[] = [];
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    this.#past.forEach(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    this.#past.push(value);
    for (const listener of [...this.#listeners]) {
      listener(value);
    }
  }
}

/**
 * One turn in a new thread, in an app-server of its own: whatever tokens that server reports were used by this turn,
 * its subagents or its reviews.
 */
export class CodexTurn implements Disposable {
  readonly threadId: string;
  readonly turnId: string;
  readonly ended: Promise<CodexTurnEnd>;
  readonly #client: AppServerClient;
  readonly #events: TurnEvents;

  private constructor(client: AppServerClient, events: TurnEvents, threadId: string, turnId: string) {
    this.#client = client;
    this.#events = events;
    this.threadId = threadId;
    this.turnId = turnId;
    this.ended = events.endOf(turnId);
  }

  /** Starts an app-server, a thread and its turn. Throws `GuardError`s with codes `codex.…`. */
  static async start(options: AppServerOptions, request: CodexTurnRequest): Promise<CodexTurn> {
    const client = await AppServerClient.start(options);
    const events = new TurnEvents(client);
    try {
      const { prompt, cwd, model, effort, tier } = request;
      const { threadId } = await client.request(
        'thread/start',
        { cwd, model: model ?? null, serviceTier: tier ?? null },
        threadAnswer,
      );
      const input = [{ type: 'text', text: prompt, text_elements: [] }];
      const { turnId } = await client.request('turn/start', { threadId, input, effort: effort ?? null }, turnAnswer);
      return new CodexTurn(client, events, threadId, turnId);
    } catch (error) {
      events.dispose();
      client.dispose();
      throw error;
    }
  }

  get onDidUseTokens(): Event<TokenUsage> {
    return this.#events.tokens.event;
  }

  get onDidItem(): Event<CodexTurnItem> {
    return this.#events.items.event;
  }

  get onDidSeeWallet(): Event<AccountFacts> {
    return this.#events.wallet.event;
  }

  /** Ends the turn: the request in flight is dropped, and no further one starts. */
  async interrupt(): Promise<void> {
    const { threadId, turnId } = this;
    try {
      await this.#client.request('turn/interrupt', { threadId, turnId }, z.unknown(), INTERRUPT_TIMEOUT_MS);
    } catch (error) {
      // A turn that cannot be interrupted must not go on spending: its process is ended instead.
      this.#client.dispose();
      if (!GuardError.is(error, 'codex.exited')) {
        throw error;
      }
    }
  }

  dispose(): void {
    this.#events.dispose();
    this.#client.dispose();
  }
}

/** Sorts an app-server's notifications into what a turn's watcher wants to know. */
class TurnEvents implements Disposable {
  readonly tokens = new ReplayingEvent<TokenUsage>();
  readonly items = new ReplayingEvent<CodexTurnItem>();
  readonly wallet = new ReplayingEvent<AccountFacts>();
  readonly #ends = new Map<string, PromiseWithResolvers<CodexTurnEnd>>();
  /** What each thread had used when it was last heard of. */
  readonly #totals = new Map<string, TokenUsage>();
  readonly #resources = new DisposableStore();
  readonly #account: Promise<AccountFacts['account'] | undefined>;

  constructor(client: AppServerClient) {
    this.#account = readAccount(client);
    this.#resources.add(
      client.onNotification((notification) => {
        this.#sort(notification);
      }),
    );
    this.#resources.add(
      client.onDidExit((reason) => {
        this.#endAll(reason.message);
      }),
    );
  }

  endOf(turnId: string): Promise<CodexTurnEnd> {
    return this.#end(turnId).promise;
  }

  /** Whoever still waits for a turn's end is told that nobody will hear of it any more. */
  dispose(): void {
    this.#resources.dispose();
    this.#endAll('the run was given up');
  }

  #endAll(errorMessage: string): void {
    for (const { resolve } of this.#ends.values()) {
      resolve({ status: 'failed', errorMessage });
    }
  }

  #sort(notification: AppServerNotification): void {
    switch (notification.kind) {
      case 'tokenUsage':
        this.#count(notification);
        break;
      case 'rateLimits':
        void this.#seeWallet(notification.rateLimits);
        break;
      case 'itemCompleted':
        this.items.fire(itemOf(notification));
        break;
      case 'turnCompleted':
        if (notification.status !== 'inProgress') {
          const { status, errorMessage } = notification;
          this.#end(notification.turnId).resolve({ status, errorMessage });
        }
        break;
      default:
        break;
    }
  }

  /** When Codex compacts, it repeats the last response and estimates the next: only a total that grows tells of a request. */
  #count({ threadId, total, last }: Extract<AppServerNotification, { kind: 'tokenUsage' }>): void {
    const before = this.#totals.get(threadId);
    const used = before === undefined ? last : subtractTokens(total, before);
    this.#totals.set(threadId, total);
    if (!isNoUsage(used)) {
      this.tokens.fire(used);
    }
  }

  /** Limits do not say whose they are: they are those of whoever is signed in, and with an API key nobody's. */
  async #seeWallet(bucket: LimitBucket): Promise<void> {
    const account = await this.#account;
    const facts = factsOf(bucket);
    if (account !== undefined && !isSilent(facts)) {
      this.wallet.fire({ ...facts, account });
    }
  }

  #end(turnId: string): PromiseWithResolvers<CodexTurnEnd> {
    const end = this.#ends.get(turnId) ?? Promise.withResolvers<CodexTurnEnd>();
    this.#ends.set(turnId, end);
    return end;
  }
}

function itemOf({ itemType, text, command }: Extract<AppServerNotification, { kind: 'itemCompleted' }>): CodexTurnItem {
  switch (itemType) {
    case 'agentMessage':
      return { kind: 'message', text };
    case 'commandExecution':
      return { kind: 'command', text: command };
    case 'fileChange':
      return { kind: 'fileChange', text: undefined };
    default:
      return { kind: 'other', text: undefined };
  }
}
