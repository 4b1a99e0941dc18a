import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { AppServerClient } from './appServerClient.ts';
import { threadModelAnswer } from './threadAnswers.ts';

/** Which model each thread of an app-server has, as far as it is known. */
export class ThreadModels {
  readonly #client: AppServerClient;
  readonly #log: Log;
  readonly #models = new Map<string, string>();

  constructor(client: AppServerClient, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  of(threadId: string): string | undefined {
    return this.#models.get(threadId);
  }

  learn(threadId: string, model: string | undefined): void {
    if (model !== undefined) {
      this.#models.set(threadId, model);
    }
  }

  /** Codex does not say which model a subagent has; asked when its turn starts, it answers long before the model does. */
  async ask(threadId: string): Promise<void> {
    if (this.#models.has(threadId)) {
      return;
    }
    try {
      const model = await this.#client.request('thread/read', { threadId }, threadModelAnswer);
      this.learn(threadId, this.#models.get(threadId) ?? model);
    } catch (error) {
      this.#log.debug('the model of a thread is not known', { threadId, reason: messageOf(error) });
    }
  }
}
