import type { Disposable } from '../base/disposable.ts';
import type { AppServerClient } from '../codex/appServer/appServerClient.ts';

/** An app-server, and how many questions it still owes an answer. */
interface Connection {
  readonly client: Promise<AppServerClient>;
  questions: number;
}

/** One app-server for many questions: started with the first, and kept until it is let go. */
export class SharedAppServer implements Disposable {
  readonly #start: () => Promise<AppServerClient>;
  #connection: Connection | undefined;

  constructor(start: () => Promise<AppServerClient>) {
    this.#start = start;
  }

  /** Asks it; where it has ended meanwhile, one that is started anew. Throws what starting and asking throw. */
  async ask<T>(question: (client: AppServerClient) => Promise<T>): Promise<T> {
    const connection = (this.#connection ??= { client: this.#start(), questions: 0 });
    connection.questions += 1;
    try {
      const client = await this.#started(connection);
      if (!client.hasEnded) {
        return await question(client);
      }
      this.#forget(connection);
      return await this.ask(question);
    } finally {
      connection.questions -= 1;
      this.#endIfUnused(connection);
    }
  }

  /** The next question goes to a new one. This one ends as soon as it has answered what it was asked. */
  letGo(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) {
      this.#endIfUnused(connection);
    }
  }

  dispose(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) {
      end(connection);
    }
  }

  /** One that does not start is not kept: the next question tries again. */
  async #started(connection: Connection): Promise<AppServerClient> {
    try {
      return await connection.client;
    } catch (error) {
      this.#forget(connection);
      throw error;
    }
  }

  #forget(connection: Connection): void {
    if (this.#connection === connection) {
      this.#connection = undefined;
    }
  }

  #endIfUnused(connection: Connection): void {
    if (connection.questions === 0 && connection !== this.#connection) {
      end(connection);
    }
  }
}

function end({ client }: Connection): void {
  client.then(
    (started) => {
      started.dispose();
    },
    () => undefined,
  );
}
