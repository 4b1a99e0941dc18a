import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type Said, phrase } from '../../base/phrase.ts';
import type { AccountFacts } from '../../core/wallet/wallet.ts';
import type { AppServerClient } from './appServerClient.ts';
import type { AskingTurn } from './askingTurn.ts';
import { type FoundAgent, FoundAgents } from './foundAgents.ts';
import { InOrder } from './inOrder.ts';
import type { AppServerNotification } from './notifications.ts';
import { ReplayingEvent } from './replayingEvent.ts';
import type { RequestGate } from './requestGate.ts';
import { ThreadModels } from './threadModels.ts';
import { type CodexTurnEnd, TurnEnds } from './turnEnds.ts';
import type { TurnGate } from './turnGate.ts';
import { type CodexTurnItem, itemOf } from './turnItem.ts';
import { type CodexTurnUse, TurnUses } from './turnUses.ts';
import { TurnWallet } from './turnWallet.ts';

/** How a turn stands, as Codex tells it. */
interface TurnState {
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

const GIVEN_UP = 'the run was given up';

/**
 * Sorts an app-server's notifications into what a turn's watcher wants to know, one after the other: what a response
 * used is read and told before anything that came later is.
 */
export class TurnEvents implements Disposable {
  readonly uses: ReplayingEvent<CodexTurnUse>;
  readonly items = new ReplayingEvent<CodexTurnItem>();
  readonly wallet: ReplayingEvent<AccountFacts>;
  readonly #client: AppServerClient;
  readonly #gates: TurnGates | undefined;
  readonly #log: Log;
  readonly #resources = new DisposableStore();
  readonly #notifications: InOrder<AppServerNotification>;
  readonly #ends = new TurnEnds();
  readonly #models: ThreadModels;
  readonly #uses: TurnUses;
  readonly #foundAgents = new FoundAgents();
  readonly #wallet: TurnWallet;
  /** Turns of which Codex has told us that a request waits: it tells of all that come later. */
  readonly #heardTurns = new Set<string>();
  #rootThreadId: string | undefined;

  constructor(client: AppServerClient, gates: TurnGates | undefined, log: Log) {
    this.#client = client;
    this.#gates = gates;
    this.#log = log;
    this.#models = new ThreadModels(client, log);
    this.#uses = new TurnUses(gates?.requestGate, this.#models, log, () => {
      this.#giveUpOver('thread/tokenUsage/updated');
    });
    this.uses = this.#uses.told;
    this.#wallet = new TurnWallet(client);
    this.wallet = this.#wallet.seen;
    this.#notifications = new InOrder(
      (notification) => this.#sort(notification),
      (error) => {
        log.error('a run could not be followed, so that it is given up', { error: messageOf(error) });
        this.#giveUp(GIVEN_UP);
      },
    );
    this.#resources.add(
      client.onNotification((notification) => {
        if (notification.kind === 'requestWaits') {
          this.#heardTurns.add(notification.turnId);
        }
        this.#notifications.push(notification);
      }),
    );
    this.#resources.add(
      client.onDidExit((reason) => {
        this.#ends.failAll(reason.said);
      }),
    );
  }

  /** To be told before a thread is gone on with. */
  expectResumed(threadId: string): void {
    this.#uses.expectResumed(threadId);
  }

  /** To be told which thread the turn is in, and its model as far as it is known: all others are subagents'. */
  expectRoot(threadId: string, model: string | undefined): void {
    this.#rootThreadId = threadId;
    this.#models.learn(threadId, model);
  }

  /** A subagent that was begun before, its model, and whose it is. */
  expectAgent(agent: FoundAgent): void {
    this.#models.learn(agent.threadId, agent.model);
    this.#foundAgents.expect(agent);
  }

  /**
   * Goes on with a turn that another guard has begun: what its responses used so far is told anew, and what waits is
   * found. Whatever Codex says meanwhile waits until `attach` has come to its end.
   */
  goOn(attach: () => Promise<void>): Promise<void> {
    return this.#notifications.after(async () => {
      await attach();
      await this.#beginFound(await this.#uses.tellPast(this.#rootThreadId ?? ''));
      await this.findWaiting();
    });
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
    if (turn.status === 'inProgress') {
      this.#foundAgents.noteGoingOn(turn.threadId);
    }
    this.#complete(turn);
  }

  endOf(turnId: string): Promise<CodexTurnEnd> {
    return this.#ends.of(turnId);
  }

  /** Hears no more; the turn has not ended. */
  leave(): void {
    this.#resources.dispose();
  }

  /** Whoever still waits for a turn's end is told that nobody will hear of it any more. */
  dispose(): void {
    this.leave();
    this.#ends.failAll(GIVEN_UP);
  }

  /** Ends what nobody can follow any more, so that it does not go on spending unseen. */
  #giveUp(said: Said): void {
    this.#ends.failAll(said);
    this.#client.dispose();
  }

  #giveUpOver(method: string): void {
    this.#giveUp(phrase('codex told {0} in a form that this version does not know, so that the run was ended', method));
  }

  /** A promise where the next one must wait for it. */
  #sort(notification: AppServerNotification): Promise<void> | undefined {
    switch (notification.kind) {
      case 'requestEnded':
        return this.#endRequest(notification);
      case 'tokenUsage':
        if (this.#uses.countTotal(notification)) {
          // Compaction: no hook tells that its request has ended.
          this.#gates?.turnGate.end(notification.turnId);
        }
        break;
      case 'requestWaits':
        this.#gates?.turnGate.arrive(this.#askingTurn(notification));
        break;
      case 'rateLimits':
        void this.#wallet.see(notification.rateLimits);
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
        this.#uses.noteStart(notification.turnId);
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
    return undefined;
  }

  async #endRequest({ threadId, turnId }: Extract<AppServerNotification, { kind: 'requestEnded' }>): Promise<void> {
    await this.#uses.countResponses(threadId, turnId);
    this.#gates?.turnGate.end(turnId);
  }

  async #beginFound(told: ReadonlySet<string | undefined>): Promise<void> {
    const waiting = (await this.#gates?.requestGate.waiting()) ?? [];
    const atGate = new Set(waiting.map(({ agentId }) => agentId));
    for (const threadId of this.#foundAgents.atWork(atGate, told)) {
      this.#gates?.turnGate.beginFound(threadId);
    }
  }

  #complete(turn: TurnState): void {
    const { turnId, status, errorMessage } = turn;
    if (status !== 'inProgress') {
      this.#gates?.turnGate.leave(this.#askingTurn(turn));
      this.#ends.end(turnId, { status, errorMessage });
    }
  }

  #askingTurn({ threadId, turnId }: { readonly threadId: string; readonly turnId: string }): AskingTurn {
    return { turnId, agentId: threadId === this.#rootThreadId ? undefined : threadId };
  }

  /** Codex told of something that nobody can watch a turn without, in a shape that is not known. */
  #missVital(method: 'thread/tokenUsage/updated' | 'turn/completed'): void {
    this.#log.warn('codex told something in a form that is not known', { method });
    if (method === 'turn/completed') {
      this.#giveUpOver(method);
    } else {
      this.#uses.missTotal();
    }
  }
}
