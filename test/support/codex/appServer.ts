import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { waitForExit } from '../processes.ts';
import type { CodexFixture } from './codexFixture.ts';
import { waitUntil } from './waitUntil.ts';

/** Something the server said of its own accord. */
export interface AppServerNotification {
  readonly method: string;
  readonly params: unknown;
}

/** A bare client of `codex app-server`, to ask the real binary what the product's own client is told. */
export interface AppServer {
  /** Everything heard so far, in order. */
  readonly notifications: readonly AppServerNotification[];
  /** Sends a request. Rejects with the server's own error. */
  request(method: string, params: object): Promise<unknown>;
  waitForNotification(method: string, timeoutMs?: number): Promise<unknown>;
  /** Ends the server as a client does: by closing its input. */
  close(): Promise<void>;
}

/** Starts an app-server and introduces itself to it. It ends with the fixture at the latest. */
export async function startAppServer(
  fixture: CodexFixture,
  codexPath = fixture.codexPath,
  args: readonly string[] = [],
): Promise<AppServer> {
  const { workspace: cwd, env } = fixture;
  const server = new StdioAppServer(fixture.processes.spawnTracked(codexPath, ['app-server', ...args], { cwd, env }));
  await server.request('initialize', {
    clientInfo: { name: 'loopback_test', title: 'Loopback Test', version: '0.0.1' },
    capabilities: { experimentalApi: true },
  });
  server.notify('initialized');
  return server;
}

/** Starts one that takes any clients where the person's own does. Returns its socket. */
export async function startDaemon(fixture: CodexFixture, args: readonly string[] = []): Promise<string> {
  const { codexPath, workspace: cwd, env, codexHome, processes } = fixture;
  // Where its path would be too long for a socket, Codex leaves a link there to a shorter one.
  const socket = `${codexHome}/app-server-control/app-server-control.sock`;
  const server = processes.spawnTracked(codexPath, ['app-server', '--listen', 'unix://', ...args], { cwd, env });
  server.stderr.resume();
  await waitUntil('the socket', () => existsSync(socket), NOTIFICATION_TIMEOUT_MS);
  return realpathSync(socket);
}

const message = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

const NOTIFICATION_TIMEOUT_MS = 20_000;

class StdioAppServer implements AppServer {
  readonly notifications: AppServerNotification[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: PromiseWithResolvers<unknown>[] = [];

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#receive(line));
    child.stderr.resume();
  }

  async request(method: string, params: object): Promise<unknown> {
    const waiting = Promise.withResolvers<unknown>();
    const id = this.#waiting.push(waiting) - 1;
    this.#send({ id, method, params });
    return waiting.promise;
  }

  notify(method: string): void {
    this.#send({ method });
  }

  async waitForNotification(method: string, timeoutMs = NOTIFICATION_TIMEOUT_MS): Promise<unknown> {
    const heard = (): AppServerNotification | undefined => this.notifications.find((each) => each.method === method);
    await waitUntil(`the notification ${method}`, () => heard() !== undefined, timeoutMs);
    return heard()?.params;
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    await waitForExit(this.#child);
  }

  #send(outgoing: object): void {
    this.#child.stdin.write(`${JSON.stringify(outgoing)}\n`);
  }

  #receive(line: string): void {
    const { id, method, params, result, error } = message.parse(JSON.parse(line));
    if (method !== undefined) {
      this.notifications.push({ method, params });
    } else if (id !== undefined) {
      const waiting = this.#waiting[id];
      if (error === undefined) {
        waiting?.resolve(result);
      } else {
        waiting?.reject(new Error(error.message));
      }
    }
  }
}
