import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type Said, phrase } from '../../base/phrase.ts';
import { type TokenUsage, isNoUsage } from '../../core/usage/tokenUsage.ts';
import type { AccountFacts } from '../../core/wallet/wallet.ts';
import { readAccount } from '../account/account.ts';
import type { AppServerClient } from './appServerClient.ts';
import type { AppServerNotification } from './notifications.ts';
import type { AskingTurn } from './askingTurn.ts';
import { type LimitBucket, factsOf, isSilent } from '../account/limitBucket.ts';
import { ReplayingEvent } from '../rollouts/replayingEvent.ts';
import type { RequestGate } from './requestGate.ts';
import { ThreadModels } from './threadModels.ts';
import { ThreadUses } from './threadUses.ts';
import type { TurnGate } from './turnGate.ts';
import { type CodexTurnItem, itemOf } from './turnItem.ts';

/** How a turn ended, as Codex tells it, or how Codex did. */
export interface CodexTurnEnd {
  readonly status: 'completed' | 'interrupted' | 'failed';
  readonly errorMessage: Said | undefined;
}

/** The tokens of a response, and the model of its thread as far as it is known. */
export interface CodexTurnUse {
  readonly threadId: string;
  readonly usage: TokenUsage;
  readonly model: string | undefined;
}

/** A subagent of a turn that is gone on with. */
export interface FoundAgent {
  readonly threadId: string;
  readonly model: string | undefined;
  /** The thread whose subagent it is. */
  readonly parentThreadId: string | undefined;
}

/** How a turn stands, as Codex tells it. */
export interface TurnState {
  readonly threadId: string;
  readonly turnId: string;
  readonly status: CodexTurnEnd['status'] | 'inProgress';
  readonly errorMessage: string | undefined;
}

/** Where requests wait, and where is told what their responses used. */
export interface TurnGates {
  readonly turnGate: TurnGate;
  readonly requestGate: RequestGate;
}

/**
 * Sorts an app-server's notifications into what a turn's watcher wants to know, one after the other: what a response
 * used is read and told before anything that came later is.
 */
export class TurnEvents implements Disposable {
  readonly uses = new ReplayingEvent<CodexTurnUse>();
  readonly items = new ReplayingEvent<CodexTurnItem>();
  readonly wallet = new ReplayingEvent<AccountFacts>();
  readonly #client: AppServerClient;
  readonly #gates: TurnGates | undefined;
  readonly #log: Log;
  /** What has come and waits until what came before it has been told. */
  readonly #queue: AppServerNotification[] = [];
  #isSorting = false;
  readonly #ends = new Map<string, PromiseWithResolvers<CodexTurnEnd>>();
  /** How all ended that has not ended by itself; undefined while more is to come. */
  #endOfAll: CodexTurnEnd | undefined;
  readonly #threadUses = new ThreadUses();
  readonly #models: ThreadModels;
  readonly #startedTurns = new Set<string>();
  /** Turns of which Codex has told us that a request waits: it tells of all that come later. */
  readonly #heardTurns = new Set<string>();
  readonly #resources = new DisposableStore();
  readonly #account: Promise<AccountFacts['account'] | undefined>;
  /** Of subagents that were found, those that they belong to. */
  readonly #parents = new Map<string, string | undefined>();
  /** Of these, the ones whose turns have not ended. */
  readonly #goingOn = new Set<string>();
  /** A hook told of no response where one may have been, and a total cannot be read: both, and nobody counts. */
  #hasUntoldResponses: boolean;
  #hasUnreadableTotals = false;
  #resumedThreadId: string | undefined;
  #rootThreadId: string | undefined;

  constructor(client: AppServerClient, gates: TurnGates | undefined, log: Log) {
    this.#client = client;
    this.#models = new ThreadModels(client, log);
    this.#gates = gates;
    this.#hasUntoldResponses = gates === undefined;
    this.#log = log;
    this.#account = readAccount(client);
    this.#resources.add(
      client.onNotification((notification) => {
        if (notification.kind === 'requestWaits') {
          this.#heardTurns.add(notification.turnId);
        }
        this.#queue.push(notification);
        void this.#sortAll();
      }),
    );
    this.#resources.add(
      client.onDidExit((reason) => {
        this.#endAll(reason.said);
      }),
    );
  }

  /** To be told before a thread is gone on with. */
  expectResumed(threadId: string): void {
    this.#resumedThreadId = threadId;
  }

  /** To be told which thread the turn is in, and its model as far as it is known: all others are subagents'. */
  expectRoot(threadId: string, model: string | undefined): void {
    this.#rootThreadId = threadId;
    this.#models.learn(threadId, model);
  }

  /** A subagent that was begun before, its model, and whose it is. */
  expectAgent({ threadId, model, parentThreadId }: FoundAgent): void {
    this.#models.learn(threadId, model);
    this.#parents.set(threadId, parentThreadId);
  }

  /**
   * Goes on with a turn that another guard has begun: what its responses used so far is told anew, and what waits is
   * found. Whatever Codex says meanwhile waits until `attach` has come to its end.
   */
  async goOn(attach: () => Promise<void>): Promise<void> {
    this.#isSorting = true;
    try {
      await attach();
      await this.#beginFound(await this.#tellPast());
      await this.findWaiting();
    } finally {
      this.#isSorting = false;
    }
    await this.#sortAll();
  }

  /**
   * Looks for requests at the gate that came before Codex told us. Never for one of which it tells: it would be let pass
   * twice, and the second pass would be the next one's.
   */
  async findWaiting(): Promise<void> {
    for (const turn of (await this.#gates?.requestGate.waiting()) ?? []) {
      if (!this.#heardTurns.has(turn.turnId)) {
        this.#gates?.turnGate.find(turn);
      }
    }
  }

  /** Codex says of a turn how it stands. */
  learnState(turn: TurnState): void {
    if (turn.status === 'inProgress' && this.#parents.has(turn.threadId)) {
      this.#goingOn.add(turn.threadId);
    }
    this.#complete(turn);
  }

  endOf(turnId: string): Promise<CodexTurnEnd> {
    return this.#end(turnId).promise;
  }

  /** Hears no more; the turn has not ended. */
  leave(): void {
    this.#resources.dispose();
  }

  /** Whoever still waits for a turn's end is told that nobody will hear of it any more. */
  dispose(): void {
    this.leave();
    this.#endAll('the run was given up');
  }

  #endAll(errorMessage: Said): void {
    this.#endOfAll ??= { status: 'failed', errorMessage };
    for (const { resolve } of this.#ends.values()) {
      resolve(this.#endOfAll);
    }
  }

  /** Ends what nobody can follow any more, so that it does not go on spending unseen. */
  #giveUp(method: string): void {
    const said = phrase('codex told {0} in a form that this version does not know, so that the run was ended', method);
    this.#endAll(said);
    this.#client.dispose();
  }

  async #sortAll(): Promise<void> {
    if (this.#isSorting) {
      return;
    }
    this.#isSorting = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      if (next.kind === 'requestEnded') {
        await this.#countResponses(next);
      } else {
        this.#sort(next);
      }
    }
    this.#isSorting = false;
  }

  #sort(notification: Exclude<AppServerNotification, { kind: 'requestEnded' }>): void {
    switch (notification.kind) {
      case 'tokenUsage':
        this.#countTotal(notification);
        break;
      case 'requestWaits':
        this.#gates?.turnGate.arrive(this.#askingTurn(notification));
        break;
      case 'rateLimits':
        void this.#seeWallet(notification.rateLimits);
        break;
      case 'agentWaits':
        this.#gates?.turnGate.waitForOthers(notification.threadId, true);
        break;
      case 'itemCompleted':
        if (notification.tool === 'wait') {
          this.#gates?.turnGate.waitForOthers(notification.threadId, false);
        }
        this.items.fire(itemOf(notification));
        break;
      case 'turnStarted':
        this.#startedTurns.add(notification.turnId);
        void this.#models.ask(notification.threadId);
        break;
      case 'modelRerouted':
        this.#models.learn(notification.threadId, notification.model);
        break;
      case 'turnCompleted':
        this.#complete(notification);
        break;
      case 'unreadable':
        this.#missVital(notification.method);
        break;
      default:
        break;
    }
  }

  /**
   * Subagents that were let begin before are at work, those that have used something and those that do not wait to be let
   * pass. One that is not at the gate and has subagents may wait for them, which nobody tells: were it counted, and they
   * not let begin, nobody would ever go on.
   */
  async #beginFound(told: ReadonlySet<string>): Promise<void> {
    const waiting = (await this.#gates?.requestGate.waiting()) ?? [];
    const atGate = new Set(waiting.map(({ agentId }) => agentId));
    const parents = new Set(this.#parents.values());
    for (const threadId of this.#goingOn) {
      if (atGate.has(threadId) ? told.has(threadId) : !parents.has(threadId)) {
        this.#gates?.turnGate.beginFound(threadId);
      }
    }
  }

  /** Returns the threads that have used something. */
  async #tellPast(): Promise<ReadonlySet<string>> {
    const { requestGate } = this.#gates ?? {};
    const past = [...((await requestGate?.seen()) ?? []), ...((await requestGate?.takeTold()) ?? [])];
    for (const { threadId = this.#rootThreadId ?? '', usage, model } of past) {
      this.#threadUses.goOn(threadId);
      this.#tellUse(threadId, usage, model);
    }
    return new Set(past.flatMap(({ threadId }) => threadId ?? []));
  }

  #complete(turn: TurnState): void {
    const { turnId, status, errorMessage } = turn;
    if (status !== 'inProgress') {
      this.#gates?.turnGate.leave(this.#askingTurn(turn));
      this.#end(turnId).resolve({ status, errorMessage });
    }
  }

  #askingTurn({ threadId, turnId }: { readonly threadId: string; readonly turnId: string }): AskingTurn {
    return { turnId, agentId: threadId === this.#rootThreadId ? undefined : threadId };
  }

  /** A request has ended: what its response used lies at the gate; where it cannot be read, its thread's total tells. */
  async #countResponses({ threadId, turnId }: Extract<AppServerNotification, { kind: 'requestEnded' }>): Promise<void> {
    try {
      const told = (await this.#gates?.requestGate.takeTold(turnId)) ?? [];
      for (const { usage, model } of told) {
        this.#tellUse(threadId, this.#threadUses.countResponse(threadId, usage), model);
      }
      this.#hasUntoldResponses ||= told.length === 0;
    } catch (error) {
      this.#log.warn('what a response used could not be read at once', { reason: messageOf(error) });
      this.#hasUntoldResponses = true;
    }
    this.#mustBeCounted();
    this.#gates?.turnGate.end(turnId);
  }

  /** When Codex resumes a thread, it tells its total once more, in the name of the turn before. */
  #countTotal({ threadId, turnId, total, last }: Extract<AppServerNotification, { kind: 'tokenUsage' }>): void {
    if (threadId === this.#resumedThreadId && !this.#startedTurns.has(turnId)) {
      this.#threadUses.beginAt(threadId, total);
      return;
    }
    const usage = this.#threadUses.countTotal(threadId, total, last);
    if (!isNoUsage(usage)) {
      this.#tellUse(threadId, usage);
      // Compaction: no hook tells that its request has ended.
      this.#gates?.turnGate.end(turnId);
    }
  }

  /** Codex told of something that nobody can watch a turn without, in a shape that is not known. */
  #missVital(method: 'thread/tokenUsage/updated' | 'turn/completed'): void {
    this.#log.warn('codex told something in a form that is not known', { method });
    if (method === 'turn/completed') {
      this.#giveUp(method);
    } else {
      this.#hasUnreadableTotals = true;
      this.#mustBeCounted();
    }
  }

  #mustBeCounted(): void {
    if (this.#hasUntoldResponses && this.#hasUnreadableTotals) {
      this.#giveUp('thread/tokenUsage/updated');
    }
  }

  #tellUse(threadId: string, usage: TokenUsage, askedModel?: string): void {
    if (!isNoUsage(usage)) {
      this.uses.fire({ threadId, usage, model: this.#models.of(threadId) ?? askedModel });
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
    if (this.#endOfAll !== undefined) {
      end.resolve(this.#endOfAll);
    }
    return end;
  }
}
