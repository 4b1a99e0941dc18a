import * as z from 'zod';
import { startAppServer, type AppServer } from './appServer.ts';
import type { CodexFixture } from './codexFixture.ts';
import { waitUntil } from './waitUntil.ts';

const threadAnswer = z.object({ thread: z.object({ id: z.string() }) });
const turnAnswer = z.object({ turn: z.object({ id: z.string() }) });

/** Threads that are led by an app-server, for what `codex exec` has no words for. */
export class RecordingClient {
  readonly #server: AppServer;
  readonly #workspace: string;

  private constructor(server: AppServer, workspace: string) {
    this.#server = server;
    this.#workspace = workspace;
  }

  /** Leads threads until `use` is done. When the server has gone, every line is in its file. */
  static async with<T>(
    codex: CodexFixture,
    use: (client: RecordingClient) => Promise<T>,
    codexPath?: string,
  ): Promise<T> {
    const server = await startAppServer(codex, codexPath);
    const result = await use(new RecordingClient(server, codex.workspace));
    await server.close();
    return result;
  }

  async ask(method: string, params: object): Promise<unknown> {
    return this.#server.request(method, params);
  }

  async begin(params: object = {}): Promise<string> {
    const cwd = this.#workspace;
    const base = { cwd, sandbox: 'danger-full-access', approvalPolicy: 'never' };
    return threadAnswer.parse(await this.ask('thread/start', { ...base, ...params })).thread.id;
  }

  async fork(threadId: string, params: object = {}): Promise<string> {
    return threadAnswer.parse(await this.ask('thread/fork', { threadId, ...params })).thread.id;
  }

  /** Starts a turn and returns its id at once. */
  async start(threadId: string, text: string, params: object = {}): Promise<string> {
    const input = [{ type: 'text', text }];
    return turnAnswer.parse(await this.ask('turn/start', { threadId, input, ...params })).turn.id;
  }

  /** Runs a turn to its end and returns its id. */
  async turn(threadId: string, text: string, params: object = {}): Promise<string> {
    return this.untilTurnEnds(async () => this.start(threadId, text, params));
  }

  /** Does something that begins a turn, or leads it on, and waits for the end of that turn. */
  async untilTurnEnds<T>(act: () => Promise<T>): Promise<T> {
    const before = this.#endedTurns();
    const result = await act();
    await waitUntil('the end of a turn', () => this.#endedTurns() > before, TURN_TIMEOUT_MS);
    return result;
  }

  #endedTurns(): number {
    return this.#server.notifications.filter(({ method }) => method === 'turn/completed').length;
  }
}

const TURN_TIMEOUT_MS = 20_000;
