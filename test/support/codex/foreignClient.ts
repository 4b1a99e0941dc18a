import * as z from 'zod';

import { type AppServer, startAppServer } from './appServer.ts';
import type { CodexFixture } from './codexFixture.ts';
import { waitUntil } from './waitUntil.ts';

const started = z.object({ thread: z.object({ id: z.string() }) });
const begun = z.object({ turn: z.object({ id: z.string() }) });
const turnEnd = z.object({ turn: z.object({ status: z.string() }) });
const hookEnd = z.object({ run: z.object({ status: z.string(), entries: z.array(z.object({ text: z.string() })) }) });
const PATIENCE_MS = 30_000;

/** A thread in an app-server of another client, as OpenAI's extension and the desktop app have them. */
export class ForeignClient {
  readonly server: AppServer;
  readonly threadId: string;

  private constructor(server: AppServer, threadId: string) {
    this.server = server;
    this.threadId = threadId;
  }

  /** `args` are of its app-server, which ends with the fixture at the latest. */
  static async start(codex: CodexFixture, args: readonly string[] = []): Promise<ForeignClient> {
    const server = await startAppServer(codex, codex.codexPath, args);
    const settings = { cwd: codex.workspace, sandbox: 'danger-full-access', approvalPolicy: 'never' };
    const { thread } = started.parse(await server.request('thread/start', settings));
    return new ForeignClient(server, thread.id);
  }

  /** Begins a turn, and returns its id. */
  async say(text: string): Promise<string> {
    const { server, threadId } = this;
    return begun.parse(await server.request('turn/start', { threadId, input: [{ type: 'text', text }] })).turn.id;
  }

  /** Waits until so many turns have ended. Returns how each did. */
  async ended(turns: number): Promise<readonly string[]> {
    const ends = (): readonly string[] =>
      this.#heard('turn/completed').map((params) => turnEnd.parse(params).turn.status);
    await waitUntil(`the end of turn ${turns}`, () => ends().length >= turns, PATIENCE_MS);
    return ends();
  }

  /** Waits until so many hooks have been called. */
  async called(hooks: number): Promise<void> {
    await waitUntil(`hook ${hooks} to be called`, () => this.#heard('hook/started').length >= hooks, PATIENCE_MS);
  }

  /** What hooks that ended so have said. */
  said(how: string): readonly string[] {
    return this.#heard('hook/completed')
      .map((params) => hookEnd.parse(params).run)
      .filter(({ status }) => status === how)
      .flatMap(({ entries }) => entries.map(({ text }) => text));
  }

  #heard(method: string): readonly unknown[] {
    return this.server.notifications.filter((each) => each.method === method).map(({ params }) => params);
  }
}
