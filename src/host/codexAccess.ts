import * as vscode from 'vscode';

import type { Disposable } from '../base/disposable.ts';
import type { Log } from '../base/log.ts';
import type { OfferedModel } from '../codex/account/account.ts';
import type { CreditType } from '../codex/account/creditPages.ts';
import type { AppServerClient, AppServerOptions } from '../codex/appServer/appServerClient.ts';
import type { StartAppServer } from '../codex/appServer/appServerPort.ts';
import { codexHomes } from '../codex/codexHome.ts';
import { findCodexUnhurriedly } from '../codex/appServer/findCodex.ts';
import { readSignIn } from '../codex/account/signIn.ts';
import type { AccountFigure } from '../core/prices/calibration/figures.ts';
import type { PollAnswer, PollPlace } from '../core/wallet/poll.ts';
import { readConfiguration } from './configuration.ts';
import { SharedAppServer } from './sharedAppServer.ts';

const CODEX_EXTENSION_ID = 'openai.chatgpt';

/**
 * The person's Codex: an app-server for reading account, balance and models, kept while it is needed. How to talk with
 * it is loaded with the first question.
 */
export class CodexAccess implements Disposable {
  readonly #startProcess: StartAppServer;
  readonly #log: Log;
  readonly #appServer = new SharedAppServer(async () => {
    const options = await this.appServerOptions();
    const { AppServerClient } = await import('../codex/appServer/appServerClient.ts');
    return AppServerClient.start({ ...options, cwd: undefined });
  });
  #signIn: string | undefined;

  constructor(startProcess: StartAppServer, log: Log) {
    this.#startProcess = startProcess;
    this.#log = log;
  }

  /** The homes whose rollouts are read. */
  homes(): string[] {
    return codexHomes(readConfiguration().codexHomes, process.env);
  }

  /** How to start an app-server of the person's Codex. Throws `codex.notFound`. */
  async appServerOptions(): Promise<Omit<AppServerOptions, 'cwd'>> {
    const folder = vscode.extensions.getExtension(CODEX_EXTENSION_ID)?.extensionPath;
    const codexPath = await findCodexUnhurriedly({
      configured: readConfiguration().codexPath,
      env: process.env,
      extensionFolders: folder === undefined ? [] : [folder],
    });
    const [home] = readConfiguration().codexHomes.length === 0 ? [] : this.homes();
    const env = home === undefined ? process.env : { ...process.env, CODEX_HOME: home };
    return { codexPath, env, startProcess: this.#startProcess, log: this.#log };
  }

  /** Whose wallet is read, by the home that counts. Throws `codex.notFound`. */
  async place(): Promise<PollPlace> {
    await this.appServerOptions();
    const place = await readSignIn(this.homes()[0] ?? '');
    if (place.signIn !== this.#signIn) {
      // An app-server goes on with the sign-in that it has begun with.
      this.disconnect();
      this.#signIn = place.signIn;
    }
    return place;
  }

  async wallet(nowMs: () => number): Promise<PollAnswer> {
    return this.#appServer.ask(async (client) => {
      const { readWallet } = await import('../codex/account/account.ts');
      return readWallet(client, nowMs());
    });
  }

  /** What the account itself says a thread has cost; undefined where it tells no such thing. */
  async threadCost(threadId: string, nowMs: number): Promise<AccountFigure[] | undefined> {
    return this.#appServer.ask(async (client) => {
      const { readThreadCost } = await import('../codex/appServer/threadCost.ts');
      return readThreadCost(client, threadId, nowMs);
    });
  }

  /** Has Codex write to the workspace's owner. */
  async askOwner(creditType: CreditType): Promise<'sent' | 'alreadySent'> {
    return this.#appServer.ask(async (client) => {
      const { askOwnerForCredits } = await import('../codex/account/creditPages.ts');
      return askOwnerForCredits(client, creditType);
    });
  }

  /** Asks it something else. */
  async ask<T>(question: (client: AppServerClient) => Promise<T>): Promise<T> {
    return this.#appServer.ask(question);
  }

  async models(): Promise<OfferedModel[]> {
    return this.#appServer.ask(async (client) => {
      const { readModels } = await import('../codex/account/account.ts');
      return readModels(client);
    });
  }

  /** Lets the app-server go; the next question starts a new one, with the settings of then. */
  disconnect(): void {
    this.#appServer.letGo();
  }

  dispose(): void {
    this.#appServer.dispose();
  }
}
