import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type TokenUsage, isNoUsage, subtractTokens } from '../core/tokenUsage.ts';
import type { AccountFacts } from '../core/wallet.ts';
import { readAccount } from './account.ts';
import type { AppServerClient } from './appServerClient.ts';
import { type AppServerNotification, threadModelAnswer } from './appServerProtocol.ts';
import { type LimitBucket, factsOf, isSilent } from './limitBucket.ts';
import { ReplayingEvent } from './replayingEvent.ts';
import type { TurnGate } from './turnGate.ts';

/** How a turn ended, as Codex tells it. */
export interface CodexTurnEnd {
  readonly status: 'completed' | 'interrupted' | 'failed';
  readonly errorMessage: string | undefined;
}

/** Something that Codex did in a turn. */
export interface CodexTurnItem {
  readonly kind: 'message' | 'command' | 'fileChange' | 'other';
  readonly text: string | undefined;
}

/** The tokens of a response, and the model of its thread as far as it is known. */
export interface CodexTurnUse {
  readonly usage: TokenUsage;
  readonly model: string | undefined;
}

/** Sorts an app-server's notifications into what a turn's watcher wants to know. */
export class TurnEvents implements Disposable {
  readonly uses = new ReplayingEvent<CodexTurnUse>();
  readonly items = new ReplayingEvent<CodexTurnItem>();
  readonly wallet = new ReplayingEvent<AccountFacts>();
  readonly #client: AppServerClient;
  readonly #gate: TurnGate | undefined;
  readonly #log: Log;
  readonly #ends = new Map<string, PromiseWithResolvers<CodexTurnEnd>>();
  /** What each thread had used when it was last heard of. */
  readonly #totals = new Map<string, TokenUsage>();
  /** The model of each thread, as far as it is known. */
  readonly #models = new Map<string, string>();
  readonly #startedTurns = new Set<string>();
  readonly #resources = new DisposableStore();
  readonly #account: Promise<AccountFacts['account'] | undefined>;
  #resumedThreadId: string | undefined;

  constructor(client: AppServerClient, gate: TurnGate | undefined, log: Log) {
    this.#client = client;
    this.#gate = gate;
    this.#log = log;
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

  /** To be told before a thread is gone on with. */
  expectResumed(threadId: string): void {
    this.#resumedThreadId = threadId;
  }

  /** To be told which model a thread has, as far as it is known. */
  learnModel(threadId: string, model: string | undefined): void {
    if (model !== undefined) {
      this.#models.set(threadId, model);
    }
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
      case 'requestWaits':
        this.#gate?.arrive(notification.threadId);
        break;
      case 'rateLimits':
        void this.#seeWallet(notification.rateLimits);
        break;
      case 'itemCompleted':
        this.items.fire(itemOf(notification));
        break;
      case 'turnStarted':
        this.#startedTurns.add(notification.turnId);
        void this.#askModel(notification.threadId);
        break;
      case 'modelRerouted':
        this.learnModel(notification.threadId, notification.model);
        break;
      case 'turnCompleted':
        this.#complete(notification);
        break;
      default:
        break;
    }
  }

  #complete({ threadId, turnId, status, errorMessage }: Extract<AppServerNotification, { kind: 'turnCompleted' }>) {
    if (status !== 'inProgress') {
      this.#gate?.leave(threadId);
      this.#end(turnId).resolve({ status, errorMessage });
    }
  }

  /**
   * When Codex compacts, it repeats the last response and estimates the next: only a total that grows tells of a
   * request. When it resumes a thread, it tells its total once more, in the name of the turn before.
   */
  #count({ threadId, turnId, total, last }: Extract<AppServerNotification, { kind: 'tokenUsage' }>): void {
    const before = this.#totals.get(threadId);
    this.#totals.set(threadId, total);
    if (threadId === this.#resumedThreadId && !this.#startedTurns.has(turnId)) {
      return;
    }
    const usage = before === undefined ? last : subtractTokens(total, before);
    if (!isNoUsage(usage)) {
      this.uses.fire({ usage, model: this.#models.get(threadId) });
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

  /** Codex does not say which model a subagent has; asked when its turn starts, it answers long before the model does. */
  async #askModel(threadId: string): Promise<void> {
    if (this.#models.has(threadId)) {
      return;
    }
    try {
      const model = await this.#client.request('thread/read', { threadId }, threadModelAnswer);
      this.learnModel(threadId, this.#models.get(threadId) ?? model);
    } catch (error) {
      this.#log.debug('the model of a thread is not known', { threadId, reason: messageOf(error) });
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
